// Devices by form, in every face of the console: on a Chinese phone every shipped model, elsewhere the four largest forms; a line of the site is changed, the gateway moves, the clock's source is told. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, to } from "./kit.mjs";

const TYPED = { serial: { device: "/dev/ttyUSB0", baud: "9600" }, tcp: { host: "10.0.0.9", port: "1502" }, "tcp-listener": { host: "0.0.0.0", port: "15651" }, udp: { host: "0.0.0.0", port: "14550" }, can: { interface: "can0" }, endpoint: { url: "opc.tcp://10.0.0.5:4840/plc" }, board: {}, folder: { path: "pictures" }, replay: { file: "recorded.bin" } };
const PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----";
const WORDS = /^(user|password-file|gpiochip0|can0|instance)$/;
const ask = (page, path) => page.evaluate((p) => fetch(`/api/v1${p}`).then((a) => a.json()), path);

async function fill(page, key, p) {
  const at = `#f-${key}`;
  if (p.enum) await page.selectOption(at, String(p.default ?? p.enum[0]));
  else if (p.type === "boolean") await page.check(at);
  else if (p["x-secret"]) await page.fill(at, p["x-secret"] === "password" ? "quiet-water-7" : PEM);
  else await page.fill(at, String(p["x-example"] ?? p.default ?? p.minimum));
}

async function choose(page, id) {
  await to(page, "#/config", "#c-plan");
  await to(page, "#/config/device", "#f-find");
  await page.fill("#f-find", id);
  await page.click(`[data-profile="${id}"]`);
  await page.waitForSelector("#d-link");
}

/** Each model has an input for each of its fields. */
async function inputs(page, profiles, device) {
  await choose(page, profiles[0].id);
  for (const p of profiles) {
    check(!!p.form, `${p.id} has no form`);
    if (!p.form) continue;
    await page.click("#d-profile ~ p button");
    await page.fill("#f-find", p.id);
    await page.click(`[data-profile="${p.id}"]`);
    await page.waitForSelector("#d-link");
    const missing = await page.evaluate((keys) => keys.filter((k) => !document.getElementById(`f-${k}`)), Object.keys(device.$defs[p.form.address].properties));
    check(missing.length === 0, `${p.id}: no input for ${missing}`);
  }
}

