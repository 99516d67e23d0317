// Walk tests in every face: one that is refused, one that fails, a silent one, one with the siren, which loses contact on its way and which the tester acknowledges; the sheets, also on paper, and one of an older version. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, word, to } from "./kit.mjs";

const NAME = "张工", PASSWORD = "heavy-river-42";

const ask = (page, path, body) => page.evaluate(async ([p, b]) => {
  const { csrf } = await (await fetch("/api/v1/session")).json();
  const answer = await fetch(`/api/v1${p}`, { method: "POST", headers: { "x-csrf-token": csrf, "content-type": "application/json" }, body: JSON.stringify(b) });
  await answer.text(); // A request whose answer nobody reads does not end.
  return answer.status;
}, [path, body]);
const passed = (page, station) => page.waitForSelector(`[data-station="${station}"].passed`);

/** Ends the test; the sheet says so much, and no more. */
async function end(face, page, verdict) {
  await page.click("#walk-end");
  await page.waitForSelector(".sheet");
  const got = await page.getAttribute(".sheet", "data-verdict");
  check(got === verdict, `${face.name}: the verdict is ${got}, wanted ${verdict}`);
  check((await page.textContent(".verdict")) === await word(page, "verdicts", verdict), `${face.name}: the verdict is not told: ${await page.textContent(".verdict")}`);
  return page.textContent(".sheet");
}

async function refused(face, page, shot) {
  await page.waitForSelector("#walk-begin:not([disabled])");
  check((await ask(page, "/alarms/river-high/shelve", { minutes: 30, note: "检修" })) === 200, `${face.name}: not shelved`);
  await page.waitForSelector("#walk-unfit");
  check((await page.textContent("#walk-unfit")).includes(NAME), `${face.name}: who silenced the rule is not told`);
  check(await page.isDisabled("#walk-begin"), `${face.name}: a silenced rule can be tested`);
  check((await ask(page, "/walk", { rule: "river-high", silent: true })) === 409, `${face.name}: the gateway tests a silenced rule`);
  await examine(page, `${face.name} walk refused`);
  await picture(page, shot("walk-refused"));
  await ask(page, "/alarms/river-high/unshelve", {});
  await page.waitForSelector("#walk-begin:not([disabled])");
  // What raises nothing is told before, and refused beside its field.
  await page.fill("#f-value", "1.0");
  check((await page.textContent("#walk-would")).includes("1.6"), `${face.name}: a value that raises nothing is taken without a word`);
  await page.click("#walk-begin");
  await page.waitForSelector("#f-value-wrong");
  await page.fill("#f-value", "1.9");
  check((await page.textContent("#walk-would")).includes(await word(page, "willNotSound")), `${face.name}: that the siren waits for more is not told`);
}

async function failed(face, page, shot) {
  await page.check("#f-silent");
  await page.click("#walk-begin");
  await page.waitForSelector('[data-station="injected"].passed');
  await end(face, page, "failed");
  check((await page.textContent(".failures")).includes(face.lang === "zh" ? "规则没有触发告警" : "Rule raised no alarm"), `${face.name}: what failed is not told`);
  await picture(page, shot("sheet-failed"));
}

async function silent(face, page, shot) {
  await to(page, "#/walk", "#walk-begin");
  check((await page.inputValue("#f-rule")) === "river-high" && (await page.inputValue("#f-value")) === "2.16", `${face.name}: the flood is not what is tested first`);
  await page.check("#f-silent");
  await page.click("#walk-begin");
  await passed(page, "stored");
  const sheet = await end(face, page, "partly");
  const siren = face.lang === "zh" ? "静默测试：没有接通警笛" : "silent: Siren not tried";
  check(sheet.includes(siren) && (await page.textContent('[data-station="output"]')).includes(await word(page, "skipped")), `${face.name}: that the siren was not tried is not told: ${sheet}`);
  await picture(page, shot("sheet-silent"));
}

