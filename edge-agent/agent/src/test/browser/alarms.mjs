// Alarms, outputs and limits in every face: why a siren is silent, what was not reached, acknowledged, shelved, reset, out of service; a limit under the finger; an output's form. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, word, to, settled } from "./kit.mjs";

const NAME = "张工", PASSWORD = "heavy-river-42";
const text = (page, selector) => page.textContent(selector);

async function first(face, { base, code }) {
  const { context, page } = await face.open(base);
  await page.fill("#f-code", code);
  await signIn(page, NAME, PASSWORD);
  await context.close();
}

/** A red alarm over a silent siren says why, wherever it is seen; what could not be written is never green. */
async function silentSiren(page, face, shot) {
  const why = face.lang === "zh" ? "请人工判断" : "a person must judge";
  await to(page, "#/alarms", "#s-open ~ * .withheld");
  check((await text(page, ".alarm .withheld")).includes(why), `${face.name}: the alarm's row does not say why nothing sounds`);
  await picture(page, shot("alarm-list"));
  await to(page, "#/alarms/spare-high", ".oops.withheld");
  check((await text(page, ".oops.withheld")).includes(why), `${face.name}: the alarm does not say why nothing sounds`);
  check(/2\.3/.test(await text(page, "#a-present")), `${face.name}: the alarm does not tell the present value`);
  await to(page, "#/outputs", "section .withheld");
  const light = page.locator("section", { has: page.locator("#o-light") });
  check((await light.locator(".withheld").textContent()).includes(why), `${face.name}: the output does not say why it is off`);
  const far = page.locator("section", { has: page.locator("#o-far") });
  await far.locator(".state.failed").waitFor();
  check((await far.locator(".state.on").count()) === 0, `${face.name}: an output that was not reached looks like one that is on`);
  const siren = page.locator("section", { has: page.locator("#o-siren") });
  await siren.locator(".state.on").waitFor();
  check(/\d{4}-\d\d-\d\dT/.test(await text(page, "main")) === false, `${face.name}: a moment is told as machines write it`);
  await examine(page, `${face.name} outputs`);
  await picture(page, shot("outputs-withheld"));
  await to(page, "#/", "#s-outputs");
  check((await page.locator("#s-outputs ~ * .state.failed").count()) >= 1, `${face.name}: the overview does not show that an output was not reached`);
}