/** Each protocol on its usual line, and each kind of line once, goes into one draft. (DeviceFormsTest fills in every form on every line.) */
async function lines(page, face, profiles, device, site, shot) {
  const seen = new Set(), kinds = new Set();
  const jobs = [];
  const also = ["gpio-line", "gpio-bme280", "mqtt-json", "camera-onvif", "camera-rtsp-own", "camera-folder", "mqtt-chirpstack"];
  for (const p of profiles) if (p.form && !seen.has(p.form.address) && (!seen.has(p.protocol) || also.includes(p.form.address))) { seen.add(p.form.address).add(p.protocol); kinds.add(p.form.links[0]); jobs.push([p, p.form.links[0]]); }
  for (const [protocol, kind] of [["modbus", "tcp"], ["j1939", "serial"], ["nmea0183", "udp"], ["hj212", "replay"]]) { kinds.add(kind); jobs.push([profiles.find((p) => p.protocol === protocol), kind]); }
  check(Object.keys(TYPED).every((k) => kinds.has(k)), `kinds of line tried: ${[...kinds]}`);
  for (const [p, kind] of jobs) {
    const part = device.$defs[p.form.address], settings = device.$defs[p.form.settings];
    await choose(page, p.id);
    await page.selectOption("#f-link", "+");
    await page.selectOption("#f-linkType", kind);
    await page.waitForSelector("#link-more");
    const line = site.$defs[kind], lineKeys = Object.keys(line.properties).filter((k) => !["name", "type", "settings"].includes(k));
    const keys = [...lineKeys.map((k) => `link-${k}`), ...Object.keys(settings?.properties || {}).map((k) => `link-settings-${k}`)];
    const missing = await page.evaluate((all) => all.filter((k) => !document.getElementById(`f-${k}`)), keys);
    check(missing.length === 0, `${p.id} on ${kind}: no input for ${missing}`);
    // Left empty, what must be there is asked for in its place.
    const must = (part.required || []).filter((k) => part.properties[k].default === undefined);
    if (must.length) {
      for (const k of Object.keys(TYPED[kind])) await page.fill(`#f-link-${k}`, TYPED[kind][k]);
      await page.click("#save");
      for (const k of must) {
        await page.waitForSelector(`#f-${k}-wrong`);
        const said = await page.textContent(`#f-${k}-wrong`);
        const english = said.split(/[^A-Za-z0-9_./:-]+/).filter((w) => /^[a-z][a-z-]{3,}$/.test(w) && !WORDS.test(w));
        check(english.length === 0, `${p.id}: ${k} is asked for in English: ${said}`);
      }
      if (["mqtt-json", "gpio-line"].includes(p.form.address)) { await examine(page, `${face.name} ${p.id} refused`); await picture(page, shot(`device-refused-${p.form.address}`)); }
    }
    for (const [k, v] of Object.entries(TYPED[kind])) await page.fill(`#f-link-${k}`, v);
    for (const [k, v] of Object.entries(part.properties)) await fill(page, k, v);
    if (settings) {
      await page.click("#link-more > summary");
      for (const [k, v] of Object.entries(settings.properties)) if (v["x-secret"] || v["x-example"] || v.enum) await fill(page, `link-settings-${k}`, v);
      if (p.protocol === "mqtt") await page.check("#f-link-settings-tls");
    }
    if (["camera-onvif", "j1939", "mqtt-chirpstack", "mavlink-commands"].includes(p.form.address)) { await examine(page, `${face.name} ${p.id}`); await picture(page, shot(`device-${p.form.address}-${kind}`)); }
    await page.click("#save");
    const taken = await page.waitForSelector(".done", { timeout: 60_000 }).catch(() => null);
    if (!taken) throw new Error(`${p.id} on ${kind} was not taken: ${(await page.locator(".oops, [role=alert]").allTextContents()).join(" | ")}`);
  }
  const draft = await ask(page, "/config");
  check(draft.problems.length === 0, `the draft does not pass the check: ${JSON.stringify(draft.problems.slice(0, 3))}`);
  check(draft.tree.devices.length === jobs.length + 2, `devices in the draft: ${draft.tree.devices.length}, wanted ${jobs.length + 2}`);
  check(!draft.text.includes("quiet-water-7"), "a password stands in the site file");
  await to(page, "#/config", "#drop");
  await examine(page, `${face.name} plan of devices`);
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
}

/** A line of the site: refused beside its field, changed, its comment kept. */
async function line(page, face, shot) {
  await to(page, "#/config", 'a[href="#/config/link/field"]');
  await page.click('a[href="#/config/link/field"]');
  await page.waitForSelector("#link-more");
  const before = await page.inputValue("#f-link-port");
  await page.fill("#f-link-port", "0");
  await page.click("#save");
  await page.waitForSelector("#f-link-port-wrong");
  await examine(page, `${face.name} line refused`);
  await picture(page, shot("line"));
  await page.fill("#f-link-port", before);
  await page.click("#link-more > summary");
  await page.fill("#f-link-settings-retries", "2");
  await page.fill("#f-link-response-timeout", "2");
  await page.click("#save");
  await page.waitForSelector(".done");
  const line = await ask(page, "/config");
  check(line.text.includes("- name: field     # the RS-485 server in the cabinet"), "a comment of the line is gone");
  check(JSON.stringify(line.tree.links[0].settings) === '{"retries":2}' && line.tree.links[0]["response-timeout"] === "PT2S" && line.plan.length === 2, `the line in the draft: ${JSON.stringify(line.tree.links[0])}`);
}

