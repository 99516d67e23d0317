// Walks through the console in both languages and two widths. Arguments: base URL, folder for screenshots, one-time code.
import { open, examine, check, problems, finish, signIn, picture } from "./kit.mjs";

const [base, shots, code] = process.argv.slice(2);
const NAME = "张工", PASSWORD = "heavy-river-42";
const SIZES = [["zh-CN", "zh", 360, 740], ["zh-CN", "zh", 1280, 800], ["en-GB", "en", 360, 740], ["en-GB", "en", 1280, 800]];
const PAGES = [["#/", "overview"], ["#/devices", "devices"], ["#/points/river-gauge-01/level", "point"], ["#/alarms", "alarms"], ["#/alarms/river-high", "alarm"],
  ["#/rules/river-high", "rule"], ["#/config", "config"], ["#/config/device", "add-device"], ["#/config/rule", "add-rule"], ["#/config/uplink", "uplink"],
  ["#/outputs", "outputs"], ["#/logs", "logs"], ["#/people", "people"], ["#/more", "more"]];
const to = async (page, hash) => { await page.evaluate((h) => { location.hash = h; }, hash); await page.waitForSelector("main h1"); await page.waitForTimeout(300); };

try {
  {
    // With the page's own policy in force: the first administrator comes in, a weak password and a wrong code are refused beside their fields.
    const { context, page } = await open(base, "zh-CN", 360, 740, { policy: true, expect: ["400"] });
    await page.fill("#f-code", "AAAA-AAAA-AAAA");
    await page.fill("#f-name", NAME);
    await page.fill("#f-password", PASSWORD);
    await page.screenshot({ path: `${shots}/first-zh-360.png` });
    await page.click("button.primary");
    await page.waitForSelector("#f-code-wrong");
    await page.fill("#f-code", code.toLowerCase());
    await page.fill("#f-password", "aaaaaaaaaa");
    await page.click("button.primary");
    await page.waitForSelector("#f-password-wrong");
    await page.fill("#f-password", PASSWORD);
    await page.click("button.primary");
    await page.waitForSelector(".alarm.orange");
    await page.reload();
    await page.waitForSelector(".alarm.orange");
    await context.close();
  }
  for (const [locale, lang, width, height] of SIZES) {
    const { context, page, where } = await open(base, locale, width, height);
    await examine(page, `${where} sign-in`);
    await page.screenshot({ path: `${shots}/signin-${lang}-${width}.png` });
    await signIn(page, NAME, PASSWORD);
    for (const [hash, what] of PAGES) {
      await to(page, hash);
      if (["point", "alarm", "rule"].includes(what)) await page.waitForSelector(".chart svg");
      if (what === "alarm") check((await page.textContent("main")).includes(lang === "zh" ? "保证水位" : "Guarantee"), `${where}: no evidence`);
      await examine(page, `${where} ${what}`);
      await picture(page, `${shots}/${what}-${lang}-${width}.png`);
    }
    await to(page, "#/devices");
    check((await page.locator("main img").count()) === 0, `${where}: a device's name became markup`);
    if (lang === "en") check((await page.textContent("main")).includes("<img src=x"), `${where}: the name is not shown as it is`);
    await page.click("#language");
    check(!(await page.getAttribute("html", "lang")).startsWith(lang), `${where}: the language did not switch`);
    await context.close();
  }
  {
    // What a technician does about an alarm, by keyboard and touch.
    const { context, page } = await open(base, "zh-CN", 360, 740);
    await signIn(page, NAME, PASSWORD);
    await to(page, "#/alarms/river-high");
    await page.click("#do-acknowledge");
    await page.fill("#f-note", "已派人巡堤");
    await page.keyboard.press("Enter");
    await page.waitForSelector(".acknowledged");
    check((await page.textContent(".acknowledged")).includes("张工"), "who acknowledged is not shown");
    await page.click("#do-shelve");
    await page.fill("#f-minutes", "30");
    await page.fill("#f-note", "检修");
    await page.click("form button.primary");
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("已搁置"));
    await page.click("text=取消搁置");
    await page.waitForSelector("#do-shelve");
    await page.click("#do-remove");
    await page.fill("#f-reason", "更换传感器");
    await page.click("form button.danger");
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("更换传感器"));
    await picture(page, `${shots}/out-of-service-zh-360.png`);
    await page.click("text=恢复使用");
    await page.waitForSelector("#do-remove");
    await to(page, "#/outputs");
    await page.click("#test-siren");
    await page.waitForSelector("dialog[open]");
    await examine(page, "dialog");
    await page.screenshot({ path: `${shots}/test-output-zh-360.png` });
    await page.click("dialog button.danger");
    await page.waitForSelector("text=结束试验");
    await to(page, "#/people");
    await page.waitForSelector(".audit li");
    const audit = await page.$$eval(".audit .what", (all) => all.map((e) => ({ what: e.dataset.what, word: e.textContent })));
    for (const what of ["alarm-acknowledged", "alarm-shelved", "alarm-out-of-service", "output-tested"]) check(audit.some((a) => a.what === what && !/[a-z]/.test(a.word)), `not in the record, or not in Chinese: ${what}`);
    await context.close();
  }
  {
    // A threshold is dragged on the chart, tried on what is stored, put into the draft, applied, and kept.
    const { context, page } = await open(base, "zh-CN", 360, 740, { expect: ["400"] });
    await signIn(page, NAME, PASSWORD);
    await to(page, "#/rules/river-high");
    await page.waitForSelector(".limit.drag");
    const knob = await page.locator('.limit.drag[aria-label="警戒水位"] .knob').boundingBox();
    await page.mouse.move(knob.x + 5, knob.y + 5);
    await page.mouse.down();
    await page.mouse.move(knob.x + 5, knob.y + 20, { steps: 3 });
    await page.mouse.up();
    check(Number(await page.inputValue("#f-warning")) !== 1.8, "dragging a limit changes nothing");
    await page.fill("#f-warning", "3");
    await page.click("#what-if");
    await page.waitForSelector("#f-guarantee-wrong");
    await page.fill("#f-warning", "1.25");
    await page.click("#what-if");
    await page.waitForSelector("#what-if-result");
    await examine(page, "what-if");
    await picture(page, `${shots}/what-if-zh-360.png`);
    await page.click("#to-draft");
    await page.waitForSelector(".done");
    await to(page, "#/config");
    await page.waitForSelector(".plan li");
    check((await page.textContent(".plan")).includes("规则 river-high 警戒水位:1.8 → 1.25"), "the plan does not say what would change");
    await examine(page, "plan");
    await picture(page, `${shots}/plan-zh-360.png`);
    await page.click("#apply");
    await page.click("dialog button.primary");
    await page.waitForSelector("#trial");
    await page.waitForTimeout(1500);
    await examine(page, "trial");
    await page.screenshot({ path: `${shots}/trial-zh-360.png` });
    await page.click("#keep");
    await page.waitForSelector("#trial", { state: "detached" });
    await page.waitForFunction(() => document.querySelector("main").textContent.includes("没有待应用的修改"));
    await context.close();
  }
  {
    // No word from the gateway after the first: the page must say by itself that it is out of date.
    const { context, page } = await open(base, "zh-CN", 360, 740, { expect: ["ERR_INTERNET_DISCONNECTED", "Failed to load"] });
    await signIn(page, NAME, PASSWORD);
    await page.waitForSelector(".device");
    check((await page.locator("#banner").count()) === 0, "a fresh page says it is out of date");
    await context.setOffline(true);
    await page.evaluate(async () => (await import("/api.js")).live.source.close());
    await page.waitForSelector("#banner", { timeout: 30_000 });
    await page.screenshot({ path: `${shots}/out-of-date-zh-360.png` });
    await to(page, "#/more");
    await page.click("#sign-out");
    await page.waitForSelector("main .oops");
    check((await page.textContent("main .oops")).includes("没有退出登录"), "a sign-out that the gateway has not heard of looks like one");
    // A page that could not be loaded says so, and is there by itself or by a tap once there is contact again.
    await to(page, "#/config/uplink");
    await page.waitForSelector(".try-again");
    await context.setOffline(false);
    await page.click(".try-again");
    await page.waitForSelector("#f-broker");
    await context.close();
  }
} catch (e) {
  problems.push(String(e.stack));
}
await finish();