/** One at once with a note afterwards, the rest together; a shelving too long refused beside its field; a latched one reset; one out of service under what it is. */
async function handled(page, face, shot) {
  const badge = () => page.locator("nav .count").textContent();
  const before = Number.parseInt(await badge(), 10); // The number, then words for those who hear the page.
  check(before === 3, `${face.name}: ${before} wait for an acknowledgement, wanted 3`);
  await to(page, "#/alarms/river-high", "#do-acknowledge");
  await page.locator(".chart .moment").waitFor({ state: "attached" });
  await page.click("#do-acknowledge");
  await page.waitForSelector(".acknowledged");
  await page.fill("#f-note", "已派人巡堤");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => document.querySelector(".acknowledged").textContent.includes("已派人巡堤"));
  await page.waitForSelector("#do-note", { state: "detached" });
  await page.waitForFunction(() => Number.parseInt(document.querySelector("nav .count")?.textContent, 10) === 2);

  await page.click("#do-shelve");
  await page.fill("#f-minutes", "600");
  await page.fill("#f-note", "检修");
  await page.click("form button.primary");
  await page.waitForSelector("#f-minutes-wrong");
  check((await text(page, "#f-minutes-wrong")).includes(face.lang === "zh" ? "最多 120 分钟" : "120 minutes at most"), `${face.name}: a shelving too long is refused with ${await text(page, "#f-minutes-wrong")}`);
  await examine(page, `${face.name} shelve`);
  await page.click("#do-remove");
  await page.waitForSelector("#f-reason");
  check((await page.locator("form .oops").count()) === 0, `${face.name}: a form begins with the refusal of another`);
  const form = await page.locator("form").boundingBox();
  check(form.y >= 0 && form.y < page.viewportSize().height - 60, `${face.name}: the form is not in view: ${form.y}`);
  await page.click("form .leave");
  await page.waitForSelector("#f-reason", { state: "detached" });

  await to(page, "#/alarms", "#acknowledge-all");
  await page.click("#acknowledge-all");
  await page.waitForSelector("dialog[open]");
  check((await page.locator("dialog li").count()) === 2, `${face.name}: the dialog does not name what it acknowledges`);
  await examine(page, `${face.name} acknowledge all`);
  await page.screenshot({ path: shot("acknowledge-all") });
  await page.click("dialog button.primary");
  await page.waitForSelector("nav .count", { state: "detached" });
  check((await page.locator("#acknowledge-all").count()) === 0, `${face.name}: there is still something to acknowledge`);

  await to(page, "#/alarms/river-record", "#do-reset");
  await page.click("#do-reset");
  await page.waitForSelector("#do-reset", { state: "detached" });
  await page.waitForFunction((normal) => document.querySelector(".facts").textContent.includes(normal), await word(page, "alarmStates", "normal"));
  await page.click("#do-remove");
  await page.fill("#f-reason", "更换传感器");
  await page.click("form button.danger");
  await page.waitForSelector("#do-return");
  await to(page, "#/alarms", "#s-aside");
  const aside = await page.locator("section", { has: page.locator("#s-aside") }).textContent();
  check(aside.includes("更换传感器"), `${face.name}: what is out of service does not say so: ${aside}`);
  await examine(page, `${face.name} alarms`);
  await picture(page, shot("alarms-aside"));
}

/** The knob's middle, the value in the field, and what the axis says where the line is. */
const where = (page, line, field) => page.evaluate(([name, id]) => {
  const knob = document.querySelector(`[data-line="${name}"] .knob`);
  const box = knob.getBoundingClientRect();
  const ticks = [...document.querySelectorAll(".chart .tick")].map((e) => [Number(e.getAttribute("y")) - 4, Number(e.textContent)]);
  const [[y0, v0], [y1, v1]] = [ticks[0], ticks.at(-1)];
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, value: Number(document.querySelector(id).value), axis: v0 + ((Number(knob.getAttribute("cy")) - y0) / (y1 - y0)) * (v1 - v0), pixel: Math.abs((v1 - v0) / (y1 - y0)) };
}, [line, field]);

/** The line stays under the finger or the mouse, its value is what the axis says there, and it stops at its neighbour. */
async function dragged(page, face, context, shot) {
  await to(page, "#/rules/river-high", ".limit.drag");
  await page.locator(".chart svg").scrollIntoViewIfNeeded();
  const start = await where(page, "guarantee", "#f-guarantee");
  const touch = page.viewportSize().width < 500 ? await context.newCDPSession(page) : null;
  const finger = (type, y) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" || type === "touchCancel" ? [] : [{ x: start.x, y }] });
  const down = () => (touch ? finger("touchStart", start.y) : page.mouse.move(start.x, start.y).then(() => page.mouse.down()));
  const move = (y) => (touch ? finger("touchMove", y) : page.mouse.move(start.x, y));
  const up = () => (touch ? finger("touchEnd") : page.mouse.up());
  await down();
  for (const dy of [-4, -10, 10, 30, -12]) {
    await move(start.y + dy);
    await settled(page);
    const now = await where(page, "guarantee", "#f-guarantee");
    check(Math.abs(now.y - start.y - dy) <= 2.5, `${face.name}: the finger moved ${dy} px, the line ${(now.y - start.y).toFixed(1)} px`);
    check(Math.abs(now.value - now.axis) <= 2 * now.pixel, `${face.name}: the field says ${now.value}, the axis ${now.axis}`);
  }
  await move(start.y + 400);
  await settled(page);
  const warning = Number(await page.inputValue("#f-warning"));
  check(Number(await page.inputValue("#f-guarantee")) > warning, `${face.name}: the guarantee level was dragged below the warning level`);
  await page.screenshot({ path: shot("drag") });
  await up();
  if (touch) {
    const again = await where(page, "guarantee", "#f-guarantee");
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [{ x: again.x, y: again.y }] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints: [{ x: again.x, y: again.y - 40 }] });
    await touch.send("Input.dispatchTouchEvent", { type: "touchCancel", touchPoints: [] });
    await settled(page);
    check(Number(await page.inputValue("#f-guarantee")) === again.value, `${face.name}: a drag that was cancelled changed the limit`);
  }
  const before = Number(await page.inputValue("#f-guarantee"));
  await page.focus('[data-line="guarantee"]');
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("PageUp");
  check(Number(await page.inputValue("#f-guarantee")) > before, `${face.name}: the keyboard does not move a limit`);
  const cut = await page.evaluate(() => { const box = document.querySelector(".chart svg").getBoundingClientRect(); return [...document.querySelectorAll(".chart svg text")].filter((e) => { const r = e.getBoundingClientRect(); return r.top < box.top - 1 || r.bottom > box.bottom + 1 || r.left < box.left - 1 || r.right > box.right + 1; }).map((e) => e.textContent); });
  check(cut.length === 0, `${face.name}: texts of the chart are cut off: ${cut}`);
  await examine(page, `${face.name} chart`);
}

