// Accounts, sign-in, what a viewer may do, the log and the record in every face of the console. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, word, to, settled } from "./kit.mjs";

const NAME = "张工", PASSWORD = "heavy-river-42", GIVEN = "first-light-77", OWN = "quiet-field-19", AGAIN = "second-light-88";

const row = (page, name) => page.locator(`.account[data-name="${name}"]`);

async function firstStart(face, { base, code }) {
  const { context, page } = await face.open(base);
  await page.fill("#f-code", code);
  await signIn(page, NAME, PASSWORD);
  return { context, page };
}

/** Refused beside the field: a weak password, a name that is one already but for its capitals; then the account is there. */
async function accountAdded(face, page) {
  await to(page, "#/people", "#add-account");
  await page.fill("#f-name", "Chen");
  await page.selectOption("#f-role", "viewer");
  await page.fill("#add-password", "1234512345");
  await page.click("#add-account button:not(.eye)");
  await page.waitForSelector("#add-password-wrong");
  await page.fill("#add-password", GIVEN);
  await page.click("#add-account button:not(.eye)");
  await row(page, "Chen").waitFor();
  await page.fill("#f-name", "chen");
  await page.fill("#add-password", GIVEN);
  await page.click("#add-account button:not(.eye)");
  await page.waitForSelector("#f-name-wrong");
  check((await page.locator(".account").count()) === 2, `${face.name}: names that differ in capitals only are two accounts`);
}

/** The last administrator stays, and that is said at that account. */
async function lastAdministratorStays(face, page, shot) {
  await to(page, "#/more");
  await to(page, "#/people", "#add-account");
  const mine = row(page, NAME);
  await mine.locator("select").selectOption("viewer");
  await mine.locator(".oops").waitFor();
  check((await mine.locator("select").inputValue()) === "administrator", `${face.name}: a refused role looks as if it were given`);
  await mine.locator("button.remove").click();
  await page.click("dialog button.danger");
  await mine.locator(".oops").waitFor();
  check((await page.locator("#add-account .oops, .account[data-name=Chen] .oops").count()) === 0, `${face.name}: the refusal stands at somebody else`);
  await examine(page, `${face.name} accounts`);
  await picture(page, shot("accounts"));
}

/** A wrong password is refused; a given one opens nothing but the form for an own one. */
async function newcomer(face, { base }, shot, given, own) {
  const { context, page } = await face.open(base, { expect: ["401", "400"] });
  await page.fill("#f-name", "Chen");
  await page.fill("#f-password", "not-the-one-7");
  await page.click("button.primary");
  await page.waitForSelector("form .oops");
  await page.fill("#f-password", given);
  await page.click("button.primary");
  await page.waitForSelector("#own-needed");
  check((await page.locator("nav").count()) === 0, `${face.name}: a given password opens the pages`);
  await page.evaluate(() => { location.hash = "#/logs"; });
  await settled(page);
  check((await page.locator("#own-needed").count()) === 1, `${face.name}: the form is passed by`);
  await examine(page, `${face.name} own password`);
  await page.screenshot({ path: shot("own-password") });
  await page.fill("#f-old", given);
  await page.fill("#f-password", given);
  await page.click("#own-needed button.primary");
  await page.waitForSelector("#f-password-wrong");
  await page.fill("#f-password", own);
  await page.click("#own-needed button.primary");
  await page.waitForSelector("nav a");
  return { context, page };
}

/** Sees the same pages, and no button that changes anything. */
async function viewerOnlyLooks(face, page, shot) {
  for (const [hash, forbidden] of [["#/devices", "a[href='#/config/device'], button.danger"], ["#/alarms/river-high", "#do-acknowledge, #do-shelve, #do-remove"], ["#/config", "#apply, #save-text"],
    ["#/outputs", "#test-siren"], ["#/people", "#p-accounts, #p-tls, #p-audit"], ["#/rules/river-high", "#to-draft"]]) {
    await to(page, hash);
    check((await page.locator(forbidden).count()) === 0, `${face.name}: a viewer is offered what a viewer may not do on ${hash}`);
    check(((await page.textContent("main")) || "").trim().length > 20, `${face.name}: a viewer sees nothing on ${hash}`);
  }
  await picture(page, shot("viewer"));
}

