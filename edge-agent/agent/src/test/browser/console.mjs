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
  await page.fill("#f-password", "short");
  await page.click(".eye");
  check((await page.getAttribute("#f-password", "type")) === "text" && (await page.inputValue("#f-password")) === "short", `${face.name}: what is typed cannot be looked at`);
  await page.screenshot({ path: shot("first") });
  await page.click(".eye");
  check((await page.getAttribute("#f-password", "type")) === "password", `${face.name}: what is typed stays open`);
  // The code is told first, whatever the password is worth.
  await page.click("button.primary");
  await page.waitForSelector("#f-code-wrong");
  check((await page.locator("#f-password-wrong").count()) === 0, `${face.name}: the password is refused before the code`);
  await page.waitForFunction(() => document.activeElement.id === "f-code");
  await page.fill("#f-code", code.toLowerCase());
  await page.waitForSelector("#f-code-wrong", { state: "detached" });
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
    await examine(page, `${face.name} ${what}`, { inEveryFace: true });
    await picture(page, shot(what));
  }
  await to(page, "#/", ".device");
  const order = await page.$$eval("main section > h2, .chips", (all) => all.map((e) => e.id));
  check(order.indexOf("s-alarms") < order.indexOf("s-todo") && order.indexOf("s-todo") < order.indexOf("s-devices"), `${face.name}: the overview's order: ${order}`);
  await to(page, "#/devices");
  check((await page.locator("main img").count()) === 0, `${face.name}: a device's name became markup`);
  if (face.lang === "en") check((await page.textContent("main")).includes("<img src=x"), `${face.name}: the name is not shown as it is`);
  await page.click("#language");
  check(!(await page.getAttribute("html", "lang")).startsWith(face.lang), `${face.name}: the language did not switch`);
  await context.close();
}

/** Thirty alarms and forty devices, three of them lost: the page is shown a state of that size, made from its own. */
async function crowded(face, { base }, shot) {
  const { context, page } = await face.open(base);
  await signIn(page, NAME, PASSWORD);
  await page.waitForSelector(".device");
  await settled(page);
  await page.evaluate(async () => {
    const { live } = await import("/api.js");
    live.open = () => {};
    live.close();
    const s = live.state, gauge = s.devices.find((d) => d.name === "river-gauge-01"), alarm = s.alarms.find((a) => a.rule === "river-high");
    s.alarms = [...Array.from({ length: 30 }, (_, i) => ({ ...alarm, rule: `river-high-${i}`, active: true, needsAcknowledgement: true, state: "unacknowledged", level: ["yellow", "orange", "red"][i % 3] })), { ...alarm, rule: "silent", outOfService: "更换传感器" }];
    s.devices = Array.from({ length: 41 }, (_, i) => ({ ...gauge, name: `river-gauge-${i + 1}`, ...([3, 17, 40].includes(i) ? { state: "offline", detail: "", points: gauge.points.map((p) => ({ ...p, value: null, flag: 9, trusted: { value: 1.2, at: new Date(live.now() - 180_000).toISOString() } })) } : {}) }));
    s.outputs = s.outputs.map((o) => ({ ...o, on: true, written: false, failedWrites: 4 }));
    s.uplink = { configured: true, connected: false, backlog: 7 };
    setInterval(() => live.heard(), 200);
  });
  await page.waitForSelector("#all-alarms");
  const first = await page.$$eval("#s-alarms ~ .list:not(.silenced) .badge", (all) => all.map((e) => e.className));
  check(first.length === 5 && first.every((c) => c.includes("red")), `${face.name}: of thirty alarms the overview shows ${first}`);
  check((await page.locator(".silenced .alarm").count()) === 1, `${face.name}: a rule out of service is not shown among many alarms`);
  check((await page.locator(".chip.failed").count()) === 3, `${face.name}: what is down is not said at the top: ${await page.textContent(".chips")}`);
  const lost = await page.$$eval("#s-devices ~ .list .device", (all) => all.map((e) => e.textContent));
  check(lost.length === 3 && lost.every((d) => d.includes("1.2 m") && /3 (分钟前|min ago)/.test(d)), `${face.name}: lost devices do not say what they last had: ${lost}`);
  await examine(page, `${face.name} crowded overview`);
  await picture(page, shot("crowded-overview"));
  await to(page, "#/devices");
  check((await page.textContent(".device-card .state")) === await word(page, "states", "offline"), `${face.name}: the lost devices are not first`);
  await page.fill("#f-find", "gauge-41");
  await page.waitForFunction(() => document.querySelectorAll(".device-card").length === 1);
  await page.click(".device-card summary");
  await examine(page, `${face.name} crowded devices`);
  await picture(page, shot("crowded-devices"));
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
  await to(page, "#/", '.silenced .alarm:has-text("更换传感器")'); // The overview hears of it with the next state.
  await to(page, "#/alarms/river-high", "#a-do");
  await picture(page, shot("out-of-service"));
  await page.click(`button:text-is("${await word(page, "returnToService")}")`);
  await page.waitForSelector("#do-remove");
  await to(page, "#/outputs");
  await page.click("#test-siren");
  await page.waitForSelector("dialog[open]");
  await examine(page, `${face.name} dialog`);
  await page.screenshot({ path: shot("test-output") });
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement.id === "test-siren");
  await page.click("#test-siren");
  await page.click("dialog button.danger");
  await page.click(`button:text-is("${await word(page, "endTest")}")`);
  await to(page, "#/people", ".audit li");
  const audit = await page.$$eval(".audit .what", (all) => all.map((e) => ({ what: e.dataset.what, word: e.textContent })));
  for (const what of ["alarm-acknowledged", "alarm-shelved", "alarm-out-of-service", "output-tested"]) check(audit.some((a) => a.what === what && (face.lang === "en" || !/[a-z]/.test(a.word))), `${face.name}: not in the record, or not in Chinese: ${what}`);
  await context.close();
}

