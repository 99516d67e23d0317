// Opens the map page in Chromium, in both languages and two widths, acknowledges an alert, and looks for
// console errors and accessibility findings. Arguments: base URL, folder for screenshots, id of the alarm,
// id of an alarm that a model raised.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [base, shots, alarmId, smokeId] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems = [];
const check = (isTrue, what) => { if (!isTrue) problems.push(what); };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

async function open(locale, width, height) {
  // The page's policy allows no script but its own; axe is injected past it. Nothing else is loosened
  // where the policy itself is the matter: see the first visit below.
  const context = await browser.newContext({ locale, viewport: { width, height }, bypassCSP: true });
  const page = await context.newPage();
  watch(page, `${locale} ${width}`);
  await page.goto(base);
  await page.waitForSelector("[data-alarm]");
  await page.waitForSelector("#map .alert-mark");
  return { context, page };
}

function watch(page, where) {
  page.on("console", (m) => { if (m.type() === "error") problems.push(`${where} console: ${m.text()}`); });
  page.on("pageerror", (e) => problems.push(`${where} error: ${e.message}`));
  page.on("request", (r) => { if (!r.url().startsWith(base) && !r.url().startsWith("data:")) problems.push(`${where} outside request: ${r.url()}`); });
}

async function examine(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  for (const v of violations.filter((x) => x.impact === "serious" || x.impact === "critical")) {
    problems.push(`${where} axe ${v.impact} ${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(" | ")}`);
  }
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wider <= 0, `${where}: the page is ${wider} px wider than the screen`);
}

/** The whole page. A full-page screenshot would leave it scrolled otherwise than it says, and clicks astray; a tall screen does not. */
async function picture(page, path) {
  const { width, height } = page.viewportSize();
  await page.setViewportSize({ width, height: Math.min(2500, Math.max(height, await page.evaluate(() => document.documentElement.scrollHeight))) });
  await page.screenshot({ path });
  await page.setViewportSize({ width, height });
}

