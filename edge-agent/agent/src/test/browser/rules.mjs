// Every kind of rule in its form, and a point's quality tests, in every face of the console. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, word, to } from "./kit.mjs";

const NAME = "zhang", PASSWORD = "heavy-river-42";
const config = (page) => page.evaluate(() => fetch("/api/v1/config").then((a) => a.json()));
const RULES = ["river-high", "storm", "gauge-credible", "river-ahead", "gate-smoke", "gate-camera-credible"];
const KINDS = ["river-level", "rainstorm", "credibility", "model", "forecast", "camera-credibility"];

async function everyForm(page, face, shot) {
  for (const rule of RULES) {
    await to(page, `#/rules/${rule}`, rule.endsWith("credible") ? "#r-form" : ".limit.drag");
    await page.click("#more-settings > summary");
    const keys = await page.$$eval("#r-form ~ * label, #r-form ~ * legend", (all) => all.map((e) => e.textContent).filter((w) => /^[a-z][a-z-]*( |$)/.test(w)));
    check(keys.length === 0, `${face.name} ${rule}: fields without words: ${keys}`);
    await examine(page, `${face.name} rule ${rule}`);
    await picture(page, shot(`rule-${rule}`));
  }
  for (const kind of KINDS) {
    await to(page, `#/config/rule/${kind}`, "#r-form");
    await examine(page, `${face.name} new ${kind}`);
  }
  await to(page, "#/quality/river-gauge-01/level", ".limit.drag");
  await examine(page, `${face.name} quality`);
  await picture(page, shot("quality"));
}

/** A storm's colours by typing and dragging, refused beside its field, tried, and put into the draft. */
async function storm(page, face, shot) {
  await to(page, "#/rules/storm", ".limit.drag");
  await page.click("#more-settings > summary");
  await page.click("#f-use-orange");
  await page.fill("#f-orange-window", "3");
  await page.selectOption("#f-orange-window-u", "H");
  await page.fill("#f-orange-mm", "10");
  await page.click("#to-draft");
  await page.waitForSelector(".oops");
  check((await page.textContent("main")).includes(await word(page, "wanted")), `${face.name}: a milder orange than yellow is not refused`);
  await page.fill("#f-orange-mm", "70");
  const knob = await page.locator(".limit.drag .knob").last().boundingBox();
  await page.mouse.move(knob.x + 5, knob.y + 5);
  await page.mouse.down();
  await page.mouse.move(knob.x + 5, knob.y + 15, { steps: 3 });
  await page.mouse.up();
  await page.click("#what-if");
  await page.waitForSelector("#what-if-result");
  await picture(page, shot("what-if-storm"));
  await page.click("#to-draft");
  await page.waitForSelector(".done");
  await to(page, "#/config", ".plan li");
  check((await page.textContent(".plan")).includes("storm"), `${face.name}: the storm's change is not in the plan`);
}

/** A spike test and a range for a point: begun in the form, dragged on its own chart, tried. */
async function tests(page, face, shot) {
  await to(page, "#/quality/river-gauge-01/level", ".limit.drag");
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
  await examine(page, `${face.name} quality what-if`);
  await picture(page, shot("quality-what-if"));
  await page.click("#to-draft");
  await page.waitForSelector(".done");
}

/** A new rule of a kind that had no form. */
async function newKind(page, face) {
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
  await to(page, "#/config", ".plan li");
  check((await page.textContent(".plan")).includes("relay-credible"), `${face.name}: the new rule is not in the plan`);
  check((await page.locator("main h3.oops").count()) === 0, `${face.name}: the draft has problems`);
  await examine(page, `${face.name} plan of rules`);
}

