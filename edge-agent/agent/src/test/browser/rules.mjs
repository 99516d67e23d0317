// Every kind of rule in its form, and a point's quality tests, in both languages and two widths. Arguments: base URL, folder for screenshots, one-time code.
import { open, examine, check, problems, finish, signIn, picture } from "./kit.mjs";

const [base, shots, code] = process.argv.slice(2);
const NAME = "zhang", PASSWORD = "heavy-river-42";
const to = async (page, hash) => { await page.evaluate((h) => { location.hash = h; }, hash); await page.waitForSelector("main h1"); };
const config = (page) => page.evaluate(() => fetch("/api/v1/config").then((a) => a.json()));
const RULES = ["river-high", "storm", "gauge-credible", "river-ahead", "gate-smoke", "gate-camera-credible"];
const KINDS = ["river-level", "rainstorm", "credibility", "model", "forecast", "camera-credibility"];

try {
  {
    const { context, page } = await open(base, "en-GB", 1280, 800);
    await page.fill("#f-code", code);
    await page.fill("#f-name", NAME);
    await page.fill("#f-password", PASSWORD);
    await page.click("button.primary");
    await page.waitForSelector("nav a");
    await context.close();
  }
  for (const [locale, lang, width, height] of [["zh-CN", "zh", 360, 740], ["en-GB", "en", 1280, 800]]) {
    const { context, page, where } = await open(base, locale, width, height);
    await signIn(page, NAME, PASSWORD);
    for (const rule of RULES) {
      await to(page, `#/rules/${rule}`);
      await page.waitForSelector("#r-form");
      if (rule !== "gauge-credible" && rule !== "gate-camera-credible") await page.waitForSelector(".limit.drag");
      await page.click("#more-settings > summary");
      await page.waitForTimeout(300);
      const keys = await page.$$eval("#r-form ~ * label, #r-form ~ * legend", (all) => all.map((e) => e.textContent).filter((w) => /^[a-z][a-z-]*( |$)/.test(w)));
      check(keys.length === 0, `${where} ${rule}: fields without words: ${keys}`);
      await examine(page, `${where} rule ${rule}`);
      await picture(page, `${shots}/rule-${rule}-${lang}-${width}.png`);
    }
    for (const kind of KINDS) {
      await to(page, `#/config/rule/${kind}`);
      await page.waitForSelector("#r-form");
      await examine(page, `${where} new ${kind}`);
    }
    await to(page, "#/quality/river-gauge-01/level");
    await page.waitForSelector(".limit.drag");
    await examine(page, `${where} quality`);
    await picture(page, `${shots}/quality-${lang}-${width}.png`);
    await context.close();
  }
  {
    // A storm's colours by typing and dragging, refused beside its field, tried, and put into the draft.
    const { context, page } = await open(base, "zh-CN", 360, 740, { expect: ["400"] });
    await signIn(page, NAME, PASSWORD);
    await to(page, "#/rules/storm");
    await page.waitForSelector(".limit.drag");
    await page.click("#more-settings > summary");
    await page.click("#f-use-orange");
    await page.fill("#f-orange-window", "3");
    await page.selectOption("#f-orange-window-u", "H");
    await page.fill("#f-orange-mm", "10");
    await page.click("#to-draft");
    await page.waitForSelector(".oops");
    check((await page.textContent("main")).includes("应为"), "a milder orange than yellow is not refused");
    await page.fill("#f-orange-mm", "70");
    const knob = await page.locator(".limit.drag .knob").last().boundingBox();
    await page.mouse.move(knob.x + 5, knob.y + 5);
    await page.mouse.down();
    await page.mouse.move(knob.x + 5, knob.y + 15, { steps: 3 });
    await page.mouse.up();
    await page.click("#what-if");
    await page.waitForSelector("#what-if-result");
    await picture(page, `${shots}/what-if-storm-zh-360.png`);
    await page.click("#to-draft");
    await page.waitForSelector(".done");
    await to(page, "#/config");
    await page.waitForSelector(".plan li");
    check((await page.textContent(".plan")).includes("storm"), "the storm's change is not in the plan");

    // A spike test and a range for a point: begun in the form, dragged on its own chart, tried.
    await to(page, "#/quality/river-gauge-01/level");
    await page.waitForSelector(".limit.drag");
    await page.click("#f-use-spike");
    await page.fill("#f-spike-suspect", "0.2");
    await page.fill("#f-spike-fail", "0.3");
    await page.click("#f-use-rate-of-change");
    await page.fill("#f-rate-of-change-per-second", "0.001");
    await page.waitForFunction(() => document.querySelectorAll("figure.chart").length >= 3);
    await page.click("#what-if");
    await page.waitForSelector('[data-flag="3"]');
    const [now, then] = (await page.locator('[data-flag="3"] td').allTextContents()).map(Number);
    check(now === 0 && then > 0, `suspect readings: ${now}, then ${then}`);
    await examine(page, "quality what-if");
    await picture(page, `${shots}/quality-what-if-zh-360.png`);
    await page.click("#to-draft");
    await page.waitForSelector(".done");

    // A new rule of a kind that had no form.
    await to(page, "#/config/rule");
    await page.click('a[href="#/config/rule/credibility"]');
    await page.waitForSelector("#r-form");
    await page.fill("#f-id", "relay-credible");
    await page.fill("#f-title-zh", "继电器可信");
    await page.selectOption("#f-point", "relay-01/siren-feedback");
    await page.fill("#f-fail-after", "2");
    await page.selectOption("#f-fail-after-u", "M");
    await page.click("#to-draft");
    await page.waitForSelector(".done");
    await to(page, "#/config");
    await page.waitForSelector(".plan li");
    check((await page.textContent(".plan")).includes("relay-credible"), "the new rule is not in the plan");
    check((await page.locator("main h3.oops").count()) === 0, "the draft has problems");
    await examine(page, "plan of rules");

    // A level's rule with what was forgotten asked for beside its field; an output and a gauge's rule that are there are used.
    await to(page, "#/config/rule");
    await page.waitForSelector("#f-warning");
    await page.fill("#f-id", "river-high");
    await page.selectOption("#f-output", "relay-01/siren");
    await page.click("#save");
    await page.waitForSelector("#f-warning-wrong");
    await page.waitForSelector("#f-guarantee-wrong");
    await examine(page, "a rule without marks");
    await page.fill("#f-warning", "1.8");
    await page.fill("#f-guarantee", "2.1");
    await page.click("#save");
    await page.waitForSelector("#f-id-wrong");
    await page.fill("#f-id", "river-higher");
    await page.click("#save");
    await page.waitForSelector(".done");
    check(await page.isDisabled("#save"), "what is in the draft can be added twice");
    const { tree, problems: wrong } = await config(page);
    check(wrong.length === 0, `the draft has problems: ${JSON.stringify(wrong)}`);
    check(tree.outputs.filter((o) => o.point === "relay-01/siren").length === 1, "the siren is there twice");
    check(tree.outputs.find((o) => o.point === "relay-01/siren").triggers.some((x) => x.rule === "river-higher"), "the siren is not switched on for the new rule");
    check(tree.rules.filter((r) => r.type === "credibility" && r.point === "river-gauge-01/level").length === 1, "the gauge's credibility is there twice");
    await page.fill("#f-warning", "1.7");
    check(!(await page.isDisabled("#save")), "a changed form cannot be put into the draft");

    // Two people: who opened a page before the other's change does not write over it, and keeps what was typed.
    await to(page, "#/rules/storm");
    await page.waitForSelector("#r-form");
    const second = await open(base, "zh-CN", 360, 740, { expect: ["412"] });
    await signIn(second.page, NAME, PASSWORD);
    await to(second.page, "#/rules/storm");
    await second.page.waitForSelector("#r-form");
    const file = await open(base, "en-GB", 1280, 800, { expect: ["412"] });
    await signIn(file.page, NAME, PASSWORD);
    await to(file.page, "#/config");
    await file.page.click("#c-text");
    await file.page.locator("#site-text").pressSequentially("# mine");
    await page.fill("#f-title-zh", "甲的暴雨");
    await page.click("#to-draft");
    await page.waitForSelector(".done");
    await second.page.fill("#f-title-zh", "乙的暴雨");
    await second.page.click("#to-draft");
    await second.page.waitForSelector(".load-again");
    check((await second.page.textContent(".changed")).includes("别人"), "it is not said that somebody else changed it");
    check((await second.page.inputValue("#f-title-zh")) === "乙的暴雨", "what was typed is gone");
    await examine(second.page, "changed meanwhile");
    await picture(second.page, `${shots}/changed-meanwhile-zh-360.png`);
    await second.page.click(".load-again");
    await second.page.waitForFunction(() => document.querySelector("#f-title-zh")?.value === "甲的暴雨");
    await second.page.fill("#f-title-zh", "乙的暴雨");
    await second.page.click("#to-draft");
    await second.page.waitForSelector(".done");
    check((await config(page)).text.includes("乙的暴雨"), "after loading again it is not taken");
    await second.context.close();
    await file.page.click("#save-text");
    await file.page.waitForSelector("#text-changed");
    check((await file.page.inputValue("#site-text")).includes("# mine"), "what was typed into the file is gone");
    await examine(file.page, "file changed meanwhile");
    await file.page.click("#text-changed .load-again");
    check((await file.page.inputValue("#site-text")).includes("乙的暴雨"), "the other's file is not shown");
    await file.context.close();
    await context.close();
  }
  {
    // A session that is over takes nothing of what was typed.
    const { context, page } = await open(base, "zh-CN", 360, 740, { expect: ["401"] });
    await signIn(page, NAME, PASSWORD);
    await to(page, "#/rules/storm");
    await page.waitForSelector("#r-form");
    await page.fill("#f-title-zh", "丙的暴雨");
    await context.clearCookies();
    await page.click("#to-draft");
    await page.waitForSelector("#lapsed");
    await examine(page, "session over");
    await page.fill("#f-password", PASSWORD);
    await page.click("main.narrow button.primary");
    await page.waitForSelector("#lapsed", { state: "detached" });
    check((await page.inputValue("#f-title-zh")) === "丙的暴雨", "a session that was over took what was typed");
    await page.click("#to-draft");
    await page.waitForSelector(".done");
    await context.close();
  }
} catch (e) {
  problems.push(String(e.stack));
}
await finish();
