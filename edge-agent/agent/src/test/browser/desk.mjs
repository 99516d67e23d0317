// Models, the quality of alarms, and support, in both languages and two widths. Arguments: base URL, folder for screenshots, one-time code,
// folder with good.zip and swapped.zip.
import { open, examine, check, problems, finish, signIn, picture } from "./kit.mjs";

const [base, shots, code, files] = process.argv.slice(2);
const NAME = "张工", PASSWORD = "heavy-river-42";
const SIZES = [["zh-CN", "zh", 360, 740], ["zh-CN", "zh", 1280, 800], ["en-GB", "en", 360, 740], ["en-GB", "en", 1280, 800]];
const PAGES = [["#/models", "models", "#m-packages"], ["#/models/gate-fire", "model", ".pictures img"], ["#/packages/fire-smoke", "package", "#k-metrics"], ["#/alarms/gate-smoke", "alarm-picture", "img.evidence"],
  ["#/alarm-quality", "alarm-quality", "#q-top"], ["#/support", "support", "#u-restore"]];
const to = async (page, hash, sign) => { await page.evaluate((h) => { location.hash = h; }, hash); await page.waitForSelector(sign); };
const drawn = (page) => page.waitForFunction(() => [...document.querySelectorAll("main img")].every((i) => i.loading === "lazy" ? true : i.complete && i.naturalWidth > 0) && [...document.querySelectorAll("main img")].some((i) => i.naturalWidth > 0));

try {
  {
    // A technician's way of a package, by phone: a swapped one is refused, a good one runs beside, is compared, promoted and taken back.
    const { context, page } = await open(base, "zh-CN", 360, 740, { policy: true, expect: ["422"] });
    await page.fill("#f-code", code);
    await page.fill("#f-name", NAME);
    await page.fill("#f-password", PASSWORD);
    await page.click("button.primary");
    await page.waitForSelector("nav a");
    await to(page, "#/models", "#package-file");
    await page.setInputFiles("#package-file", `${files}/swapped.zip`);
    await page.click("#upload");
    await page.waitForSelector("form .oops");
    check((await page.textContent("form .oops")).includes("校验和不符"), "a swapped package is not refused in plain words");
    await picture(page, `${shots}/upload-refused-zh-360.png`);
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
    await page.waitForSelector("#keep");
    await page.click("#keep");
    await page.waitForSelector("#trial", { state: "detached" });
    await to(page, "#/models/gate-fire", "#promote");
    await page.click("#promote");
    await page.waitForSelector("dialog[open]");
    await page.screenshot({ path: `${shots}/promote-zh-360.png` });
    await page.click("dialog button.primary");
    await page.waitForSelector("#roll-back");
    await page.click("#roll-back");
    await page.click("dialog[open] button.primary");
    await page.waitForSelector("dialog", { state: "detached" });
    await page.waitForSelector("#w-pictures ~ .pictures img, .pictures img");
    await drawn(page);
    await context.close();
  }
  for (const [locale, lang, width, height] of SIZES) {
    const { context, page, where } = await open(base, locale, width, height);
    await signIn(page, NAME, PASSWORD);
    for (const [hash, what, sign] of PAGES) {
      await to(page, hash, sign);
      if (["model", "alarm-picture"].includes(what)) await drawn(page);
      await examine(page, `${where} ${what}`);
      await picture(page, `${shots}/${what}-${lang}-${width}.png`);
    }
    await context.close();
  }
  {
    // What is sent to somebody who helps, and a backup put back.
    const { context, page } = await open(base, "en-GB", 360, 740);
    await signIn(page, NAME, PASSWORD);
    await to(page, "#/alarm-quality", "#q-top");
    check((await page.textContent("main")).includes("Smoke or fire at the village"), "the rule that raised is not among the top ten");
    await to(page, "#/support", "#bundle");
    const [bundle] = await Promise.all([page.waitForEvent("download"), page.click("#bundle")]);
    check(bundle.suggestedFilename().startsWith("fieldbeacon-support-gw-410105-02-"), `bundle: ${bundle.suggestedFilename()}`);
    const [backup] = await Promise.all([page.waitForEvent("download"), page.click("#backup")]);
    await backup.saveAs(`${files}/backup.zip`);
    await page.setInputFiles("#backup-file", `${files}/backup.zip`);
    await page.click("#restore");
    await page.waitForSelector("dialog[open]");
    await examine(page, "restore dialog");
    await page.screenshot({ path: `${shots}/restore-en-360.png` });
    await page.click("dialog button.danger");
    await page.waitForSelector("form .done", { timeout: 120_000 });
    await to(page, "#/people", ".audit li");
    const audit = await page.locator(".audit .what").evaluateAll((all) => all.map((e) => e.dataset.what));
    for (const what of ["package-uploaded", "model-promoted", "model-rolled-back", "support-bundle", "backup-made", "restored"]) check(audit.includes(what), `not in the record: ${what}`);
    await context.close();
  }
} catch (e) {
  problems.push(String(e.stack));
}
await finish();
