// Devices by form, in every face of the console: on a Chinese phone every shipped model, elsewhere the four largest forms; a line of the site is changed, the gateway moves, the clock's source is told. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, to } from "./kit.mjs";

const TYPED = { serial: { device: "/dev/ttyUSB0", baud: "9600" }, tcp: { host: "10.0.0.9", port: "1502" }, "tcp-listener": { host: "0.0.0.0", port: "15651" }, udp: { host: "0.0.0.0", port: "14550" }, can: { interface: "can0" }, endpoint: { url: "opc.tcp://10.0.0.5:4840/plc" }, board: {}, folder: { path: "pictures" }, replay: { file: "recorded.bin" } };
// Of nobody's, good until 2048; one that ended in 2021; a key pair's public half and its SHA-256 as OpenSSL tells it.
const PEM = "-----BEGIN CERTIFICATE-----\nMIIBiDCCAS2gAwIBAgIUWUyMPitrdAmJT08UqP2pRZCBhMswCgYIKoZIzj0EAwIw\nGTEXMBUGA1UEAwwOVGVzdCBhdXRob3JpdHkwHhcNMjYxMTI5MDEzNTMyWhcNNDgx\nMDI0MDEzNTMyWjAZMRcwFQYDVQQDDA5UZXN0IGF1dGhvcml0eTBZMBMGByqGSM49\nAgEGCCqGSM49AwEHA0IABPmvlscb778EtLw19O0+VnFmfVI+JIvyNcHeqtHUbFx+\naX2/UlNiJAawhRVOF1PvYE8hXc9WdQCCzO3Kkz6BebujUzBRMB0GA1UdDgQWBBQU\nr3+ItLDLdLF/Yksayd5hSeMt4DAfBgNVHSMEGDAWgBQUr3+ItLDLdLF/Yksayd5h\nSeMt4DAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0kAMEYCIQDhDzWm7ak7\nS0arpqcfN4P/sChaUy6BNUrsQiJQhoqZngIhAP78LbQODPsb4FfkAUUBKUU4ezs7\na0FfPrP33DNTqSyn\n-----END CERTIFICATE-----";
const OLD = "-----BEGIN CERTIFICATE-----\nMIIBUDCB96ADAgECAgEBMAoGCCqGSM49BAMCMBgxFjAUBgNVBAMMDU9sZCBhdXRo\nb3JpdHkwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAwMDAwWjAYMRYwFAYDVQQD\nDA1PbGQgYXV0aG9yaXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEnbDy+10D\nm2Em81P9ciy2fz7DJn+THTXPyLSJ8Z3OJAq/KrNsJY8LpMOwPJqj1BCVt4q62H00\nouVeHkZsvxxc1qMyMDAwDwYDVR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUSr6gHRct\ni1hKbYJG5rzPs20hsWwwCgYIKoZIzj0EAwIDSAAwRQIhAJVjPYMwvuSgpd9B3fBN\nj6dV43bUBMh+nfWQ9lZ6PoWyAiBm+tQ67vWfSAtpsnQD8a8Jmjv7+4jBbUpmlLxO\noreAZA==\n-----END CERTIFICATE-----";
const KEY = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
const PRINT = "06:E3:FD:8F:DA:29:BB:60:AB:59:55:7D:E6:1E:DB:0A:EC:DB:23:11:34:BE:30:E7:5B:45:5F:8E:1B:79:2F:A9";
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
  await page.click("#add-another");
  await page.waitForSelector("#f-find");
  check((await page.inputValue("#f-find")) === "" && (await page.locator(".done").count()) === 0, "another device is not begun anew");
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
  // A tapped place is in WGS-84 and no better than the map; one that is typed has the datum that is said.
  await page.selectOption("#f-datum", "gcj02");
  await page.click("#by-map");
  for (let i = 0; i < 5; i++) await page.click("#map-in");
  await page.click("#place-map");
  await page.waitForSelector("#place-from");
  check((await page.isDisabled("#f-datum")) && (await page.inputValue("#f-datum")) === "wgs84", `${face.name}: a tapped place is in ${await page.inputValue("#f-datum")}`);
  for (const id of ["#place-from", "#tap-good"]) check((await page.textContent(id)).includes("2 km"), `${face.name}: the map claims more than it knows: ${await page.textContent(id)}`);
  await picture(page, shot("place-map"));
  await page.click("#by-map");
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