/** From which level an output is switched on: asked with a new rule, told, and changed in the output's own form, with a refusal beside its field. */
async function outputForm(page, face, shot) {
  await to(page, "#/config/rule", "#f-output");
  await page.fill("#f-warning", "1.8");
  await page.fill("#f-guarantee", "2.1");
  await page.selectOption("#f-output", "relay-01/relay-3");
  const orange = await text(page, "#f-from option[value=orange]");
  check(orange.includes("2.1"), `${face.name}: it is not said from which mark the siren sounds: ${orange}`);
  await picture(page, shot("add-rule-output"));
  await to(page, "#/outputs", "#set-siren");
  await page.click("#set-siren");
  await page.waitForSelector("#u-form");
  check((await text(page, "#levels-mean")).includes("2.1"), `${face.name}: the form does not say what the level means`);
  await page.selectOption("#f-triggers-0-at-least", "yellow");
  check((await text(page, "#levels-mean")).includes("1.8"), `${face.name}: the form does not say what the new level means`);
  await page.click("#more-settings > summary");
  await page.fill("#f-min-on", "20");
  await page.selectOption("#f-min-on-u", "M");
  await page.click("#to-draft");
  await page.waitForSelector("#f-dead-man-wrong");
  const keys = await page.$$eval("#u-form ~ * label, #u-form ~ * legend", (all) => all.map((e) => e.textContent).filter((w) => /^[a-z][a-z-]*( |$)/.test(w)));
  check(keys.length === 0, `${face.name}: fields without words: ${keys}`);
  await examine(page, `${face.name} output form`);
  await picture(page, shot("output-form"));
  await page.fill("#f-min-on", "1");
  await page.click("#to-draft");
  await page.waitForSelector(".done a[href='#/config']");
  await to(page, "#/config", ".plan li");
  check((await text(page, ".plan")).includes("siren"), `${face.name}: the output's change is not in the plan`);
  const { tree, problems } = await page.evaluate(() => fetch("/api/v1/config").then((a) => a.json()));
  check(problems.length === 0 && tree.outputs.find((o) => o.id === "siren").triggers[0]["at-least"] === "yellow", `${face.name}: the draft is not as the form: ${JSON.stringify(problems)}`);
}

await everywhere(async (face, gateway, shot) => {
  await first(face, gateway);
  const { context, page } = await face.open(gateway.base, { expect: ["400"] });
  await signIn(page, NAME, PASSWORD);
  await silentSiren(page, face, shot);
  await handled(page, face, shot);
  await dragged(page, face, context, shot);
  await outputForm(page, face, shot);
  await context.close();
});
