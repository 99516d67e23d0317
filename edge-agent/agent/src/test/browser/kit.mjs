// What the console's browser tests share: a browser, watched pages, axe, and the list of what is wrong.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const problems = [];
export const check = (isTrue, what) => { if (!isTrue) problems.push(what); };

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

/** How the console is looked at: in both languages, on a phone and on a desk, each of them once in the light and once in the dark. */
export const FACES = [["zh-CN", "zh", 360, 740, "light"], ["zh-CN", "zh", 1280, 800, "dark"], ["en-GB", "en", 360, 740, "dark"], ["en-GB", "en", 1280, 800, "light"]]
  .map(([locale, lang, width, height, colorScheme]) => ({ locale, lang, width, name: `${lang}-${width}`, open: (base, options) => open(base, locale, width, height, { colorScheme, ...options }) }));

/** Does the tasks in each face that is wanted, all at once, each on a gateway of its own; the first argument names the gateways, face by face (see Faces.java), the second the folder for pictures. */
export async function everywhere(tasks) {
  const shots = process.argv[3];
  await Promise.all(JSON.parse(process.argv[2]).map((gateway) => {
    const face = FACES.find((f) => f.name === gateway.face);
    return tasks(face, gateway, (what) => `${shots}/${what}-${face.name}.png`).catch(async (e) => { problems.push(`${face.name}: ${e.stack}`); await left(face, shots); });
  }));
  await finish();
}

/** What a face's pages show when its tasks have failed. */
async function left(face, shots) {
  const pages = browser.contexts().flatMap((c) => c.pages()).filter((p) => faceOf.get(p) === `${face.locale} ${face.width}`);
  for (const [i, page] of pages.entries()) await page.screenshot({ path: `${shots}/failed-${face.name}-${i}.png`, fullPage: true, timeout: 20_000 }).catch((e) => problems.push(`${face.name}: no picture: ${e.message}`));
}

/** What the page calls a thing in the language that it is in; for a word with several, the one at `of`. */
export const word = (page, key, of) => page.evaluate(async ([k, o]) => { const all = (await import("/words.js")).t(k); return o === undefined ? all : all[o]; }, [key, of]);

const faceOf = new WeakMap(); // page → whose it is
const asking = new WeakMap(); // page → the requests without an answer yet
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** The page has drawn what it has, and waits for no answer of the gateway, or not for longer than ten seconds; its stream of events never ends and does not count. */
export async function settled(page) {
  const drawn = () => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const isWaiting = () => asking.get(page)?.size > 0;
  const end = Date.now() + 10_000;
  await drawn();
  while (isWaiting() && Date.now() < end) {
    while (isWaiting() && Date.now() < end) await pause(10);
    await drawn();
  }
}

/** Opens a page of the console by its address. */
export async function to(page, hash, sign = "main h1") {
  await page.evaluate((h) => { location.hash = h; }, hash);
  await page.waitForSelector(sign);
  await settled(page);
}

/** A page of its own, watched. The gateway's own certificate is accepted, as a person would; `policy` keeps the page's own policy in force, which axe cannot be injected past. */
export async function open(base, locale, width, height, { policy = false, expect = [], colorScheme = "light" } = {}) {
  const context = await browser.newContext({ locale, viewport: { width, height }, ignoreHTTPSErrors: true, bypassCSP: !policy, serviceWorkers: "block", colorScheme, hasTouch: width < 500 });
  const page = await context.newPage();
  const where = `${locale} ${width}`;
  page.setDefaultTimeout(180_000);
  asking.set(page, new Set());
  faceOf.set(page, where);
  page.on("request", (r) => {
    if (r.isNavigationRequest() && r.frame() === page.mainFrame()) asking.get(page).clear(); // What the page before had asked for never ends.
    else if (!r.url().endsWith("/events")) asking.get(page).add(r);
  });
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (r) => asking.get(page).delete(r));
  page.on("console", (m) => { if (m.type() === "error" && !expect.some((e) => m.text().includes(e))) problems.push(`${where} console: ${m.text()} ${m.location().url}`); });
  page.on("pageerror", (e) => problems.push(`${where} error: ${e.message}`));
  page.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("data:") && !r.url().startsWith("blob:")) problems.push(`${where} outside request: ${r.url()}`); });
  await page.goto(base);
  return { context, page, where };
}

