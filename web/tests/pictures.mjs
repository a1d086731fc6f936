// Takes the pictures of docs/reader: `node tests/pictures.mjs PROGRAM BOOK FOLDER [VIEW …]`.
// The book is copied, so that nothing is written beside it.
import { spawn } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { chromium } from "playwright-core";

const [program, original, out, ...only] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "dramaturg-pictures-"));
const book = join(folder, basename(original));
copyFileSync(original, book);
const server = spawn(program, ["open", book, "--no-browser", "--state", join(folder, "state")]);
const url = await new Promise((resolve) => server.stdout.on("data", (data) => resolve(data.toString().trim())));
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 820 } });
await page.goto(url);
await page.locator(".who-speaks").first().waitFor();
await page.locator("button.all").click();
await page.locator("dialog .danger").click();
await page.getByText("Everything is shown").waitFor();
await page.waitForFunction(() => document.querySelector(".busy")?.hasAttribute("hidden"));

const shoot = async (name) => {
  if (only.length > 0 && !only.includes(name)) return;
  await page.waitForTimeout(500);
  await page.screenshot({ path: join(out, `${name}.png`) });
};
const view = async (name) => {
  await page.locator("nav a", { hasText: name }).click();
  await page.locator("main.view .inside > *").first().waitFor();
  await page.waitForTimeout(400);
};
const text = async () => {
  await page.locator("nav a", { hasText: "Text" }).click();
  await page.locator(".text").evaluate((element) => { element.scrollTop = element.scrollHeight / 3; });
  await page.waitForTimeout(900);
};

await text();
await page.locator(".name:visible").nth(3).click();
await page.locator("aside.card h2").waitFor();
await shoot("text");
await page.emulateMedia({ colorScheme: "dark" });
await shoot("dark");
await page.emulateMedia({ colorScheme: "light" });
await page.locator("aside.card .close").click();
await page.locator(".who-speaks:visible").nth(2).click();
await page.locator("aside.card .right summary").click();
await shoot("right");
await page.locator("aside.card .close").click();
for (const [name, title] of [["cast", "Cast"], ["scenes", "Scenes"], ["talk", "Conversations"], ["knows", "Who knows what"], ["network", "Network"], ["check", "Check"]]) {
  await view(title);
  await shoot(name);
}
await view("Review");
await page.locator(".review mark").waitFor();
for (const key of ["1", "1", "s"]) { await page.keyboard.press(key); await page.waitForTimeout(250); }
await shoot("review");
await page.waitForFunction(() => document.querySelector(".busy")?.hasAttribute("hidden"), undefined, { timeout: 60_000 });
await view("Corrections");
await shoot("corrections");
await view("Search");
await page.locator("input[type=search]").fill(process.env.WORDS ?? "letter");
await page.waitForTimeout(700);
await shoot("search");
await page.setViewportSize({ width: 390, height: 780 });
await text();
await shoot("phone");
await view("Review");
await shoot("phone-review");
await browser.close();
server.kill();
rmSync(folder, { recursive: true, force: true });
