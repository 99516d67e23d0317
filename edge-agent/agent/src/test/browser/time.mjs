// A gateway that comes up in 1970 is told at its first start what its clock follows, in every face of the console; then another source goes into the draft. Arguments: see everywhere(); each gateway names `server`, a time server's host:port.
import { everywhere, examine, check, picture, to } from "./kit.mjs";

const PASSWORD = "heavy-river-42";
const ask = (page, path) => page.evaluate(async (p) => (await fetch(`/api/v1${p}`)).json(), path);

async function firstStart(page, face, { server, code }, shot) {
  await page.fill("#f-code", code);
  await page.fill("#f-name", "zhang");
  await page.fill("#f-password", PASSWORD);
  await page.click("button.primary");
  await page.waitForSelector('#source-ntp[aria-pressed="true"]');
  for (const [field, typed] of [["id", "gw-river"], ["zh", "沙河大桥网关"], ["en", "Sha River bridge gateway"], ["latitudeDeg", "34.4"], ["longitudeDeg", "113.6"], ["adcode", "411102"]]) await page.fill(`#f-${field}`, typed);
  await page.fill("#f-timeServers", "!");
  await page.click("#compare");
  await page.waitForSelector("#f-timeServers-wrong");
  await page.fill("#f-timeServers", "");
  await page.click("#create");
  await page.waitForSelector("#f-timeServers-wrong");
  await page.fill("#f-timeServers", `${server} ntp.example`);
  await page.click("#compare");
  await page.waitForSelector("p.big");
  check(/\+\d{5}\.\d d/.test(await page.textContent("p.big")), `${face.name}: a clock of 1970 is off by ${await page.textContent("p.big")}`);
  check((await ask(page, "/clock")).at.startsWith("1970"), `${face.name}: comparing has set the clock`);
  await examine(page, `${face.name} setup with time source`);
  await picture(page, shot("setup-time"));
  await page.click("#create");
  await page.waitForSelector("#s-todo");
}

/** It is the present, the page says by whom, and nobody is signed out by the jump. */
async function followed(page, face, { server }, shot) {
  await to(page, "#/clock", '#following[data-doing="following"]');
  const host = server.split(":")[0];
  const c = await ask(page, "/clock");
  check(c.source === "ntp" && c.synchronized && c.following.source === host, `${face.name}: the clock follows ${JSON.stringify(c)}`);
  check(Math.abs(Date.parse(c.at) - Date.now()) < 60_000, `${face.name}: the gateway has ${c.at}`);
  check((await page.textContent("#clock-facts")).includes(host), `${face.name}: the page does not name the source`);
  await examine(page, `${face.name} clock that follows`);
  await picture(page, shot("clock-follows"));
  const { entries } = await ask(page, "/audit");
  const jump = entries.find((e) => e.what === "clock-jumped");
  check(jump?.before.startsWith("1970") && Math.abs(Date.parse(jump.after) - Date.now()) < 600_000, `${face.name}: the jump is not on record: ${JSON.stringify(jump)}`);
}

/** Another source, and none, by way of the draft; what is wrong is refused beside its field. */
async function another(page, face, { server }, shot) {
  check(JSON.stringify((await ask(page, "/config")).tree.clock) === JSON.stringify({ "time-servers": [server, "ntp.example"] }), `${face.name}: the site has ${JSON.stringify((await ask(page, "/config")).tree.clock)}`);
  await page.click("#save-source");
  await page.waitForSelector("form .done");
  check((await page.locator("form .go-config").count()) === 0 && !(await ask(page, "/state")).config.draft, `${face.name}: what is as it was goes into the draft`);
  await page.click("#source-receiver");
  for (const wrong of ["", "ttyUSB0"]) {
    await page.fill("#f-receiver", wrong);
    await page.click("#save-source");
    await page.waitForSelector("#f-receiver-wrong");
  }
  await examine(page, `${face.name} time source refused`);
  await page.fill("#f-receiver", "/dev/ttyUSB0");
  await page.click("#save-source");
  await page.waitForSelector(".done .go-config");
  check(JSON.stringify((await ask(page, "/config")).tree.clock) === '{"receiver":"serial:/dev/ttyUSB0"}', `${face.name}: the draft has ${JSON.stringify((await ask(page, "/config")).tree.clock)}`);
  await to(page, "#/config", "#drop");
  await picture(page, shot("time-plan"));
  await to(page, "#/clock", '#source-receiver[aria-pressed="true"]');
  await page.click("#source-ntp");
  await page.fill("#f-timeServers", `${server} ntp.example`);
  await page.click("#save-source");
  await page.waitForSelector(".done .go-config");
  const both = (await ask(page, "/config")).tree.clock;
  check(both.receiver === "serial:/dev/ttyUSB0" && JSON.stringify(both["time-servers"]) === JSON.stringify([server, "ntp.example"]), `${face.name}: with a receiver for want of servers: ${JSON.stringify(both)}`);
  await page.click("#source-system");
  await page.click("#save-source");
  await page.waitForSelector(".done .go-config");
  // What was put into the draft a moment ago is what the next choice is compared with.
  await page.click("#source-ntp");
  await page.fill("#f-timeServers", "ntp.example");
  await page.fill("#f-receiver", "");
  await page.click("#save-source");
  await page.waitForSelector(".done .go-config");
  check(JSON.stringify((await ask(page, "/config")).tree.clock) === '{"time-servers":["ntp.example"]}', `${face.name}: after nothing, the draft has ${JSON.stringify((await ask(page, "/config")).tree.clock)}`);
  await page.click("#source-system");
  await page.click("#save-source");
  await page.waitForSelector(".done .go-config");
  await to(page, "#/more");
  await to(page, "#/clock", '#source-system[aria-pressed="true"]');
  check((await ask(page, "/config")).tree.clock === undefined, `${face.name}: the system's own is still ${JSON.stringify((await ask(page, "/config")).tree.clock)}`);
}

await everywhere(async (face, gateway, shot) => {
  const { page } = await face.open(gateway.base, { expect: ["400"] });
  for (const task of [firstStart, followed, another]) await task(page, face, gateway, shot);
});