/** How much the card may be written to is told in a form, not in the file by its key. */
async function card(page, face, shot) {
  await to(page, "#/", "#tell-card");
  await page.click("#tell-card");
  await page.waitForSelector("#f-card");
  await page.fill("#f-card", "0");
  await page.click("#save-card");
  await page.waitForSelector("#f-card-wrong");
  await page.fill("#f-card", "40");
  await page.click("#save-card");
  await page.waitForSelector("#card-done");
  check((await ask(page, "/config")).tree.store["card-endurance-tb"] === 40, `${face.name}: the card's endurance is not in the draft`);
  await examine(page, `${face.name} card`);
  await picture(page, shot("card"));
  await to(page, "#/config", "#drop");
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
}

/** A device and a rule whose points have no quality checks: range and spike are proposed from the model, looked at, narrowed, refused where they cannot be, and written as the site file spells them. */
async function qualityChecks(page, face, shot) {
  await choose(page, "radar-level-gauge");
  await page.fill("#f-name", "river-gauge-09");
  await page.selectOption("#f-link", "+");
  await page.selectOption("#f-linkType", "tcp");
  await page.fill("#f-link-host", "10.0.0.9");
  await page.fill("#f-link-port", "1502");
  await page.click("#save");
  await page.waitForSelector("#add-checks");
  await page.click("section[aria-labelledby=s-checks] summary");
  await page.fill("#f-check-0-most", "12");
  await page.fill("#f-check-0-suspect", "9");
  await page.fill("#f-check-0-fail", "2");
  await page.uncheck("#f-check-1-on");
  await page.click("#add-checks");
  await page.waitForSelector("#f-check-0-fail-wrong");
  await page.fill("#f-check-0-suspect", "1");
  await examine(page, `${face.name} checks of a device`);
  await picture(page, shot("checks-device"));
  await page.click("#add-checks");
  await page.waitForSelector("#checks-done");
  const { quality } = (await ask(page, "/config")).tree;
  check(JSON.stringify(quality["river-gauge-09/level"]) === '{"gross-range":{"fail":[0,12]},"spike":{"suspect":1,"fail":2}}', `the checks in the draft: ${JSON.stringify(quality)}`);
  check(quality["river-gauge-09/level-now"] === undefined, `${face.name}: checks that were not wanted are in the draft`);
  await to(page, "#/config/rule", "#f-point");
  await page.selectOption("#f-point", "river-gauge-09/level");
  check((await page.locator("#checks").count()) === 0, `${face.name}: checks are proposed for a point that has some`);
  await page.selectOption("#f-point", "river-gauge-09/level-now");
  await page.waitForSelector("#checks");
  check((await page.isChecked("#f-checks-on")) && (await page.inputValue("#f-check-most")) === "65.535", `${face.name}: nothing is proposed for a point without checks`);
  await page.fill("#f-id", "river-two");
  await page.fill("#f-warning", "2");
  await page.fill("#f-guarantee", "3");
  await page.fill("#f-check-least", "70");
  await page.click("#save");
  await page.waitForSelector("#f-check-least-wrong, #f-check-most-wrong");
  await page.fill("#f-check-least", "0");
  await picture(page, shot("checks-rule"));
  await page.click("#save");
  await page.waitForSelector(".done .go-config");
  const now = await ask(page, "/config");
  check(JSON.stringify(now.tree.quality["river-gauge-09/level-now"]) === '{"gross-range":{"fail":[0,65.535]},"spike":{"suspect":6.6,"fail":20}}' && now.tree.rules.some((r) => r.id === "river-two"), `the rule's checks in the draft: ${JSON.stringify(now.tree.quality)}`);
  check(now.problems.length === 0, `the draft with checks does not pass: ${JSON.stringify(now.problems)}`);
  await to(page, "#/config", "#drop");
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
}

