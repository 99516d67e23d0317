// Configuration as a transaction, in every face of the console: kept, taken back by hand and by itself, put back from the history, changed by hand in the file; a device switched off, replaced and switched on again. Arguments: see everywhere(); each gateway names `site`, its file.
import { readFileSync, writeFileSync } from "node:fs";
import { everywhere, examine, check, signIn, picture, word, to } from "./kit.mjs";

const config = (page) => page.evaluate(() => fetch("/api/v1/config").then((a) => a.json()));
const plan = async (page) => { await to(page, "#/config", ".plan li"); return page.textContent(".plan"); };

/** Applies the draft and waits for the trial. */
async function apply(page) {
  await page.click("#apply");
  await page.click("dialog button.primary");
  await page.waitForSelector("#trial");
}

async function keep(page) {
  await page.click("#keep");
  await page.waitForSelector("#trial", { state: "detached" });
  await page.waitForSelector("#apply", { state: "detached" });
}

/** Off on a phone, told everywhere, and on again; what it measured before stays. */
async function switchedOff(page, face, shot) {
  await to(page, "#/devices", ".state.online");
  await page.click(`section:has(#d-river-gauge-01) button:text-is("${await word(page, "disable")}")`);
  await page.waitForSelector(".done");
  check((await plan(page)).includes("river-gauge-01"), `${face.name}: the plan does not say what is switched off`);
  await apply(page);
  await keep(page);
  await to(page, "#/devices", `section:has(#d-river-gauge-01) button:text-is("${await word(page, "enable")}")`);
  await examine(page, `${face.name} device off`);
  await picture(page, shot("device-off"));
  await to(page, "#/points/river-gauge-01/level");
  check((await page.locator("#s-last tbody tr, section:has(#s-last) tbody tr").count()) > 0, `${face.name}: what it measured is gone`);
  await to(page, "#/devices");
  await page.click(`section:has(#d-river-gauge-01) button:text-is("${await word(page, "enable")}")`);
  await page.waitForSelector(".done");
  await plan(page);
  await apply(page);
  await keep(page);
  await to(page, "#/devices", "section:has(#d-river-gauge-01) .state.online");
}

/** Another model in the place of a device keeps its name, its points and what was measured. */
async function replaced(page, face, shot) {
  await to(page, "#/config/device/river-gauge-01", "#d-link");
  await page.click("#d-profile ~ p button");
  await page.fill("#f-find", "hydrology");
  await picture(page, shot("replace"));
  await page.click('[data-profile="hydrology-terminal"]');
  await page.waitForSelector("#d-link");
  await page.click("#save");
  await page.waitForSelector(".done");
  const words = await plan(page);
  check(words.includes("hydrology-terminal"), `${face.name}: the plan does not tell the other model: ${words}`);
}

/** A trial is taken back by hand; another takes itself back, because the gauge is gone with it, and the page says why. */
async function takenBack(page, face, shot) {
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
  await to(page, "#/config/site", "#f-zh");
  await page.fill("#f-zh", "试用名");
  await page.click("#save");
  await page.waitForSelector("#site-done");
  await plan(page);
  await apply(page);
  await page.click(`#trial button:text-is("${await word(page, "takeBack")}")`);
  await page.waitForSelector("#trial", { state: "detached" });
  check(!(await config(page)).text.includes("title: {zh: 试用名") || (await config(page)).isDraft, `${face.name}: what was taken back is still in force`);
  await to(page, "#/config", "#drop");
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });

  await to(page, "#/config/link/field", "#link-more");
  await page.fill("#f-link-port", "9");
  await page.click("#save");
  await page.waitForSelector(".done");
  await plan(page);
  await apply(page);
  await page.waitForSelector("#trial", { state: "detached", timeout: 180_000 });
  await to(page, "#/config", "main .oops");
  check((await page.textContent("main")).includes(await word(page, "revertedWord")), `${face.name}: it is not said that the change took itself back`);
  await examine(page, `${face.name} taken back`);
  await picture(page, shot("taken-back"));
  await to(page, "#/config", "#drop");
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
}

