// Models, the quality of alarms, and support, in every face of the console. Arguments: see everywhere(); each gateway names a folder `files` with good.zip and swapped.zip.
import { everywhere, examine, check, signIn, picture, word, to } from "./kit.mjs";

const NAME = "张工", PASSWORD = "heavy-river-42";
const PAGES = [["#/models", "models", "#m-packages"], ["#/models/gate-fire", "model", ".pictures img"], ["#/packages/fire-smoke", "package", "#k-metrics"], ["#/alarms/gate-smoke", "alarm-picture", "img.evidence"],
  ["#/alarm-quality", "alarm-quality", "#q-top"], ["#/support", "support", "#u-restore"]];
const drawn = (page) => page.waitForFunction(() => [...document.querySelectorAll("main img")].every((i) => i.loading === "lazy" ? true : i.complete && i.naturalWidth > 0) && [...document.querySelectorAll("main img")].some((i) => i.naturalWidth > 0));

/** A technician's way of a package: a swapped one is refused, a good one runs beside, is compared, promoted and taken back; the page tells it by itself. */
async function packageTried(face, { base, code, files }, shot) {
  const { context, page } = await face.open(base, { policy: true, expect: ["422"] });
  await page.fill("#f-code", code);
  await signIn(page, NAME, PASSWORD);
  await to(page, "#/models", "#package-file");
  await page.setInputFiles("#package-file", `${files}/swapped.zip`);
  await page.click("#upload");
  await page.waitForSelector("form .oops");
  check((await page.textContent("form .oops")).includes(face.lang === "zh" ? "校验和不符" : "wanted the signed"), `${face.name}: a swapped package is not refused in plain words: ${await page.textContent("form .oops")}`);
  await picture(page, shot("upload-refused"));
  await page.setInputFiles("#package-file", `${files}/good.zip`);
  await page.click("#upload");
  await page.waitForSelector("form .done");
  await to(page, "#/models/gate-fire", "#run-beside");
  await page.selectOption("#f-shadow", "fire-smoke-9.9.9");
  await page.click("#run-beside");
  await page.waitForSelector("section .done");
  await to(page, "#/config", ".plan li");
  await page.click("#apply");
  await page.click("dialog button.primary");
  await page.click("#keep");
  await page.waitForSelector("#trial", { state: "detached" });
  await to(page, "#/models/gate-fire", "#promote");
  // Asked anew every few seconds: the pictures counted beside grow while the page is looked at.
  const asked = await word(page, "askedWord");
  const count = () => page.evaluate((w) => Number([...document.querySelectorAll(".fact")].find((f) => f.querySelector("dt").textContent === w).querySelector("dd").textContent), asked);
  const before = await count();
  await page.waitForFunction(([w, n]) => Number([...document.querySelectorAll(".fact")].find((f) => f.querySelector("dt").textContent === w)?.querySelector("dd").textContent) > n, [asked, before]);
  await page.click("#promote");
  await page.waitForSelector("dialog[open]");
  await page.screenshot({ path: shot("promote") });
  await page.click("dialog button.primary");
  await page.click("#roll-back");
  await page.click("dialog[open] button.primary");
  await page.waitForSelector("dialog", { state: "detached" });
  await page.waitForSelector(".pictures img");
  await drawn(page);
  await context.close();
}

async function everyPage(face, { base }, shot) {
  const { context, page } = await face.open(base);
  await signIn(page, NAME, PASSWORD);
  for (const [hash, what, sign] of PAGES) {
    await to(page, hash, sign);
    if (["model", "alarm-picture"].includes(what)) await drawn(page);
    await examine(page, `${face.name} ${what}`);
    await picture(page, shot(what));
  }
  await context.close();
}

/** What is sent to somebody who helps, and a backup put back. */
async function helped(face, { base, files }, shot) {
  const { context, page } = await face.open(base);
  await signIn(page, NAME, PASSWORD);
  await to(page, "#/alarm-quality", "#q-top");
  check((await page.textContent("main")).includes(face.lang === "zh" ? "村口发现烟火" : "Smoke or fire at the village"), `${face.name}: the rule that raised is not among the top ten`);
  await to(page, "#/support", "#bundle");
  const [bundle] = await Promise.all([page.waitForEvent("download"), page.click("#bundle")]);
  check(bundle.suggestedFilename().startsWith("fieldbeacon-support-gw-410105-02-"), `${face.name}: bundle ${bundle.suggestedFilename()}`);
  const [backup] = await Promise.all([page.waitForEvent("download"), page.click("#backup")]);
  await backup.saveAs(`${files}/backup.zip`);
  await page.setInputFiles("#backup-file", `${files}/backup.zip`);
  await page.click("#restore");
  await page.waitForSelector("dialog[open]");
  await examine(page, `${face.name} restore dialog`);
  await page.screenshot({ path: shot("restore") });
  await page.click("dialog button.danger");
  await page.waitForSelector("form .done", { timeout: 120_000 });
  await to(page, "#/people", ".audit li");
  const audit = await page.locator(".audit .what").evaluateAll((all) => all.map((e) => e.dataset.what));
  for (const what of ["package-uploaded", "model-promoted", "model-rolled-back", "support-bundle", "backup-made", "restored"]) check(audit.includes(what), `${face.name}: not in the record: ${what}`);
  await context.close();
}

await everywhere(async (face, gateway, shot) => {
  for (const task of [packageTried, everyPage, helped]) await task(face, gateway, shot);
});
