// From an empty gateway to an acceptance sheet, as a technician with a phone would do it, and out of exercise at last; counts taps, typed characters and seconds.
// Not counted: comparing the certificate's fingerprint, getting the centre's key onto the phone, and what the centre does on its map.
// It ends on the map, where the centre acknowledges the test alarm.
// Arguments: base URL, folder for pictures, one-time code, host:port of the field's Modbus line, broker, the map's URL, gateway's id, language (zh-CN|en-GB).
import { open, examine, check, problems, finish, to, picture as whole } from "./kit.mjs";

const [base, shots, code, field, broker, province, gateway, locale] = process.argv.slice(2);
const [host, port] = field.split(":");
const zh = locale.startsWith("zh");
const lang = zh ? "zh" : "en";
const PASSWORD = "heavy-river-42", OPERATOR = "李值班";
let taps = 0, typed = 0, shot = 0;
const started = Date.now();

try {
  const { context, page } = await open(base, locale, 360, 740, { expect: ["400"] });
  const tap = async (what) => { taps++; await page.click(what); };
  const type = async (what, words) => { taps++; typed += words.length; await page.fill(what, words); };
  /** Into the field, held, and the word "paste" tapped. */
  const paste = async (what, words) => { taps += 3; await page.fill(what, words); };
  const pick = async (what, value) => { taps += 2; await page.selectOption(what, value); };
  const picture = async (name, full = false) => {
    await page.waitForTimeout(250);
    const path = `${shots}/guide-${String(++shot).padStart(2, "0")}-${name}-${lang}.png`;
    await (full ? whole(page, path) : page.screenshot({ path }));
  };

  let centre;
  /** The emergency centre sees a test, never a real alert, and acknowledges it. */
  const onTheMap = async (then) => {
    const opened = await open(`${province}/`, locale, 1280, 800);
    centre = opened.page;
    await centre.waitForSelector(".alert.test", { timeout: 60_000 });
    check((await centre.locator(".alert:not(.test), .alert-mark:not(.test)").count()) === 0, "a test looks like a real alert");
    const words = await centre.textContent(".alert.test");
    check(words.includes(zh ? "测试" : "TEST") && words.includes(zh ? "【测试】" : "[TEST]"), `the map does not say that it is a test: ${words}`);
    await centre.waitForSelector("#map .alert-mark.test");
    check((await (await fetch(`${province}/feeds/cap.atom`)).text()).includes("[测试 Test]"), "the CAP feed does not say that it is a test");
    await centre.click(".alert.test");
    await centre.waitForSelector("#detail.test .test-note");
    await centre.screenshot({ path: `${shots}/guide-map-${lang}.png` });
    await examine(centre, "map");
    await centre.fill("#ack-operator", OPERATOR);
    await centre.click("#detail button[type=submit]");
    await centre.waitForSelector("#detail .acknowledged", { timeout: 60_000 });
    await then(centre);
  };
  const gone = async () => {
    await centre.waitForFunction(() => document.querySelectorAll(".alert").length === 0, null, { timeout: 60_000 });
    check((await centre.locator("#map .alert-mark").count()) === 0, "the test is still on the map");
    const feed = await (await fetch(`${province}/feeds/cap.atom`)).text();
    check(feed.includes("[测试 Test] CANCEL"), "the test's alert was not cancelled");
  };
  await page.waitForSelector("#f-code");
  await type("#f-code", code);
  await type("#f-name", "zhang");
  await type("#f-password", PASSWORD);
  await picture("first");
  await tap("button.primary");

  await page.waitForSelector("#f-adcode");
  {
    // Who may only look is told that there is nothing yet, not asked for what they may not set.
    const made = await page.evaluate(async () => {
      const { csrf } = await (await fetch("/api/v1/session")).json();
      return (await fetch("/api/v1/accounts", { method: "POST", headers: { "x-csrf-token": csrf, "content-type": "application/json" }, body: JSON.stringify({ name: "guest", role: "viewer", password: "quiet-field-77" }) })).ok;
    });
    check(made, "the viewer's account was not made");
    const guest = await open(base, locale, 360, 740);
    await guest.page.fill("#f-name", "guest");
    await guest.page.fill("#f-password", "quiet-field-77");
    await guest.page.click("button.primary");
    await guest.page.waitForSelector("#own-needed");
    await guest.page.fill("#f-old", "quiet-field-77");
    await guest.page.fill("#f-password", "own-meadow-31");
    await guest.page.click("button.primary");
    await guest.page.waitForSelector("nav a");
    await guest.page.waitForSelector("main p.none:not(:text-is('…'))");
    check((await guest.page.locator("#create").count()) === 0, "a viewer is asked to set the site up");
    await examine(guest.page, "viewer without a site");
    await guest.context.close();
  }
  check((await page.inputValue("#f-id")) !== "gw-01", "every gateway is called the same");
  await type("#f-id", gateway);
  await type("#f-zh", "沙河大桥网关");
  await type("#f-en", "Sha River bridge gateway");
  await tap("#by-map");
  await tap("#map-in");
  const map = await page.locator("#place-map").boundingBox();
  taps++;
  await page.click("#place-map", { position: { x: map.width / 2, y: map.height / 4 } });
  check(Math.abs(Number(await page.inputValue("#f-latitudeDeg")) - 34.4) < 0.4, `a tap on the map gave latitude ${await page.inputValue("#f-latitudeDeg")}`);
  check(Math.abs(Number(await page.inputValue("#f-longitudeDeg")) - 113.6) < 0.1, `a tap on the map gave longitude ${await page.inputValue("#f-longitudeDeg")}`);
  check((await page.isDisabled("#f-datum")) && (await page.inputValue("#f-datum")) === "wgs84", "the datum of a tapped place can be changed");
  check(Number(/(\d+) km/.exec(await page.textContent("#place-from"))?.[1]) >= 2, `the map claims more than it knows: ${await page.textContent("#place-from")}`);
  await page.waitForSelector("#clock-facts");
  // Neither a look at the clock nor a phone that loads the page anew loses what was typed. (Not counted: nobody has to.)
  await to(page, "#/clock", "#s-source");
  await page.click("a.back");
  await page.waitForSelector("#f-adcode");
  await page.reload();
  await page.waitForSelector("#f-adcode");
  check((await page.inputValue("#f-id")) === gateway && (await page.inputValue("#f-zh")) === "沙河大桥网关" && Math.abs(Number(await page.inputValue("#f-latitudeDeg")) - 34.4) < 0.4, `what was typed is gone: ${await page.inputValue("#f-zh")}`);
  check((await page.isDisabled("#f-datum")) && /\d+ km/.test(await page.textContent("#place-from")), "where the place is from, and what it is good to, is gone");
  await page.click("#by-map"); // For the picture; not counted either.
  await type("#f-adcode", "4111");
  await examine(page, "setup");
  await tap("#create");
  await page.waitForSelector("#f-adcode-wrong");
  await type("#f-adcode", "411102");
  await picture("site", true);
  await tap("#source-hand"); // The clock is that of the machine on which this runs: it is left alone.
  await tap("#create");

  await page.waitForSelector('a[href="#/config/device"]');
  await picture("next");
  await tap('a[href="#/config/device"]');
  await type("#f-find", "radar-level");
  await tap('[data-profile="radar-level-gauge"]');
  await type("#f-name", "river-gauge-01");
  await type("#f-poll", "1");
  await pick("#f-linkType", "tcp");
  await type("#f-link-host", host);
  await type("#f-link-port", port);
  await picture("device", true);
  await examine(page, "add device");
  await tap("#save");
  await tap(".go-config");
  await tap('a[href="#/config/device"]');
  await type("#f-find", "relay");
  await tap('[data-profile="relay-board-8"]');
  await type("#f-name", "relay-01");
  await type("#f-unit", "2");
  await type("#f-poll", "1");
  await tap("#save");
  await tap(".go-config");
  await tap('a[href="#/config/rule"]');
  await type("#f-warning", "1.8");
  await type("#f-guarantee", "2.1");
  await pick("#f-output", "relay-01/siren");
  await picture("rule", true);
  await examine(page, "add rule");
  await tap("#save");
  await tap(".go-config");
  await tap('a[href="#/config/uplink"]');
  await type("#f-broker", broker);
  await paste("#f-key", await (await fetch(`${province}/api/v1/command-key`)).text());
  await picture("uplink");
  await tap("#save");
  await page.waitForSelector(".done");
  await tap(".go-config");
  await page.waitForSelector(".plan li");
  await picture("plan", true);
  await examine(page, "plan");
  await tap("#apply");
  await tap("dialog button.primary");
  await page.waitForSelector("#trial");
  await picture("trial");
  await tap("#keep");
  await page.waitForSelector("#trial", { state: "detached" });
  await tap('nav a[href="#/"]');
  await page.waitForFunction(() => document.querySelectorAll(".device .state.online").length >= 2, null, { timeout: 60_000 });
  await picture("overview", true);

  await tap('main a[href="#/walk"]');
  await page.waitForSelector("#walk-begin:not([disabled])");
  check((await page.inputValue("#f-rule")) === "river-high" && (await page.inputValue("#f-value")) === "2.16", "the flood is not what is tested first");
  await tap("#walk-begin");
  await page.waitForSelector("dialog[open]");
  await examine(page, "walk question");
  await tap("dialog button.danger");
  await page.waitForSelector('[data-station="receipt"].passed, [data-station="receipt"].failed', { timeout: 60_000 });
  await page.waitForSelector('[data-station="output"].passed, [data-station="output"].failed', { timeout: 60_000 });
  await picture("walk", true);
  await examine(page, "walk");
  await onTheMap(async (centre) => {
    await page.waitForSelector('[data-station="acknowledged"].passed', { timeout: 60_000 });
    check((await page.textContent('[data-station="acknowledged"]')).includes(OPERATOR), "the sheet does not say who acknowledged on the map");
    check((await centre.locator(".alert").count()) === 1, "the map shows something besides the test");
  });
  await tap("#walk-end");
  await page.waitForSelector(".sheet");
  await picture("sheet", true);
  await examine(page, "sheet");
  check((await page.getAttribute(".sheet", "data-verdict")) === "passed", `the sheet: ${await page.textContent(".sheet")}`);
  for (const station of ["ready", "injected", "reading", "alarm", "output", "stored", "receipt", "acknowledged"]) {
    check((await page.locator(`[data-station="${station}"].passed`).count()) === 1, `walk test: ${station} not passed: ${await page.textContent(`[data-station="${station}"]`)}`);
  }
  check((await page.textContent(".sheet")).includes("Test"), "the alert is not marked as a test");
  await gone();

  // The centre agrees: what comes from now on is meant.
  await tap('nav a[href="#/config"]');
  await tap('a[href="#/config/site"]');
  await tap("#f-exercise");
  await tap("#save");
  await tap(".go-config");
  await tap("#apply");
  await tap("dialog button.primary");
  await page.waitForSelector("#trial");
  await tap("#keep");
  await page.waitForSelector("#trial", { state: "detached" });
  await page.waitForSelector("header .badge", { state: "detached" });
  const seconds = Math.round((Date.now() - started) / 1000);
  console.error(`commissioned with ${taps} taps, ${typed} characters typed, in ${seconds} s`);
  check(taps < 100 && seconds < 600, `${taps} taps, ${seconds} s`);
  await context.close();
} catch (e) {
  problems.push(String(e.stack));
}
await finish();
