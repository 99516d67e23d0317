// Walks every page in Chinese and looks for words that are not, while much is amiss: an offline device, refused values, a broker that is not there, a draft full of mistakes. Arguments: base URL, one-time code.
import { open, check, problems, finish } from "./kit.mjs";

const [base, code] = process.argv.slice(2);
// What is written so in Chinese too: protocols, units, formats, products, file names; on the last line the ids and the nonsense of this test.
const ALLOWED = new Set(`Fieldbeacon English GNSS WGS CGCS GCJ PEM PKCS SHA CAP QARTOD TCP UDP RS ISO UTF JSON YAML HTTP HTTPS MQTT SNTP NTP CSV API OpenAPI Modbus OPC UCUM USB GB MB kB TB ms min mm cm Cel hPa Pa lx By ssl http https tcp deg site yaml TST Test sl dtu ttyUSB dev
  none even odd modbus camera NaN Chromium Chrome Linux zhang ffmpeg MPa kPa rad ppm ppb zip tar gpio mqtt mavlink opcua MAVLink LoRaWAN Dragino Milesight SenseCAP chrony ntpd gpsd Debian over Java Eclipse Adoptium
  level field nowhere siren light test often furlong this`.split(/\s+/));
// Keys of the site file, shown beside what is wrong with them, and values it takes.
const KEYS = /^(fail|suspect|warning|guarantee|min-on|raise-above|models|of|on|off|true|false|unit|user|password-file|text)$/;

const SAMPLES = { "#/points/": [["river-gauge-01", "level"], ["lost-gauge", "level"]], "#/quality/": [["river-gauge-01", "level"]], "#/alarms/": [["river-high"], ["gauge-credible"]], "#/rules/": [["river-high"], ["gauge-credible"]],
  "#/config/device/": [["river-gauge-01"]], "#/config/link/": [["field"]], "#/config/rule/": ["river-level", "rainstorm", "credibility", "model", "forecast", "camera-credibility"].map((k) => [k]), "#/walk/": null, "#/devices/": [["river-gauge-01"]], "#/models/": null, "#/packages/": null }; // null: opened on its way, or with nothing of it on this site

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
  const to = async (hash) => { await page.evaluate((h) => { location.hash = h; }, hash); await page.waitForSelector("main h1"); await page.waitForTimeout(400); };
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
    await to(hash);
    for (const summary of await page.locator("main summary").all()) await summary.click().catch(() => {});
    await look(hash);
  }
  // Models that do not run on this site, as the gateway tells of them.
  const both = (key, en, zh) => ({ [key]: en, [`${key}-zh`]: zh });
  const model = { id: "gate-1", title: { zh: "闸门", en: "Gate" }, package: "fire-1", version: "1.1.1", sha256: "00ff", task: "image-classes", points: ["cam-1/frame"], periodSeconds: 10, promoted: false, promotionAsked: false, answers: 3, unsure: 1,
    none: { coverage: 1, "no-last": 2, stored: 1, failed: 3, "not-an-image": 1, truncated: 1, "too-large": 1, cmyk: 1, "16-bit": 1, unsupported: 1, broken: 1 }, p99Ms: 12, drift: { drifted: false, limit: 6, features: [] }, pictures: 1, hasPictures: true,
    shadow: { package: "fire-2", version: "1.2.0", sha256: "ff00", asked: 3, failed: 3, agreed: 0, agreement: null, meanDifference: 0, meanMs: 9, ...both("stopped", "p99 of 812.5 ms", "太慢:p99 为 812.5 ms") } };
  const pack = { name: "fire-1", title: { zh: "火", en: "Fire" }, version: "1.1.1", signed: false, uploaded: true, runs: [], beside: [], ...both("problem", "SHA256SUMS does not list it", "SHA256SUMS 没有列出它") };
  const answer = (path, body) => page.route((url) => url.pathname === `/api/v1${path}`, (route) => route.fulfill({ json: body }));
  await answer("/models", { models: [model] });
  await answer("/models/gate-1/pictures", { pictures: [{ id: "p1", at: new Date().toISOString(), sight: "broken", credible: false, version: "1.1.1", sha256: "00ff", scores: [], ...both("nothing", "truncated: got no end of image", "图片不完整:没有结尾") }] });
  await answer("/packages", { packages: [pack], trustedKeys: 1 });
  await answer("/packages/fire-1", pack);
  for (const [hash, there] of [["#/models", "#m-work a"], ["#/models/gate-1", ".pictures li"], ["#/packages/fire-1", ".fact.bad"]]) {
    await to(hash);
    await page.waitForSelector(there);
    await look(`${hash}, a model`);
  }
  const none = await page.evaluate(async (words) => { const { t } = await import("/words.js"); return words.filter((w) => !/[\u4e00-\u9fff]/.test(t("noneWords")[w] ?? "")); }, Object.keys(model.none));
  check(none.length === 0, `reasons without Chinese: ${none}`);
  await page.unrouteAll({ behavior: "ignoreErrors" });
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
  await page.click("#walk-begin");
  await page.waitForSelector("dialog[open]");
  await look("walk question");
  await page.click("dialog button.danger");
  await page.waitForSelector('[data-station="injected"].passed');
  await look("walk test");
  await page.click("#walk-end");
  await page.waitForSelector(".sheet");
  await look("sheet");
  // What was done is told in words too: its codes have dashes, which `english` passes over.
  await to("#/people");
  await page.waitForSelector('.audit [data-what="walk-ended"]');
  const done = await page.locator(".audit .what").evaluateAll((all) => all.map((e) => [e.dataset.what, e.textContent]));
  for (const wanted of ["account-created", "draft-edited", "draft-dropped", "walk-begun"]) check(done.some(([code]) => code === wanted), `not in the record: ${wanted}`);
  for (const [code, said] of done) check(/^[\u4e00-\u9fff]+$/.test(said), `${code} is told as ${said}`);
  await look("the record");
  await context.close();
} catch (e) {
  problems.push(String(e.stack));
}
await finish();