/** The gateway moves: by a place from a Chinese map, which is converted; a comment of the file stays. */
async function moves(page, face, shot) {
  await to(page, "#/config/site", "#f-adcode");
  await page.fill("#f-adcode", "41");
  await page.click("#save");
  await page.waitForSelector("#f-adcode-wrong");
  await page.fill("#f-adcode", "411102");
  await page.fill("#f-zh", "沙河新桥网关");
  await page.fill("#f-en", "Sha River new bridge");
  await page.fill("#f-latitudeDeg", "33.9");
  await page.fill("#f-longitudeDeg", "113.7");
  await page.selectOption("#f-datum", "gcj02");
  await page.waitForSelector("#gcj-warning");
  await examine(page, `${face.name} place`);
  await picture(page, shot("place"));
  await page.click("#save");
  await page.waitForSelector("#site-done");
  const latitude = Number(await page.inputValue("#f-latitudeDeg"));
  check(latitude !== 33.9 && Math.abs(latitude - 33.9) < 0.01, `GCJ-02 was not converted: ${latitude}`);
  await page.click(".go-config");
  await page.waitForSelector(".plan li");
  const plan = await page.textContent(".plan");
  for (const what of ["沙河新桥网关", face.lang === "zh" ? "纬度" : "latitude", "411102"]) check(plan.includes(what), `${face.name}: the plan tells nothing of ${what}: ${plan}`);
  await page.click("#apply");
  await page.click("dialog button.primary");
  await page.waitForSelector("#keep", { timeout: 120_000 });
  await page.click("#keep");
  await page.waitForSelector("#trial", { state: "detached" });
  await page.waitForFunction((name) => document.querySelector("header .name").textContent.includes(name), face.lang === "zh" ? "沙河新桥网关" : "Sha River new bridge", { timeout: 120_000 });
  const moved = await ask(page, "/config");
  check(moved.text.includes("# The bridge. Ask Mr. Zhang before touching anything."), "a comment of the file is gone");
  check(moved.tree.gateway.position["latitude-deg"] === latitude, `the file says ${moved.tree.gateway.position["latitude-deg"]}`);
}

/** What sets the clock, and what to run to change it. */
async function timeSource(page, face, shot, guide) {
  await to(page, "#/clock", "#clock-commands");
  for (const [how, word] of [["ntp", "ntp.ntsc.ac.cn"], ["receiver", "refclock SHM 0"], ["hand", "date -u -s"]]) {
    await page.click(`#source-${how}`);
    await page.waitForFunction((w) => document.querySelector("#clock-commands")?.textContent.includes(w), word);
    await examine(page, `${face.name} time source ${how}`);
    await picture(page, shot(`time-source-${how}`));
    if (how === "receiver" && face.width === 360) await page.screenshot({ path: guide("time") });
  }
}

/** The largest forms, looked at with all that they hide. */
async function large(page, face, shot) {
  for (const id of ["drone-mavlink", "camera-onvif", "greenhouse-opcua", "tractor-j1939"]) {
    await choose(page, id);
    await page.selectOption("#f-link", "+");
    await page.waitForSelector("#link-more");
    await page.click("#link-more > summary");
    await examine(page, `${face.name} ${id}`);
    await picture(page, shot(`device-${id}`));
  }
}

/** Pictures for the guide, as on a phone. */
async function forTheGuide(page, guide) {
  await to(page, "#/config/site", "#f-adcode");
  await page.screenshot({ path: guide("place") });
  await choose(page, "tractor-j1939");
  await page.locator("#d-link").evaluate((e) => e.scrollIntoView());
  await page.screenshot({ path: guide("form") });
}

await everywhere(async (face, { base, code }, shot) => {
  const guide = (what) => shot(`task-${what}`).replace(face.name, face.lang);
  const { context, page } = await face.open(base, { expect: ["400"] });
  await page.fill("#f-code", code);
  await signIn(page, "zhang", "heavy-river-42");
  if (face.name === "zh-360") {
    const { profiles } = await ask(page, "/profiles");
    const device = await ask(page, "/schema/device");
    check(profiles.length >= 60, `profiles: ${profiles.length}`);
    await inputs(page, profiles, device);
    await lines(page, face, profiles, device, await ask(page, "/schema/site"), shot);
  } else await large(page, face, shot);
  await line(page, face, shot);
  await moves(page, face, shot);
  if (face.width === 360) await forTheGuide(page, guide);
  await timeSource(page, face, shot, guide);
  await context.close();
});