/** With the siren. The page loses contact on its way, goes on by itself, and the tester acknowledges. */
async function sounding(face, { page, context }, shot) {
  await to(page, "#/walk", "#walk-begin");
  await picture(page, shot("walk"));
  await page.click("#walk-begin");
  await page.waitForSelector("dialog[open]");
  const question = await page.textContent("dialog");
  check(question.includes(face.lang === "zh" ? "警笛(橙色起)" : "Siren (Orange and up)"), `${face.name}: the question does not say what will sound: ${question}`);
  await page.screenshot({ path: shot("walk-question") });
  await page.click("dialog button.danger");
  await passed(page, "alarm");
  await context.setOffline(true);
  await page.waitForSelector("main .oops");
  await context.setOffline(false);
  await page.waitForSelector("main .oops", { state: "detached" });
  await passed(page, "output");
  await passed(page, "stored");
  check((await page.locator("#walk-ack.primary").count()) === 0, `${face.name}: to acknowledge it oneself is what the page proposes`);
  const shown = await page.$$eval(".missing li", (all) => all.map((e) => e.textContent));
  check(shown.length === 1, `${face.name}: what the test under way does not show: ${shown}`);
  await examine(page, `${face.name} walk`);
  await picture(page, shot("walk-under-way"));
  await page.click("#walk-ack");
  await passed(page, "acknowledged");
  const sheet = await end(face, page, "partly");
  check((await page.getAttribute('[data-output="siren"]', "class")) === "confirmed", `${face.name}: the siren was not confirmed`);
  check(sheet.includes(face.lang === "zh" ? `由测试人本人(${NAME})确认，中心未确认` : `acknowledged by the tester (${NAME}), not by the centre`), `${face.name}: that the tester acknowledged is not told`);
  check(sheet.includes(face.lang === "zh" ? "未设置上行" : "no uplink"), `${face.name}: that there is no uplink is not told`);
  for (const fact of ["gw-410105-09", "river-gauge-01", "1.6", "1.8", "2.1", "Fieldbeacon test", face.lang === "zh" ? "河道水位计" : "River gauge"]) check(sheet.includes(fact), `${face.name}: not on the sheet: ${fact}`);
  check((face.lang === "zh" ? /\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d:\d\d\(UTC\+08:00\)/ : /\d{1,2} \w+ \d{4}, \d\d:\d\d:\d\d \(UTC\+08:00\)/).test(sheet), `${face.name}: the date is not whole`);
  await examine(page, `${face.name} sheet`);
  await picture(page, shot("sheet"));
  await page.emulateMedia({ media: "print" });
  for (const gone of ["nav", "header", ".sheet button"]) check(!(await page.isVisible(gone)), `${face.name}: ${gone} is printed`);
  check(await page.isVisible(".sign"), `${face.name}: there is no line to sign on`);
  await picture(page, shot("sheet-printed"));
  await page.emulateMedia({ media: null });
}

/** What an older version has kept is still there, and is not called passed. */
async function earlier(face, page, shot) {
  await to(page, "#/walk", "#w-past");
  const verdicts = await page.$$eval("[data-verdict]", (all) => all.map((e) => e.dataset.verdict));
  check(verdicts.join() === "partly,partly,failed,old", `${face.name}: earlier tests: ${verdicts}`);
  await picture(page, shot("walk-earlier"));
  await page.click('[data-verdict="old"]');
  await page.waitForSelector(".sheet");
  check((await page.textContent(".sheet")).includes(await word(page, "oldSheet")), `${face.name}: an old sheet says nothing of its age`);
}

await everywhere(async (face, { base, code }, shot) => {
  const { context, page } = await face.open(base, { expect: ["400", "409", "ERR_INTERNET_DISCONNECTED", "Failed to load"] });
  await page.fill("#f-code", code);
  await signIn(page, NAME, PASSWORD);
  await to(page, "#/walk", "#walk-begin");
  await refused(face, page, shot);
  await failed(face, page, shot);
  await silent(face, page, shot);
  await sounding(face, { page, context }, shot);
  await earlier(face, page, shot);
  await context.close();
});