/** A level's rule with what was forgotten asked for beside its field; an output and a gauge's rule that are there are used. */
async function levelRule(page, face) {
  await to(page, "#/config/rule", "#f-warning");
  await page.fill("#f-id", "river-high");
  await page.selectOption("#f-output", "relay-01/siren");
  await page.click("#save");
  await page.waitForSelector("#f-warning-wrong");
  await page.waitForSelector("#f-guarantee-wrong");
  await examine(page, `${face.name} a rule without marks`);
  await page.fill("#f-warning", "1.8");
  await page.fill("#f-guarantee", "2.1");
  await page.click("#save");
  await page.waitForSelector("#f-id-wrong");
  await page.fill("#f-id", "river-higher");
  await page.click("#save");
  await page.waitForSelector(".done");
  check(await page.isDisabled("#save"), `${face.name}: what is in the draft can be added twice`);
  const { tree, problems: wrong } = await config(page);
  check(wrong.length === 0, `the draft has problems: ${JSON.stringify(wrong)}`);
  check(tree.outputs.filter((o) => o.point === "relay-01/siren").length === 1, `${face.name}: the siren is there twice`);
  check(tree.outputs.find((o) => o.point === "relay-01/siren").triggers.some((x) => x.rule === "river-higher"), `${face.name}: the siren is not switched on for the new rule`);
  check(tree.rules.filter((r) => r.type === "credibility" && r.point === "river-gauge-01/level").length === 1, `${face.name}: the gauge's credibility is there twice`);
  await page.fill("#f-warning", "1.7");
  check(!(await page.isDisabled("#save")), `${face.name}: a changed form cannot be put into the draft`);
}

/** Two people: who opened a page before the other's change does not write over it, and keeps what was typed. */
async function twoPeople(page, face, shot, base) {
  await to(page, "#/rules/storm", "#r-form");
  const second = await face.open(base, { expect: ["412"] });
  await signIn(second.page, NAME, PASSWORD);
  await to(second.page, "#/rules/storm");
  await second.page.waitForSelector("#r-form");
  const file = await face.open(base);
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
  check((await second.page.textContent(".changed")).includes(await word(second.page, "notOverwritten")), `${face.name}: it is not said that somebody else changed it`);
  check((await second.page.inputValue("#f-title-zh")) === "乙的暴雨", `${face.name}: what was typed is gone`);
  await examine(second.page, `${face.name} changed meanwhile`);
  await picture(second.page, shot("changed-meanwhile"));
  await second.page.click(".load-again");
  await second.page.waitForFunction(() => document.querySelector("#f-title-zh")?.value === "甲的暴雨");
  await second.page.fill("#f-title-zh", "乙的暴雨");
  await second.page.click("#to-draft");
  await second.page.waitForSelector(".done");
  check((await config(page)).text.includes("乙的暴雨"), `${face.name}: after loading again it is not taken`);
  await second.context.close();
  await file.page.waitForSelector("#text-changed #theirs");
  check((await file.page.inputValue("#site-text")).includes("# mine"), `${face.name}: what was typed into the file is gone`);
  await examine(file.page, `${face.name} file changed meanwhile`);
  await file.page.click("#text-changed .load-again");
  check((await file.page.inputValue("#site-text")).includes("乙的暴雨"), `${face.name}: the other's file is not shown`);
  await file.context.close();
}

/** A session that is over takes nothing of what was typed. */
async function sessionOver(page, face, shot, context) {
  await to(page, "#/"); // The form as it was is older than what the second person made of it.
  await to(page, "#/rules/storm", "#r-form");
  await page.fill("#f-title-zh", "丙的暴雨");
  await context.clearCookies();
  await page.click("#to-draft");
  await page.waitForSelector("#lapsed");
  await examine(page, `${face.name} session over`);
  await page.fill("#f-password", PASSWORD);
  await page.click("main.narrow button.primary");
  await page.waitForSelector("#lapsed", { state: "detached" });
  check((await page.inputValue("#f-title-zh")) === "丙的暴雨", `${face.name}: a session that was over took what was typed`);
  await page.click("#to-draft");
  await page.waitForSelector(".done");
}

await everywhere(async (face, { base, code }, shot) => {
  const { context, page } = await face.open(base, { expect: ["400", "401"] });
  await page.fill("#f-code", code);
  await signIn(page, NAME, PASSWORD);
  await everyForm(page, face, shot);
  await storm(page, face, shot);
  await tests(page, face, shot);
  await newKind(page, face);
  await levelRule(page, face);
  await twoPeople(page, face, shot, base);
  await sessionOver(page, face, shot, context);
  await context.close();
});