/** What nobody should have to put up with. axe takes a second a page: it looks at every page in all faces once (console.mjs), at what comes of a task in two. */
export async function examine(page, where, { inEveryFace = false } = {}) {
  if (inEveryFace || !/^(zh-1280|en-360) /.test(where)) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    for (const v of violations.filter((x) => x.impact === "serious" || x.impact === "critical")) {
      problems.push(`${where} axe ${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.failureSummary}`).join(" | ")}`);
    }
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wider <= 0, `${where}: the page is ${wider} px wider than the screen`);
  // 44 px for wet fingers. A checkbox is touched with its label; a link with words beside it is exempt (WCAG 2.5.5).
  const small = await page.evaluate(() => {
    const size = (e) => { const r = e.type === "checkbox" && e.labels[0] ? e.labels[0].getBoundingClientRect() : e.getBoundingClientRect(); return [r.width, r.height]; };
    return [...document.querySelectorAll("button, a[href]:not(.skip), summary, input, select, textarea, [role=slider] .hand, [role=slider]:not(:has(.hand))")]
      .filter((e) => e.checkVisibility() && !(e.tagName === "A" && e.closest("p:not(.buttons)") && !e.closest(".done") && e.closest("p").textContent.trim() !== e.textContent.trim()))
      .filter((e) => Math.min(...size(e)) < 43.5).map((e) => `${e.tagName} ${e.id || e.textContent.slice(0, 20)} ${size(e).map(Math.round)}`);
  });
  check(small.length === 0, `${where}: too small to touch: ${small.slice(0, 5)}`);
  const broken = await page.evaluate(brokenWords);
  check(broken.length === 0, `${where}: words or numbers broken: ${broken.slice(0, 5)}`);
}

/** In cells, buttons and labels: words and numbers that go over two lines, and short texts that stand on end, a character or two a line. */
function brokenWords() {
  const found = [];
  const range = document.createRange();
  const lines = (node, from, to) => { range.setStart(node, from); range.setEnd(node, to); return new Set([...range.getClientRects()].filter((r) => r.width > 0).map((r) => Math.round(r.top / 4))).size; };
  for (const e of document.querySelectorAll("td, th, dt, button, nav a, .tile, .state, .badge, .flag, .chip, .name")) {
    if (!e.checkVisibility()) continue;
    const walker = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode, text = node.data;
      if (node.parentElement.closest(".mono, .hash, pre")) continue;
      for (const m of text.matchAll(/[\p{Script=Latin}\p{N}]+(?:[.,:]\p{N}+)*/gu)) if (lines(node, m.index, m.index + m[0].length) > 1) found.push(`${m[0]} in "${text.trim()}"`);
      if (lines(node, 0, text.length) > Math.max(2, Math.ceil(text.trim().length / 3))) found.push(`"${text.trim()}" stands on end`);
    }
  }
  return found;
}

/** The whole page. A full-page screenshot would leave it scrolled otherwise than it says, and clicks astray; a tall screen does not. */
export async function picture(page, path) {
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width, height: Math.min(3000, Math.max(height, await page.evaluate(() => document.documentElement.scrollHeight))) });
  await page.screenshot({ path });
  await page.setViewportSize({ width, height });
}

export async function signIn(page, name, password) {
  await page.fill("#f-name", name);
  await page.fill("#f-password", password);
  await page.click("button.primary");
  await page.waitForSelector("nav a");
}

export async function finish() {
  await browser.close();
  for (const p of problems) console.log(p);
  process.exit(problems.length ? 1 : 0);
}