/** Whether a thing is seen without scrolling. */
const seen = (page, what) => page.locator(what).evaluate((e) => { const r = e.getBoundingClientRect(), over = document.elementFromPoint(r.x + r.width / 2, r.y + r.height / 2); return r.top >= 0 && r.bottom <= innerHeight && (e === over || e.contains(over)); });

async function applied(page) {
  await to(page, "#/config", "#apply");
  await page.click("#apply");
  await page.click("dialog button.primary");
  await page.waitForSelector("#trial");
}

/** A threshold is dragged on the chart, tried on what is stored, put into the draft, applied, taken back, applied again, and kept. */
async function thresholdChanged(face, { base }, shot) {
  const { context, page } = await face.open(base, { expect: ["400", "503"] });
  await signIn(page, NAME, PASSWORD);
  await to(page, "#/rules/river-high", ".limit.drag");
  const warning = await word(page, "limits", "warning");
  const knob = await page.locator(`.limit.drag[aria-label="${warning}"] .knob`).boundingBox();
  await page.mouse.move(knob.x + 5, knob.y + 5);
  await page.mouse.down();
  await page.mouse.move(knob.x + 5, knob.y + 20, { steps: 3 });
  await page.mouse.up();
  // How far, to the pixel: alarms.mjs.
  const lower = Number(await page.inputValue("#f-warning"));
  check(lower > 1 && lower < 1.8, `${face.name}: a limit of 1.8 m, dragged a little down, is ${lower}`);
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
  await to(page, "#/", "#draft-bar");
  check((await page.textContent("#draft-bar")).includes((await page.evaluate(async () => (await import("/words.js")).t("draftWaits")(1)))), `${face.name}: the overview does not say that a draft waits: ${await page.textContent("#draft-bar")}`);
  await examine(page, `${face.name} overview with a draft`);
  await to(page, "#/config", ".plan li");
  const plan = await page.textContent(".plan");
  check(plan.includes(face.lang === "zh" ? "规则 河道水位超限 (river-high) 警戒水位：1.8 → 1.25" : "rule River level high (river-high) warning level: 1.8 → 1.25"), `${face.name}: the plan does not say what would change: ${plan}`);
  await examine(page, `${face.name} plan`);
  await picture(page, shot("plan"));
  await applied(page);
  await page.click("#trial button:not(#keep)");
  await to(page, "#/", "#taken-back");
  check((await page.textContent("#taken-back")).includes(NAME), `${face.name}: the overview does not say who took a change back`);
  await examine(page, `${face.name} taken back`);
  await page.screenshot({ path: shot("told-taken-back") });
  await page.click("#take-back-read");
  await page.waitForSelector("#draft-bar");
  await applied(page);
  await page.waitForFunction(() => document.activeElement.id === "keep");
  await settled(page);
  await examine(page, `${face.name} trial`);
  await page.screenshot({ path: shot("trial") });
  await to(page, "#/rules/river-high", ".limit.drag");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  check(await seen(page, "#keep"), `${face.name}: the trial scrolls away`);
  await page.click("#keep");
  await page.waitForSelector("#trial", { state: "detached" });
  await page.waitForSelector("#c-plan ~ * .plan", { state: "detached" });
  await context.close();
}