/** The filter finds a line by what it contains, and hides all others. */
async function logFiltered(face, page) {
  await to(page, "#/logs", ".log li");
  const some = (await page.locator(".log li .text").first().textContent()).trim().split(/\s/)[0].toLowerCase();
  await page.fill("#f-text", "no line says this 4711");
  await page.waitForFunction(() => document.querySelectorAll(".log li").length === 0);
  await page.fill("#f-text", some);
  await page.waitForFunction(() => document.querySelectorAll(".log li").length > 0);
  const lines = await page.$$eval(".log li", (all) => all.map((l) => l.textContent.toLowerCase()));
  check(lines.every((l) => l.includes(some)), `${face.name}: the log shows lines that were filtered out`);
  await page.fill("#f-text", "");
  await page.selectOption("#f-level", "error");
  await page.waitForFunction(() => [...document.querySelectorAll(".log li")].every((l) => l.className === "error"));
}

async function roleChangedAndPasswordReset(face, page) {
  await to(page, "#/people", ".account");
  await row(page, "Chen").locator("select").selectOption("technician");
  await settled(page);
  await row(page, "Chen").locator("button.reset").click();
  await page.fill("#reset-Chen", "aaaaaaaaaaaa");
  await row(page, "Chen").locator("form button.primary").click();
  await page.waitForSelector("#reset-Chen-wrong");
  await page.fill("#reset-Chen", AGAIN);
  await row(page, "Chen").locator("form button.primary").click();
  await row(page, "Chen").locator("[role=status]").waitFor();
  check((await row(page, "Chen").locator("select").inputValue()) === "technician", `${face.name}: the role was not kept`);
}

/** The record goes back to its first line, page by page, each line once and in order. */
async function recordPaged(face, page, shot) {
  await page.evaluate(async () => {
    const { put } = await import("/api.js");
    for (let i = 0; i < 60; i++) await put("/accounts/Chen", { role: i % 2 ? "technician" : "viewer" });
  });
  await to(page, "#/more");
  await to(page, "#/people", ".audit li");
  const whats = () => page.$$eval(".audit .what", (all) => all.map((e) => e.dataset.what));
  const first = (await whats()).length;
  for (let i = 0; i < 5 && (await page.locator("#older").count()); i++) {
    const before = await page.locator(".audit li").count();
    await page.click("#older");
    await page.waitForFunction((n) => document.querySelectorAll(".audit li").length > n || document.querySelector("#audit-end"), before);
  }
  await page.waitForSelector("#audit-end");
  const all = await whats();
  check(all.length > first && all.at(-1) === "account-created", `${face.name}: the record does not go back to its first line: ${first} of ${all.length}, ${all.at(-1)}`);
  for (const what of ["signed-in", "sign-in-refused", "password-reset", "password-changed", "account-changed"]) check(all.includes(what), `${face.name}: not in the record: ${what}`);
  if (face.lang === "zh") check(!(await page.$$eval(".audit .what", (some) => some.map((e) => e.textContent))).some((w) => /[a-z]/.test(w)), `${face.name}: the record is not all in Chinese`);
  check(await page.textContent("#p-audit ~ p").then(async (said) => said === (await word(page, "auditWhole"))), `${face.name}: the record is not said to be whole`);
  await examine(page, `${face.name} record`);
  await picture(page, shot("record"));
}

async function removed(face, page) {
  await row(page, "Chen").locator("button.remove").click();
  await page.click("dialog button.danger");
  await row(page, "Chen").waitFor({ state: "detached" });
}

await everywhere(async (face, gateway, shot) => {
  const chief = await firstStart(face, gateway);
  await chief.context.close();
  const { context, page } = await face.open(gateway.base, { expect: ["400", "409"] });
  await signIn(page, NAME, PASSWORD);
  await accountAdded(face, page);
  await lastAdministratorStays(face, page, shot);
  const viewer = await newcomer(face, gateway, shot, GIVEN, OWN);
  await viewerOnlyLooks(face, viewer.page, shot);
  await logFiltered(face, viewer.page);
  await viewer.context.close();
  await roleChangedAndPasswordReset(face, page);
  const again = await newcomer(face, gateway, shot, AGAIN, OWN);
  await to(again.page, "#/outputs", "#test-siren");
  await again.context.close();
  await recordPaged(face, page, shot);
  await removed(face, page);
  await context.close();
});
