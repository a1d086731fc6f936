// Runs the unit tests, then the tests in a browser where there is a Chromium.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "../..");
const out = join(here, "out");
rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: [join(here, "unit.test.ts"), join(here, "browser.test.ts")],
  outdir: out,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  outExtension: { ".js": ".mjs" },
  logLevel: "warning",
});

function run(command, args, env = {}) {
  const { status } = spawnSync(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, ["--test", join(out, "unit.test.mjs")]);

const browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const chromium = process.env.CHROMIUM ?? browsers.find((path) => existsSync(path));
if (!chromium) {
  console.log("\n!!!! THE PAGE WAS NOT TESTED IN A BROWSER: there is no Chromium; install it or set CHROMIUM\n");
  process.exit(0);
}
let program = process.env.DRAMATURG;
if (!program) {
  const target = process.env.CARGO_TARGET_DIR ?? join(root, "target");
  run("cargo", ["build", "--locked", "--quiet", "--manifest-path", join(root, "Cargo.toml"), "-p", "dramaturg-cli"]);
  program = ["dramaturg", "dramaturg.exe"].map((name) => join(target, "debug", name)).find((path) => existsSync(path) && statSync(path).isFile());
}
run(process.execPath, ["--test", "--test-concurrency=1", join(out, "browser.test.mjs")], { CHROMIUM: chromium, DRAMATURG: program });
