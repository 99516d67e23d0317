// What a technician does about devices: scan, try, look at frames, calibrate, import. Arguments: base URL, folder for pictures, one-time code, host:port of a line that is not the site's, URL of an OPC UA server with a gate.
import { open, examine, check, problems, finish, signIn, picture } from "./kit.mjs";

const [base, shots, code, other, plc] = process.argv.slice(2);
const [host, port] = other.split(":");
const NAME = "zhang", PASSWORD = "heavy-river-42";
const to = async (page, hash) => { await page.evaluate((h) => { location.hash = h; }, hash); await page.waitForSelector("main h1"); };
const LONG = { timeout: 120_000 };

try {
  for (const [locale, lang, width, height] of [["zh-CN", "zh", 360, 740], ["en-GB", "en", 1280, 800]]) {
    const { context, page, where } = await open(base, locale, width, height, { expect: ["400", "409", "ERR_INTERNET_DISCONNECTED"] });
    if (lang === "zh") {
      await page.waitForSelector("#f-code");
      await page.fill("#f-code", code);
      await page.fill("#f-name", NAME);
      await page.fill("#f-password", PASSWORD);
      await page.click("button.primary");
      await page.waitForSelector("nav a");
    } else await signIn(page, NAME, PASSWORD);

    // A line that nobody uses: found, goes on in the form with model, address and line filled in.
    await to(page, "#/config/scan");
    await page.waitForSelector("#scan-begin");
    await page.selectOption("#f-where", "tcp");
    await page.fill("#f-target", "no host");
    await page.click("#scan-begin");
    await page.waitForSelector("#f-target-wrong");
    await page.fill("#f-target", host);
    await page.fill("#f-port", port);
    await page.fill("#f-first", "3");
    await page.fill("#f-last", "4");
    await examine(page, `${where} scan`);
    await page.click("#scan-begin");
    await page.waitForSelector('[data-add="3"]', LONG);
    await examine(page, `${where} found`);
    await picture(page, `${shots}/scan-${lang}-${width}.png`);
    await page.click('[data-add="3"]');
    await page.waitForSelector("#try");
    check((await page.inputValue("#f-unit")) === "3", `${where}: the address found is not in the form`);
    check((await page.inputValue("#f-link-host")) === host && (await page.inputValue("#f-link-port")) === port, `${where}: the line scanned is not in the form`);
    await page.click("#d-profile ~ p button");
    await page.click('[data-profile="radar-level-gauge"]');
    await page.fill("#f-unit", "300");
    await page.click("#save");
    await page.waitForSelector("#f-unit-wrong");
    await page.fill("#f-unit", "3");
    await page.click("#try");
    await page.waitForSelector("#tried .f1", LONG);
    check((await page.textContent("#tried")).includes("900"), `${where}: the raw value is not shown`);
    await page.click("#tried summary");
    await examine(page, `${where} try`);
    await picture(page, `${shots}/try-${lang}-${width}.png`);

    // A server: its variables say which model it may be, and it goes on in the form.
    await to(page, "#/config/scan");
    await page.waitForSelector("#scan-begin");
    await page.selectOption("#f-protocol", "spi");
    await page.waitForSelector("#no-spi");
    check((await page.locator("#scan-begin").count()) === 0, `${where}: SPI can be scanned?`);
    await page.selectOption("#f-protocol", "opcua");
    const server = new URL(plc.replace("opc.tcp", "http"));
    await page.fill("#f-target", server.hostname);
    await page.fill("#f-port", server.port);
    await page.fill("#f-path", server.pathname);
    await page.fill("#f-user", "field");
    await page.click("#scan-begin");
    await page.waitForSelector("#f-password-wrong");
    await page.fill("#f-user", "");
    await examine(page, `${where} scan of a server`);
    await page.click("#scan-begin");
    await page.waitForSelector('[data-add="urn:works-Gate1"]', LONG);
    const fit = await page.textContent(".fit");
    check(fit.includes("sluice-gate-opcua") && fit.includes("5 / 6") && fit.includes("opening-setpoint"), `${where}: what fits is not told: ${fit}`);
    check(fit.includes(lang === "zh" ? "按节点号" : "by node id"), `${where}: it is told in the other language: ${fit}`);
    check((await page.textContent(".remark")).includes(lang === "zh" ? "未加密" : "without security"), `${where}: the open channel is not told`);
    await examine(page, `${where} server found`);
    await picture(page, `${shots}/scan-opcua-${lang}-${width}.png`);
    await page.click('[data-add="urn:works-Gate1"]');
    await page.waitForSelector("#try");
    check((await page.inputValue("#f-namespace")) === "urn:works" && (await page.inputValue("#f-instance")) === "Gate1", `${where}: the instance found is not in the form`);
    check((await page.inputValue("#f-link-url")) === plc, `${where}: the server scanned is not in the form`);

    // The site's own line, as it is spoken on.
    await to(page, "#/devices/river-gauge-01/raw");
    await page.waitForSelector(".frames .heard .fields", LONG);
    await page.click("#hold");
    await page.click("#mine");
    await examine(page, `${where} raw`);
    await picture(page, `${shots}/raw-${lang}-${width}.png`);

    await to(page, "#/points/river-gauge-01/level/calibrate");
    await page.waitForSelector("#take-1:not([disabled])", LONG);
    await page.waitForSelector("#cal-now .f1, #cal-now .f2");
    await context.setOffline(true);
    await page.waitForSelector("#cal-unfit");
    check(await page.isDisabled("#take-1"), `${where}: an old reading can be taken without contact`);
    await context.setOffline(false);
    await page.click("#take-1", LONG);
    check(Number(await page.inputValue("#f-lowReading")) > 1, `${where}: the present reading is not taken`);
    await page.fill("#f-lowReference", "1.25");
    await page.click("#compute");
    await page.waitForSelector("#f-highReading-wrong");
    await page.fill("#f-highReading", "1.9");
    await page.fill("#f-highReference", "3.9");
    await page.click("#compute");
    await page.waitForSelector("#calibration .warn");
    await page.fill("#f-highReading", "9");
    await page.fill("#f-highReference", "9.05");
    await page.click("#compute");
    await page.waitForSelector("#keep-calibration");
    await examine(page, `${where} calibrate`);
    await picture(page, `${shots}/calibrate-${lang}-${width}.png`);
    await page.click("#keep-calibration");
    await page.waitForSelector(".done");

    // The clock, and a server that does not answer.
    await to(page, "#/clock");
    await page.waitForSelector("#clock-facts");
    await page.fill("#f-server", "not a host");
    await page.click("#compare");
    await page.waitForSelector("#f-server-wrong");
    await examine(page, `${where} clock`);
    await picture(page, `${shots}/clock-${lang}-${width}.png`);

    // A device's file, out and in again under another name.
    const file = await page.evaluate(async () => (await fetch("/api/v1/devices/river-gauge-01/file")).text());
    await to(page, "#/config/import");
    await page.waitForSelector("#f-text");
    await page.setInputFiles("#f-file", { name: "gauge.yaml", mimeType: "text/yaml", buffer: Buffer.from(file) });
    await page.waitForFunction(() => document.querySelector("#f-text").value.includes("radar-level-gauge"));
    await page.click("#import");
    await page.waitForSelector("#f-name-wrong");
    await examine(page, `${where} import`);
    await picture(page, `${shots}/import-${lang}-${width}.png`);
    await page.fill("#f-name", `spare-${lang}`);
    await page.click("#import");
    await page.waitForSelector(".done");
    await page.click("#go-config");
    await page.waitForSelector(".plan li");
    const plan = await page.textContent(".plan");
    check(plan.includes(`spare-${lang}`) && plan.includes(lang === "zh" ? "校准" : "calibration"), `${where}: the plan tells nothing of it: ${plan}`);
    check((await page.locator("#apply[disabled]").count()) === 0, `${where}: the draft is not sound`);
    await context.close();
  }
} catch (e) {
  problems.push(String(e.stack));
}
await finish();
