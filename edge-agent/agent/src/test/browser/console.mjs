// A flood in every face of the console: the first start, every page, the alarm handled, a threshold changed, contact lost. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, word, to, settled } from "./kit.mjs";

const NAME = "张工", PASSWORD = "heavy-river-42";
const PAGES = [["#/", "overview"], ["#/devices", "devices"], ["#/points/river-gauge-01/level", "point"], ["#/alarms", "alarms"], ["#/alarms/river-high", "alarm"],
  ["#/rules/river-high", "rule"], ["#/config", "config"], ["#/config/device", "add-device"], ["#/config/rule", "add-rule"], ["#/config/uplink", "uplink"],
  ["#/outputs", "outputs"], ["#/logs", "logs"], ["#/people", "people"], ["#/more", "more"]];

/** With the page's own policy in force: the first administrator comes in, a weak password and a wrong code are refused beside their fields. */
async function firstStart(face, { base, code }, shot) {
  const { context, page } = await face.open(base, { policy: true, expect: ["400"] });
  await page.fill("#f-code", "AAAA-AAAA-AAAA");
  await page.fill("#f-name", NAME);
  await page.fill("#f-password", PASSWORD);
  await page.screenshot({ path: shot("first") });
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

async function everyPage(face, { base }, shot) {
  const { context, page } = await face.open(base);
  await examine(page, `${face.name} sign-in`);
  await page.screenshot({ path: shot("signin") });
  await signIn(page, NAME, PASSWORD);
  for (const [hash, what] of PAGES) {
    await to(page, hash, ["point", "alarm", "rule"].includes(what) ? ".chart svg" : undefined);
    if (what === "alarm") check((await page.textContent("main")).includes(face.lang === "zh" ? "保证水位" : "Guarantee"), `${face.name}: no evidence`);
    await examine(page, `${face.name} ${what}`);
    await picture(page, shot(what));
  }
  await to(page, "#/devices");
  check((await page.locator("main img").count()) === 0, `${face.name}: a device's name became markup`);
  if (face.lang === "en") check((await page.textContent("main")).includes("<img src=x"), `${face.name}: the name is not shown as it is`);
  await page.click("#language");
  check(!(await page.getAttribute("html", "lang")).startsWith(face.lang), `${face.name}: the language did not switch`);
  await context.close();
}

/** What a technician does about an alarm, by keyboard and touch. */
async function alarmHandled(face, { base }, shot) {
  const { context, page } = await face.open(base);
  await signIn(page, NAME, PASSWORD);
  await to(page, "#/alarms/river-high");
  await page.click("#do-acknowledge");
  await page.fill("#f-note", "已派人巡堤");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".acknowledged");
  check((await page.textContent(".acknowledged")).includes(NAME), `${face.name}: who acknowledged is not shown`);
  await page.click("#do-shelve");
  await page.fill("#f-minutes", "30");
  await page.fill("#f-note", "检修");
  await page.click("form button.primary");
  await page.click(`button:text-is("${await word(page, "unshelve")}")`);
  await page.waitForSelector("#do-shelve");
  await page.click("#do-remove");
  await page.fill("#f-reason", "更换传感器");
  await page.click("form button.danger");
  await page.waitForFunction(() => document.querySelector("main").textContent.includes("更换传感器"));
  await picture(page, shot("out-of-service"));
  await page.click(`button:text-is("${await word(page, "returnToService")}")`);
  await page.waitForSelector("#do-remove");
  await to(page, "#/outputs");
  await page.click("#test-siren");
  await page.waitForSelector("dialog[open]");
  await examine(page, `${face.name} dialog`);
  await page.screenshot({ path: shot("test-output") });
  await page.click("dialog button.danger");
  await page.click(`button:text-is("${await word(page, "endTest")}")`);
  await to(page, "#/people", ".audit li");
  const audit = await page.$$eval(".audit .what", (all) => all.map((e) => ({ what: e.dataset.what, word: e.textContent })));
  for (const what of ["alarm-acknowledged", "alarm-shelved", "alarm-out-of-service", "output-tested"]) check(audit.some((a) => a.what === what && (face.lang === "en" || !/[a-z]/.test(a.word))), `${face.name}: not in the record, or not in Chinese: ${what}`);
  await context.close();
}

/** A threshold is dragged on the chart, tried on what is stored, put into the draft, applied, and kept. */
async function thresholdChanged(face, { base }, shot) {
  const { context, page } = await face.open(base, { expect: ["400"] });
  await signIn(page, NAME, PASSWORD);
  await to(page, "#/rules/river-high", ".limit.drag");
  const warning = await word(page, "limits", "warning");
  const knob = await page.locator(`.limit.drag[aria-label="${warning}"] .knob`).boundingBox();
  await page.mouse.move(knob.x + 5, knob.y + 5);
  await page.mouse.down();
  await page.mouse.move(knob.x + 5, knob.y + 20, { steps: 3 });
  await page.mouse.up();
  check(Number(await page.inputValue("#f-warning")) !== 1.8, `${face.name}: dragging a limit changes nothing`);
  await page.fill("#f-warning", "3");
  await page.click("#what-if");
  await page.waitForSelector("#f-guarantee-wrong");
  await page.fill("#f-warning", "1.25");
  await page.click("#what-if");
  await page.waitForSelector("#what-if-result");
  await examine(page, `${face.name} what-if`);
  await picture(page, shot("what-if"));
  await page.click("#to-draft");
  await page.waitForSelector(".done");
  await to(page, "#/config", ".plan li");
  const plan = await page.textContent(".plan");
  check(plan.includes(face.lang === "zh" ? "规则 river-high 警戒水位:1.8 → 1.25" : "rule river-high warning level: 1.8 → 1.25"), `${face.name}: the plan does not say what would change: ${plan}`);
  await examine(page, `${face.name} plan`);
  await picture(page, shot("plan"));
  await page.click("#apply");
  await page.click("dialog button.primary");
  await page.waitForSelector("#trial");
  await settled(page);
  await examine(page, `${face.name} trial`);
  await page.screenshot({ path: shot("trial") });
  await page.click("#keep");
  await page.waitForSelector("#trial", { state: "detached" });
  await page.waitForSelector("#c-plan ~ * .plan", { state: "detached" });
  await context.close();
}

/** No word from the gateway after the first: the page must say by itself that it is out of date, and go on by itself or by a tap. */
async function contactLost(face, { base }, shot) {
  const { context, page } = await face.open(base, { expect: ["ERR_INTERNET_DISCONNECTED", "Failed to load"] });
  await signIn(page, NAME, PASSWORD);
  await page.waitForSelector(".device");
  check((await page.locator("#banner").count()) === 0, `${face.name}: a fresh page says it is out of date`);
  await context.setOffline(true);
  await page.evaluate(async () => (await import("/api.js")).live.source.close());
  await page.waitForSelector("#banner");
  await page.screenshot({ path: shot("out-of-date") });
  await to(page, "#/more");
  await page.click("#sign-out");
  await page.waitForSelector("main .oops");
  check((await page.textContent("main .oops")).includes(await word(page, "stillSignedIn")), `${face.name}: a sign-out that the gateway has not heard of looks like one`);
  await to(page, "#/config/uplink", ".try-again");
  await context.setOffline(false);
  await page.click(".try-again");
  await page.waitForSelector("#f-broker");
  await context.close();
}

await everywhere(async (face, gateway, shot) => {
  for (const task of [firstStart, everyPage, alarmHandled, thresholdChanged, contactLost]) await task(face, gateway, shot);
});