/** A device is taken out with what needs it, named before; bit by bit that is undone, and the file is as it was. */
async function removedAndUndone(page, face, site, shot) {
  const before = readFileSync(site, "utf8");
  await to(page, "#/config", '[data-part="devices/river-gauge-01"]');
  for (const [list, n] of [["devices", 2], ["links", 1], ["rules", 2], ["outputs", 1]]) check((await page.locator(`[data-part^="${list}/"] a.tile`).count()) === n, `${face.name}: not every part of ${list} is there`);
  await examine(page, `${face.name} parts`);
  await picture(page, shot("parts"));
  await page.click('[data-part="links/field"] button');
  await page.waitForSelector("#obstacles");
  check((await page.textContent("#obstacles")).includes("relay-01"), `${face.name}: it is not said who is on the link`);
  await page.click("dialog[open] button");
  await page.waitForSelector("dialog", { state: "detached" });

  await page.click('[data-part="devices/river-gauge-01"] button');
  await page.waitForSelector("#goes-along li");
  const along = await page.textContent("#goes-along");
  for (const what of ["river-high", "gauge-credible", "siren"]) check(along.includes(what), `${face.name}: it is not said that ${what} goes too: ${along}`);
  check((await page.textContent("dialog")).includes(await word(page, "deviceHistoryStays")), `${face.name}: it is not said that what was measured stays`);
  await examine(page, `${face.name} remove a device`);
  await page.screenshot({ path: shot("remove-device") });
  await page.click("dialog[open] button.danger");
  await page.waitForSelector('[data-part="devices/river-gauge-01"]', { state: "detached" });
  await page.waitForSelector(".plan li .undo");
  const undo = (path) => page.click(`.undo[data-path="${path}"]`);
  check((await page.locator(".plan li").count()) === 5 && (await page.locator("#apply[disabled]").count()) === 0, `${face.name}: the draft without the device is not sound`);
  await examine(page, `${face.name} plan with undo`);
  await picture(page, shot("plan-undo"));
  // A rule needs its device: it does not come back alone.
  await undo("rules/river-high");
  await page.waitForSelector("main .oops[role=alert]");
  check((await page.textContent("main .oops[role=alert]")).includes("river-high"), `${face.name}: it is not said what could not be`);
  for (const path of ["devices/river-gauge-01", "quality", "rules/river-high", "rules/gauge-credible"]) {
    await undo(path);
    await page.waitForSelector(`.undo[data-path="${path}"]`, { state: "detached" });
  }
  await undo("outputs/siren");
  await page.waitForSelector("#apply", { state: "detached" });
  const now = await config(page);
  check(!now.isDraft && now.text === before, `${face.name}: the file is not as it was before`);

  // A rule's form asks the same way; its draft is dropped by undoing it.
  await to(page, "#/rules/river-high", "#remove-rule");
  await page.click("#remove-rule");
  await page.waitForSelector("#goes-along li");
  await page.click("dialog[open] button.danger");
  await page.waitForSelector(".done");
  await plan(page);
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
}

/** A change by hand in the file appears by itself, as a plan to be applied; its comment stays. */
async function byHand(page, face, site, shot) {
  await to(page, "#/config", "#c-plan");
  const text = readFileSync(site, "utf8");
  writeFileSync(site, text.replace(/^( *)warning: .*$/m, "$1warning: 1.75 # as the bureau wants it"));
  check(readFileSync(site, "utf8") !== text, `${face.name}: the test's site has no warning`);
  await page.waitForSelector(".plan li");
  const words = await page.textContent(".plan");
  check(words.includes("→ 1.75"), `${face.name}: the hand's change is not in the plan: ${words}`);
  await examine(page, `${face.name} by hand`);
  await picture(page, shot("by-hand"));
  await apply(page);
  await keep(page);
  check(readFileSync(site, "utf8").includes("1.75 # as the bureau wants it"), `${face.name}: the hand's comment is gone`);
}

/** An earlier version is put back from the history: over a draft only after a question. */
async function rolledBack(page, face, site, shot) {
  await to(page, "#/config/site", "#f-zh");
  await page.fill("#f-zh", "草稿名");
  await page.click("#save");
  await page.waitForSelector("#site-done");
  await plan(page);
  await page.locator(`section:has(#c-history) button:text-is("${await word(page, "restore")}")`).first().click();
  await page.waitForSelector("dialog[open]");
  await examine(page, `${face.name} restore over a draft`);
  await picture(page, shot("roll-back"));
  await page.click("dialog button.danger");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForFunction(() => document.querySelector(".plan")?.textContent.includes("1.75 → 1.8"));
  await apply(page);
  await keep(page);
  check(/warning: 1\.8\b/.test(readFileSync(site, "utf8")), `${face.name}: the earlier version is not in force`);
}

await everywhere(async (face, { base, code, site }, shot) => {
  const { context, page } = await face.open(base, { expect: ["400", "409"] });
  await page.fill("#f-code", code);
  await signIn(page, "zhang", "heavy-river-42");
  await removedAndUndone(page, face, site, shot);
  await switchedOff(page, face, shot);
  await replaced(page, face, shot);
  await takenBack(page, face, shot);
  await byHand(page, face, site, shot);
  await rolledBack(page, face, site, shot);
  await context.close();
});
