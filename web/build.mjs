// Builds the page into a folder, `dist` unless another is given: the same bytes each time.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.ts", style: "src/style.css" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome111", "firefox113", "safari16.4"],
  legalComments: "none",
  external: ["*.woff2"],
  logLevel: "warning",
});
const fonts = join(here, "node_modules/@fontsource-variable/literata");
copyFileSync(join(fonts, "files/literata-latin-wght-normal.woff2"), join(out, "literata.woff2"));
copyFileSync(join(fonts, "LICENSE"), join(out, "literata-license.txt"));
for (const name of ["index.html", "favicon.svg"]) copyFileSync(join(here, "src", name), join(out, name));