/** While a walk test goes on, every page says so; the signs of it are gone once it is over. */
async function walkUnderWay(face, { base }, shot) {
  const { context, page } = await face.open(base);
  await signIn(page, NAME, PASSWORD);
  await page.waitForSelector(".device");
  await settled(page);
  await page.evaluate(async () => (await import("/api.js")).post("/walk", { rule: "gauge-credible", silent: true }));
  await page.waitForSelector("#walk-bar");
  check((await page.textContent("#walk-bar")).includes(await word(page, "walkSilent")), `${face.name}: that the walk test is silent is not said`);
  await examine(page, `${face.name} overview during a walk test`);
  await page.screenshot({ path: shot("walk-under-way") });
  await page.evaluate(async () => (await import("/api.js")).post("/walk/end"));
  await page.waitForSelector("#walk-bar", { state: "detached" });
  await context.close();
}

/** No word from the gateway after the first: the page must say by itself that it is out of date, and go on by itself or by a tap. */
async function contactLost(face, { base }, shot) {
  const { context, page } = await face.open(base, { expect: ["ERR_INTERNET_DISCONNECTED", "Failed to load"] });
  await signIn(page, NAME, PASSWORD);
  await page.waitForSelector(".device");
  check((await page.locator("#banner").count()) === 0, `${face.name}: a fresh page says it is out of date`);
  const late = await page.evaluate(async () => {
    const [{ live }, { html, render }, { useOld }] = await Promise.all(["/api.js", "/html.js", "/parts.js"].map((m) => import(m)));
    const root = document.createElement("div");
    live.heardAt = -Infinity;
    render(html`<${() => (useOld() ? "old" : "new")} />`, root);
    [live.heardAt, live.heardWall] = [performance.now(), Date.now()];
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 200)));
    const said = root.textContent;
    render(null, root);
    return said;
  });
  check(late === "new", `${face.name}: what is heard before the page listens is not noticed`);
  const old = await page.evaluate(async () => {
    const { live } = await import("/api.js");
    const was = [live.heardAt, live.heardWall];
    const isOld = (sinceHeard, sinceHeardByWall) => { live.heardAt = performance.now() - sinceHeard; live.heardWall = Date.now() - sinceHeardByWall; return live.isOld(); };
    const all = [isOld(0, 0), isOld(60_000, 0), isOld(0, 60_000)];
    [live.heardAt, live.heardWall] = was;
    return all;
  });
  check(old.join() === "false,true,true", `${face.name}: a clock that stood still while the phone slept makes old news fresh: ${old}`);
  await context.setOffline(true);
  await page.evaluate(async () => (await import("/api.js")).live.source.close());
  await page.waitForSelector("#banner");
  await page.waitForSelector("main.stale");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  check(await seen(page, "#banner"), `${face.name}: that there is no contact scrolls away`);
  await page.screenshot({ path: shot("out-of-date") });
  await to(page, "#/more");
  await page.click("#sign-out");
  await page.waitForSelector("main .oops");
  check((await page.textContent("main .oops")).includes(await word(page, "stillSignedIn")), `${face.name}: a sign-out that the gateway has not heard of looks like one`);
  await to(page, "#/config/uplink", ".try-again");
  const wakes = (does) => page.evaluate(async (is) => { const { live } = await import("/api.js"); live.asMade ??= live.wake; live.wake = is ? live.asMade : () => {}; }, does);
  await wakes(false); // So that nothing but the tap goes on.
  await context.setOffline(false);
  await page.click(".try-again");
  await page.waitForSelector("#f-broker");
  await wakes(true);
  await page.waitForSelector("#banner", { state: "detached" }); // A stream left for dead is opened anew.
  await context.close();
}

await everywhere(async (face, gateway, shot) => {
  for (const task of [firstStart, everyPage, crowded, alarmHandled, walkUnderWay, thresholdChanged, contactLost]) await task(face, gateway, shot);
});
