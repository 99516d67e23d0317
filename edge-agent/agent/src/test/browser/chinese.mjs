// Walks every page in Chinese and looks for words that are not, while much is amiss: an offline device, refused values, a broker that is not there, a draft full of mistakes. Arguments: base URL, one-time code.
import { open, check, problems, finish, settled } from "./kit.mjs";

const [base, code] = process.argv.slice(2);
// What is written so in Chinese too: protocols, units, formats, products, file names; on the last line the ids and the nonsense of this test.
const ALLOWED = new Set(`Fieldbeacon English GNSS WGS CGCS GCJ PEM PKCS SHA CAP QARTOD TCP UDP RS ISO UTF JSON YAML HTTP HTTPS MQTT SNTP NTP CSV API OpenAPI Modbus OPC UCUM USB GB MB kB TB ms min mm cm Cel hPa Pa lx By ssl http https tcp deg site yaml TST Test sl dtu ttyUSB dev
  none even odd modbus camera NaN Chromium Chrome Linux zhang ffmpeg MPa kPa rad ppm ppb zip tar gpio mqtt mavlink opcua MAVLink LoRaWAN Dragino Milesight SenseCAP chrony ntpd gpsd Debian over Java Eclipse Adoptium
  level field pictures nowhere siren light test often furlong this`.split(/\s+/));
// Keys of the site file, shown beside what is wrong with them, and values it takes.
const KEYS = /^(fail|suspect|warning|guarantee|min-on|raise-above|models|of|on|off|true|false|unit|user|password-file|text)$/;

const SAMPLES = { "#/points/": [["river-gauge-01", "level"], ["lost-gauge", "level"]], "#/quality/": [["river-gauge-01", "level"]], "#/alarms/": [["river-high"], ["gauge-credible"]], "#/outputs/": [["siren"]], "#/rules/": [["river-high"], ["gauge-credible"]],
  "#/config/device/": [["river-gauge-01"]], "#/config/link/": [["field"]], "#/config/rule/": ["river-level", "rainstorm", "credibility", "model", "forecast", "camera-credibility"].map((k) => [k]), "#/walk/": null, "#/devices/": [["river-gauge-01"]], "#/models/": [["gate-fire"]], "#/packages/": [["fire-smoke"], ["fire-smoke-9.9.7"]] }; // null: opened on its way