try {
  {
    const context = await browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    watch(page, "with policy");
    await page.goto(base);
    await page.waitForSelector("#map .alert-mark");
    await page.click(`[data-alarm="${smokeId}"]`);
    await page.waitForFunction(() => document.querySelector("#detail .seen")?.naturalWidth > 0);
    await context.close();
  }
  for (const [locale, lang] of [["zh-CN", "zh"], ["en-GB", "en"]]) {
    for (const [width, height] of [[360, 740], [1280, 800]]) {
      const where = `${lang} ${width}`;
      const { context, page } = await open(locale, width, height);
      const text = await page.textContent("body");
      check(text.includes(lang === "zh" ? "红色" : "Red"), `${where}: the level is not said in words`);
      check(text.includes(lang === "zh" ? "无数据" : "No data"), `${where}: missing data is not said in words`);
      check(text.includes(lang === "zh" ? "未采用:时间超前" : "not used, stamped in the future"), `${where}: a reading from the future is not said to be one`);
      check(text.includes(lang === "zh" ? "时钟 跟随时间服务器" : "clock by a time server"), `${where}: what keeps the gateway's clock is not said in words`);
      check(!text.includes("12.5"), `${where}: a reading from the future is shown`);
      const mark = await page.locator("#map .alert-mark").allTextContents();
      check(mark.length === 1 && mark[0] === (lang === "zh" ? "红色 +3" : "Red +3"), `${where}: alerts of one place hide the worst: ${mark}`);
      check((await page.textContent("#map .place-words")).includes(lang === "zh" ? "无数据" : "No data"), `${where}: the map does not say where data is missing`);
      check((await page.getAttribute("html", "lang")).startsWith(lang), `${where}: lang attribute`);
      await picture(page, `${shots}/list-${lang}-${width}.png`);
      await examine(page, where);
      await page.focus("[data-alarm]");
      await page.keyboard.press("Enter");
      await page.waitForSelector("#detail .chart svg");
      check((await page.locator("#detail .threshold").count()) >= 1, `${where}: no threshold in the chart`);
      await page.click("#detail .chart summary");
      check((await page.locator("#detail .chart tbody tr").count()) > 10, `${where}: the chart has no table twin`);
      await examine(page, `${where} detail`);
      await page.click("#detail .chart summary");
      await picture(page, `${shots}/detail-${lang}-${width}.png`);
      await page.click(`[data-alarm="${smokeId}"]`);
      await page.waitForSelector("#detail .seen");
      check(await page.evaluate(() => document.querySelector("#detail .seen").naturalWidth) === 160, `${where}: the model's picture is not drawn`);
      const model = await page.textContent("#detail .model");
      check(model.includes(lang === "zh" ? "烟91.2 %" : "smoke91.2 %") && model.includes("fire-smoke 1.0.0"), `${where}: the model's word is not told: ${model}`);
      await examine(page, `${where} model`);
      await picture(page, `${shots}/model-${lang}-${width}.png`);
      await page.click("#language");
      check(!(await page.getAttribute("html", "lang")).startsWith(lang), `${where}: the language did not switch`);
      await context.close();
    }
  }
  for (const [locale, width] of [["zh-CN", 360], ["en-GB", 1280]]) {
    const { context, page } = await open(locale, width, 800);
    const where = `${locale} ${width} model`;
    await page.click("[data-model]");
    await page.waitForSelector("#detail form");
    const told = await page.textContent("#detail");
    for (const figure of ["812", "803 / 810 (99.1 %)", "0.021", "11.5 ms", "fire-smoke 1.2.0"]) check(told.includes(figure), `${where}: ${figure} is not told: ${told}`);
    await examine(page, where);
    await picture(page, `${shots}/model-change-${locale}-${width}.png`);
    if (locale === "zh-CN") {
      await page.click("#language");
      await page.waitForFunction(() => document.querySelector("#detail").textContent.includes("Same conclusion"));
      await page.click("#detail .detail-head button");
      check(await page.evaluate(() => document.activeElement?.dataset?.model?.endsWith("/forest-fire")), `${where}: closing does not lead back`);
    } else {
      await page.fill("#ack-operator", "Zhang");
      await page.click("#detail button[type=submit]");
      await page.waitForFunction(() => document.querySelector("#detail .order")?.textContent.includes("taken by the gateway"), null, { timeout: 60_000 });
      await page.waitForFunction(() => document.querySelector("#detail form h3")?.textContent.startsWith("Roll back"), null, { timeout: 60_000 });
      await examine(page, `${where} promoted`);
      await picture(page, `${shots}/model-promoted-${locale}-${width}.png`);
    }
    await context.close();
  }
  {
    const { context, page } = await open("zh-CN", 1280, 800);
    await page.click(`[data-alarm="${alarmId}"]`);
    await page.fill("#ack-operator", "张工");
    await page.fill("#ack-note", "已派人巡堤");
    await page.click("#detail button[type=submit]");
    await page.waitForSelector("#detail .order", { timeout: 10_000 });
    check((await page.textContent("#detail .order")).includes("确认已发出"), "acknowledgement is not shown as sent");
    await picture(page, `${shots}/sent-zh-1280.png`);
    // The gateway's own revision comes over MQTT and reaches the page by itself.
    await page.waitForSelector("#detail .acknowledged", { timeout: 15_000 });
    check((await page.textContent("#detail .acknowledged")).includes("张工"), "who acknowledged is not shown");
    await picture(page, `${shots}/acknowledged-zh-1280.png`);
    await context.close();
  }
  {
    // No word from the server after the first: the page must say by itself that it is out of date.
    const context = await browser.newContext({ locale: "zh-CN" });
    const page = await context.newPage();
    await page.route("**/api/v1/events", (route) => route.abort());
    await page.goto(base);
    await page.waitForSelector("[data-alarm]");
    check(await page.isHidden("#banner"), "a fresh page says it is out of date");
    await page.waitForSelector("#banner:not([hidden])", { timeout: 30_000 });
    await page.screenshot({ path: `${shots}/out-of-date-zh-1280.png` });
    await context.close();
  }
} catch (e) {
  problems.push(String(e));
} finally {
  await browser.close();
}
for (const p of problems) console.log(p);
process.exit(problems.length ? 1 : 0);
