// What a technician does about devices, in every face of the console: scan, try, look at frames, calibrate, import. Arguments: see everywhere(); each gateway names `other`, host:port of a line that is not the site's, and `plc`, the URL of an OPC UA server with a gate.
import { everywhere, examine, check, signIn, picture, to } from "./kit.mjs";

const NAME = "zhang", PASSWORD = "heavy-river-42";
const LONG = { timeout: 120_000 };

/** A line that nobody uses: found, goes on in the form with model, address and line filled in. */
async function lineScanned(page, face, { other }, shot) {
  const [host, port] = other.split(":");
  await to(page, "#/config/scan", "#scan-begin");
  await page.selectOption("#f-where", "tcp");
  await page.fill("#f-target", "no host");
  await page.click("#scan-begin");
  await page.waitForSelector("#f-target-wrong");
  await page.fill("#f-target", host);
  await page.fill("#f-port", port);
  await page.fill("#f-first", "3");
  await page.fill("#f-last", "4");
  await examine(page, `${face.name} scan`);
  await page.click("#scan-begin");
  await page.waitForSelector('[data-add="3"]', LONG);
  await examine(page, `${face.name} found`);
  await picture(page, shot("scan"));
  await page.click('[data-add="3"]');
  await page.waitForSelector("#try");
  check((await page.inputValue("#f-unit")) === "3", `${face.name}: the address found is not in the form`);
  check((await page.inputValue("#f-link-host")) === host && (await page.inputValue("#f-link-port")) === port, `${face.name}: the line scanned is not in the form`);
  await page.click("#d-profile ~ p button");
  await page.click('[data-profile="radar-level-gauge"]');
  await page.fill("#f-unit", "300");
  await page.click("#save");
  await page.waitForSelector("#f-unit-wrong");
  await page.fill("#f-unit", "3");
  await page.click("#try");
  await page.waitForSelector("#tried .f1", LONG);
  check((await page.textContent("#tried")).includes("900"), `${face.name}: the raw value is not shown`);
  await page.click("#tried summary");
  await examine(page, `${face.name} try`);
  await picture(page, shot("try"));
}

/** A server: its variables say which model it may be, and it goes on in the form. */
async function serverScanned(page, face, { plc }, shot) {
  await to(page, "#/config/scan", "#scan-begin");
  await page.selectOption("#f-protocol", "spi");
  await page.waitForSelector("#no-spi");
  check((await page.locator("#scan-begin").count()) === 0, `${face.name}: SPI can be scanned?`);
  await page.selectOption("#f-protocol", "opcua");
  const server = new URL(plc.replace("opc.tcp", "http"));
  await page.fill("#f-target", server.hostname);
  await page.fill("#f-port", server.port);
  await page.fill("#f-path", server.pathname);
  await page.fill("#f-user", "field");
  await page.click("#scan-begin");
  await page.waitForSelector("#f-password-wrong");
  await page.fill("#f-user", "");
  await examine(page, `${face.name} scan of a server`);
  await page.click("#scan-begin");
  await page.waitForSelector('[data-add="urn:works-Gate1"]', LONG);
  const fit = await page.textContent(".fit");
  check(fit.includes("sluice-gate-opcua") && fit.includes("5 / 6") && fit.includes("opening-setpoint"), `${face.name}: what fits is not told: ${fit}`);
  check(fit.includes(face.lang === "zh" ? "按节点号" : "by node id"), `${face.name}: it is told in the other language: ${fit}`);
  check((await page.textContent(".remark")).includes(face.lang === "zh" ? "未加密" : "without security"), `${face.name}: the open channel is not told`);
  await examine(page, `${face.name} server found`);
  await picture(page, shot("scan-opcua"));
  await page.click('[data-add="urn:works-Gate1"]');
  await page.waitForSelector("#try");
  check((await page.inputValue("#f-namespace")) === "urn:works" && (await page.inputValue("#f-instance")) === "Gate1", `${face.name}: the instance found is not in the form`);
  check((await page.inputValue("#f-link-url")) === plc, `${face.name}: the server scanned is not in the form`);
}

/** The site's own line, as it is spoken on. */
async function ownLine(page, face, _, shot, context) {
  await to(page, "#/devices/river-gauge-01/raw");
  await page.waitForSelector(".frames .heard .fields", LONG);
  await page.click("#hold");
  await page.click("#mine");
  await examine(page, `${face.name} raw`);
  await picture(page, shot("raw"));

  await to(page, "#/points/river-gauge-01/level/calibrate");
  await page.waitForSelector("#take-1:not([disabled])", LONG);
  await page.waitForSelector("#cal-now .f1, #cal-now .f2");
  await context.setOffline(true);
  await page.waitForSelector("#cal-unfit");
  check(await page.isDisabled("#take-1"), `${face.name}: an old reading can be taken without contact`);
  await context.setOffline(false);
  await page.click("#take-1", LONG);
  check(Number(await page.inputValue("#f-lowReading")) > 1, `${face.name}: the present reading is not taken`);
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
  await examine(page, `${face.name} calibrate`);
  await picture(page, shot("calibrate"));
  await page.click("#keep-calibration");
  await page.waitForSelector(".done");
}

/** The clock, and a server that does not answer. */
async function clockCompared(page, face, _, shot) {
  await to(page, "#/clock", "#clock-facts");
  await page.click("#source-ntp");
  await page.fill("#f-timeServers", "!");
  await page.click("#compare");
  await page.waitForSelector("#f-timeServers-wrong");
  await examine(page, `${face.name} clock`);
  await picture(page, shot("clock"));
}

/** A device's file, out and in again under another name. */
async function deviceCarried(page, face, _, shot) {
  const file = await page.evaluate(async () => (await fetch("/api/v1/devices/river-gauge-01/file")).text());
  await to(page, "#/config/import", "#f-text");
  await page.setInputFiles("#f-file", { name: "gauge.yaml", mimeType: "text/yaml", buffer: Buffer.from(file) });
  await page.waitForFunction(() => document.querySelector("#f-text").value.includes("radar-level-gauge"));
  await page.click("#import");
  await page.waitForSelector("#f-name-wrong");
  await examine(page, `${face.name} import`);
  await picture(page, shot("import"));
  await page.fill("#f-name", `spare-${face.lang}`);
  await page.click("#import");
  await page.waitForSelector(".done");
  await page.click(".go-config");
  await page.waitForSelector(".plan li");
  const plan = await page.textContent(".plan");
  check(plan.includes(`spare-${face.lang}`) && plan.includes(face.lang === "zh" ? "校准" : "calibration"), `${face.name}: the plan tells nothing of it: ${plan}`);
  check((await page.locator("#apply[disabled]").count()) === 0, `${face.name}: the draft is not sound`);
}

await everywhere(async (face, gateway, shot) => {
  const { context, page } = await face.open(gateway.base, { expect: ["400", "409", "ERR_INTERNET_DISCONNECTED"] });
  await page.fill("#f-code", gateway.code);
  await signIn(page, NAME, PASSWORD);
  for (const task of [lineScanned, serverScanned, ownLine, clockCompared, deviceCarried]) await task(page, face, gateway, shot, context);
  await context.close();
});