/** What the clock follows: each choice says what it means; without the right to set the clock it says so, and what to run instead. (Followed it is in time.mjs, by a clock that may be set.) */
async function timeSource(page, face, shot, guide) {
  await to(page, "#/clock", "#source-ntp");
  const section = "section[aria-labelledby=s-source]";
  for (const [how, word] of [["ntp", "ntp.ntsc.ac.cn"], ["receiver", "refclock SHM 0"], ["system", "ntp.ntsc.ac.cn"], ["hand", "date -u -s"]]) {
    await page.click(`#source-${how}`);
    if (await page.locator(`${section} details:not([open])`).count()) await page.click(`${section} summary`);
    await page.waitForFunction((w) => document.querySelector("#clock-commands")?.textContent.includes(w), word);
    if (how === "ntp" || how === "receiver") check((await page.textContent("#no-right")).includes("AmbientCapabilities=CAP_SYS_TIME"), `${face.name}: what the clock wants is not told`);
    if (how === "hand") {
      const c = await ask(page, "/clock");
      check((await page.locator("#take-phone").count()) === (c.synchronized ? 0 : 1), `${face.name}: a phone's time is offered: ${JSON.stringify(c)}`);
      if (!c.synchronized) check((await page.locator("#no-right").count()) === 1 && (await page.isDisabled("#take-time")), `${face.name}: the right to set the clock is not told as it is: ${JSON.stringify(c)}`);
      check((await page.locator("#save-source").count()) === 0, `${face.name}: by hand goes into the draft?`);
    }
    await examine(page, `${face.name} time source ${how}`);
    await picture(page, shot(`time-source-${how}`));
    if (how === "receiver" && face.width === 360) {
      await page.evaluate(() => { document.querySelector("#s-source").scrollIntoView(); scrollBy(0, -70); });
      await page.screenshot({ path: guide("time") });
    }
  }
}

/** The uplink by files: what is of the wrong kind or out of date is refused beside its field, fingerprints are shown, what is lost is said, and it is tried before it is kept. */
async function uplinkForm(page, face, shot) {
  const pick = (field, name, text) => page.setInputFiles(`#file-${field}`, { name, mimeType: "application/octet-stream", buffer: Buffer.from(text, name.endsWith(".cer") ? "base64" : "utf8") });
  const said = async (field, part) => { await page.waitForFunction(([f, w]) => document.querySelector(`#f-${f}-wrong`)?.textContent.includes(w), [field, part]); };
  await to(page, "#/config/uplink", "#f-broker");
  await page.fill("#f-broker", "tcp://127.0.0.1:1");
  await page.waitForSelector("#plain-uplink");
  await page.waitForSelector("#no-key");
  await pick("key", "private.pem", KEY.replaceAll("PUBLIC", "PRIVATE"));
  await said("key", face.lang === "zh" ? "私钥" : "private key");
  await examine(page, `${face.name} a private key in the uplink`);
  await picture(page, shot("uplink-refused"));
  await pick("key", "centre.pem", KEY);
  await page.waitForFunction((f) => document.querySelector("#print-key")?.textContent.includes(f), PRINT);
  check((await page.locator("#no-key").count()) === 0, `${face.name}: what is lost without a key is said with one`);
  await page.click("#try-uplink");
  await page.waitForSelector('#uplink-outcome[data-outcome="closed"]', { timeout: 60_000 });
  await page.fill("#f-broker", "ssl://127.0.0.1:1");
  check((await page.locator("#plain-uplink, #uplink-outcome").count()) === 0, `${face.name}: what was said of another broker still stands`);
  await pick("trust", "old.pem", OLD);
  await said("trust", "2021-");
  await page.click("#save");
  await said("trust", "2021-");
  check((await ask(page, "/config")).isDraft === false, `${face.name}: an expired certificate went into the draft`);
  await pick("trust", "authority.cer", PEM.replace(/-----[A-Z ]+-----/g, ""));
  await page.waitForFunction(() => document.querySelector("#print-trust")?.textContent.includes("Test authority"));
  check((await page.inputValue("#f-trust")).startsWith("-----BEGIN CERTIFICATE-----\n"), `${face.name}: a file in DER was not read`);
  await examine(page, `${face.name} uplink`);
  await picture(page, shot("uplink"));
  await page.click("#save");
  await page.waitForSelector(".done .go-config");
  const { uplink } = (await ask(page, "/config")).tree;
  check(/^secrets\/trust-/.test(uplink.trust) && /^secrets\/command-key-/.test(uplink["command-key"]), `the uplink in the draft: ${JSON.stringify(uplink)}`);
  await to(page, "#/config", "#drop");
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
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
  await uplinkForm(page, face, shot);
  await card(page, face, shot);
  await qualityChecks(page, face, shot);
  await line(page, face, shot);
  await moves(page, face, shot);
  if (face.width === 360) await forTheGuide(page, guide);
  await timeSource(page, face, shot, guide);
  await context.close();
});