/** Every page that app.js names, opened with samples in the place of its parameters. */
async function pages(page) {
  const source = await (await page.request.get(`${base}app.js`)).text();
  const all = [];
  for (const [, pattern] of source.matchAll(/^ {2}\[\/\^(#[^,]*?)\$\//gm)) {
    const path = pattern.replaceAll("\\/", "/");
    const parts = path.split(/\([^)]*\)/);
    if (parts.length === 1) { all.push(path); continue; }
    const samples = SAMPLES[parts[0]];
    if (samples === undefined) problems.push(`say in SAMPLES how ${path} is opened`);
    for (const sample of samples || []) if (sample.length === parts.length - 1) all.push(parts.map((p, i) => p + (sample[i] ?? "")).join(""));
  }
  check(all.length >= 20, `pages found: ${all.length}`);
  return all;
}

/** Words of the page that are no Chinese, no name, no number with its unit. */
const latin = (page) => page.evaluate(() => {
  const words = [];
  const skip = "pre, textarea, code, .mono, [lang=en], ol.log, script, style, noscript";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(skip)) words.push(walker.currentNode.textContent);
  for (const e of document.querySelectorAll("[aria-label], [title], [placeholder], [aria-valuetext]")) if (!e.closest(skip)) words.push(...["aria-label", "title", "placeholder", "aria-valuetext"].map((a) => e.getAttribute(a)).filter(Boolean));
  return words;
});

function english(texts) {
  const found = new Set();
  for (const text of texts) for (const token of text.split(/[^A-Za-z0-9_./:@#?=&{}<>-]+/)) {
    const word = token.replace(/^[-./:<>]+|[-./:<>]+$/g, "");
    // Ids, addresses, versions and units have digits, dashes, dots or slashes; what is left is a word.
    if (/^[A-Za-z]{3,}$/.test(word) && !/^[A-Z]+$/.test(word) && !ALLOWED.has(word) && !KEYS.test(word)) found.add(`${word} in "${text.trim().slice(0, 90)}"`);
  }
  return [...found];
}

try {
  const { context, page } = await open(base, "zh-CN", 360, 740, { expect: ["400", "409", "404"] });
  const look = async (where) => { for (const e of english(await latin(page))) problems.push(`${where}: ${e}`); };
  const to = async (hash, sign = "main h1") => { await page.evaluate((h) => { location.hash = h; }, hash); await page.waitForSelector(sign); await settled(page); };
  const COMES_LATE = { "#/models": "#m-work ~ ul a", "#/models/gate-fire": "ul.pictures img", "#/devices/river-gauge-01/raw": ".frames .fields" };
  await page.waitForSelector("#f-code");
  await look("first");
  await page.fill("#f-code", "AAAA-AAAA-AAAA");
  await page.fill("#f-name", "张工");
  await page.fill("#f-password", "short");
  await page.click("button.primary");
  await page.waitForSelector(".oops");
  await look("first, refused");
  await page.fill("#f-code", code);
  await page.fill("#f-password", "heavy-river-42");
  await page.click("button.primary");
  await page.waitForSelector(".state.link-down, .state.offline");
  for (const hash of await pages(page)) {
    await to(hash, COMES_LATE[hash]);
    await page.evaluate(() => { for (const details of document.querySelectorAll("main details")) details.open = true; });
    await look(hash);
  }
  // A draft full of mistakes, in the file and in forms.
  await to("#/config");
  await page.waitForSelector("#site-text", { state: "attached" });
  await page.click("#c-text");
  const text = await page.inputValue("#site-text");
  const bad = text.replace("warning: 1.8", "warning: 9").replace("unit: m", "unit: furlong").replace("fail-after: 5", "fail-after: often").replace("stale-after: PT15S", "stale-afte: PT15S").replace("profile: relay-board-8", "profile: relay-board-9").replace("adcode: \"410105\"", "adcode: 41").replace("{rule: river-high,", "{rule: river-hi,").replace("fail: [0, 30]", "fail: [30, 0]");
  await page.fill("#site-text", bad);
  await page.click("details:has(#site-text) button");
  await page.waitForSelector("h3.oops");
  await look("a bad draft");
  await page.fill("#site-text", `${text}\nthis: is: no yaml`);
  await page.click("details:has(#site-text) button");
  await page.waitForTimeout(500);
  await look("no YAML");
  await page.click("#drop");
  await page.click("dialog button.danger");
  await page.waitForSelector("#drop", { state: "detached" });
  await to("#/rules/river-high");
  await page.waitForSelector("#r-form");
  await page.fill("#f-warning", "9");
  await page.fill("#f-hysteresis", "-1");
  await page.click("#to-draft");
  await page.waitForSelector(".oops");
  await look("a bad rule");
  await page.click("#what-if");
  await page.waitForTimeout(500);
  await look("a bad rule tried");
  await to("#/walk");
  await page.waitForSelector("#walk-begin");
  await page.selectOption("#f-rule", "gauge-credible");
  await look("walk test of a gauge");
  await page.selectOption("#f-rule", "river-high");
  await page.waitForSelector("#walk-begin:not([disabled])");
  await page.click("#walk-begin");
  await page.waitForSelector("dialog[open]");
  await look("walk question");
  await page.click("dialog button.danger");
  await page.waitForSelector('[data-station="injected"].passed');
  await look("walk test");
  await page.click("#walk-end");
  await page.waitForSelector(".sheet");
  await look("sheet");
  await context.close();
} catch (e) {
  problems.push(String(e.stack));
}
await finish();
