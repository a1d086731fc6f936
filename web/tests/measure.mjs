// Measures what docs/reader.md says of costs: `node tests/measure.mjs PROGRAM BOOK`. The book
// is copied, so that nothing is written beside it.
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";

const [program, original] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "dramaturg-measure-"));
const book = join(folder, basename(original));
copyFileSync(original, book);
console.log(`${basename(original)}: ${readFileSync(book, "utf8").split(/\s+/).length} words; load ${loadavg()[0].toFixed(1)}`);
const state = join(folder, "state");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

const seconds = (begin) => `${((performance.now() - begin) / 1000).toFixed(2)} s`;
const memory = (server) => {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  return ["VmRSS", "VmHWM"].map((key) => `${key} ${Math.round(Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)} MiB`).join(", ");
};
const serve = async () => {
  const server = spawn(program, ["open", book, "--no-browser", "--state", state]);
  const url = await new Promise((resolve) => server.stdout.on("data", (data) => resolve(data.toString().trim())));
  return { server, url };
};

for (const name of ["first opening", "again, everything shown"]) {
  const begin = performance.now();
  const { server, url } = await serve();
  const page = await browser.newPage({ viewport: { width: 1280, height: 820 } });
  await page.goto(url);
  await page.locator(".prose").first().waitFor();
  const text = seconds(begin);
  await page.locator(".who-speaks").first().waitFor();
  console.log(`${name}: from the start of the program, text ${text}, marks ${seconds(begin)}`);
  if (name === "first opening") {
    await page.locator("button.all").click();
    const all = performance.now();
    await page.locator("dialog .danger").click();
    await page.locator("nav a", { hasText: "Review" }).click();
    await page.waitForFunction(() => /\d+ doubtful lines/.test(document.querySelector(".review")?.textContent ?? "")
      && document.querySelector(".progress")?.textContent === "Everything is shown");
    await page.waitForFunction(async () => {
      const id = location.hash.split("/")[2];
      const story = await (await fetch(`/api/book/${id}/story`)).json();
      const outline = await (await fetch(`/api/book/${id}`)).json();
      return story.at === outline.length;
    }, undefined, { timeout: 120_000 });
    console.log(`the whole book read and shown: ${seconds(all)}; ${memory(server)}`);
    await page.waitForTimeout(1500);
    const answers = [];
    for (let i = 0; i < 20; i++) {
      const old = await page.locator(".review mark").textContent();
      const each = performance.now();
      await page.keyboard.press("1");
      await page.waitForFunction((old) => document.querySelector(".review mark")?.textContent !== old, old);
      answers.push(performance.now() - each);
    }
    answers.sort((a, b) => a - b);
    console.log(`an answer in the review, until the next line: median ${Math.round(answers[10])} ms, longest ${Math.round(answers[19])} ms`);
    const anew = performance.now();
    await page.waitForFunction(() => !document.querySelector(".busy")?.hasAttribute("hidden"), undefined, { timeout: 60_000 }).catch(() => undefined);
    await page.waitForFunction(() => document.querySelector(".busy")?.hasAttribute("hidden"), undefined, { timeout: 120_000 });
    console.log(`the book read anew with twenty answers: ${seconds(anew)}, rest of 2.5 s included; ${memory(server)}`);
    for (let i = 0; i < 3; i++) {
      await page.keyboard.press("1");
      const one = performance.now();
      await page.waitForTimeout(300);
      await page.waitForFunction(() => document.querySelector(".busy")?.hasAttribute("hidden"), undefined, { timeout: 120_000 });
      console.log(`with one more: ${seconds(one)}; ${memory(server)}`);
    }
  }
  await page.close();
  server.kill();
}
await browser.close();
rmSync(folder, { recursive: true, force: true });
