// Two people on one configuration, the first of them in every face of the console: nothing is written over unseen, nothing that was typed is lost; and what cannot be asked is told. Arguments: see everywhere().
import { everywhere, open, examine, check, signIn, picture, to } from "./kit.mjs";

const NAME = "张工", PASSWORD = "heavy-river-42";
const config = (page) => page.evaluate(async () => (await fetch("/api/v1/config")).json());
const rule = async (page) => (await config(page)).tree.rules.find((r) => r.id === "river-high");

/** `act` on a page that has not heard yet what happened `meanwhile`, and is refused. */
async function unaware(page, meanwhile, act) {
  let hear;
  const heard = new Promise((done) => { hear = done; });
  await page.route("**/api/v1/config", async (request) => { await heard; await request.continue(); });
  await meanwhile();
  const refused = page.waitForResponse((answer) => answer.status() === 412);
  await act();
  await refused;
  hear();
}

/** Somebody else's change of the whole file. */
async function rewrite(page, change) {
  const { text } = await config(page);
  const status = await page.evaluate(async ([was, is]) => {
    const { etag } = await (await import("/api.js")).get("/config");
    return (await import("/api.js")).put("/config/text", { text: is }, { "if-match": etag }).then(() => 200, (p) => `${p.status} ${p.message}${was === is ? ", nothing changed" : ""}`);
  }, [text, change(text)]);
  check(status === 200, `the other's file: ${status}`);
}

/** A rule: one field changed by both, one by each. Theirs and one's own are told; one's own goes on top. */
async function aRule(a, b, face, shot) {
  for (const page of [a, b]) await to(page, "#/rules/river-high", "#r-form");
  await b.fill("#f-hysteresis", "0.1");
  await b.fill("#f-title-en", "River far too high");
  await b.click("#to-draft");
  await b.waitForSelector(".done");
  await a.fill("#f-warning", "1.9");
  await a.fill("#f-hysteresis", "0.2");
  await a.click("#to-draft");
  await a.waitForSelector(".changed #theirs");
  const [theirs, mine] = [await a.textContent("#theirs"), await a.textContent("#mine")];
  check(theirs.includes("0.05 → 0.1") && theirs.includes("River far too high") && !theirs.includes("1.9"), `${face.name}: what the other changed is told otherwise: ${theirs}`);
  check(mine.includes("1.8 → 1.9") && mine.includes("0.05 → 0.2") && !mine.includes("River far too high") && !mine.includes("→ River"), `${face.name}: what was changed here is told otherwise: ${mine}`);
  const both = await a.locator("#theirs li:has(.badge)").allTextContents();
  check(both.length === 1 && both[0].includes("0.05 → 0.1"), `${face.name}: marked as changed by both: ${both}`);
  check((await a.inputValue("#f-warning")) === "1.9" && (await a.inputValue("#f-hysteresis")) === "0.2", `${face.name}: what was typed is gone`);
  check((await rule(a)).hysteresis === 0.1, `${face.name}: it was written over before anybody agreed`);
  await examine(a, `${face.name} changed meanwhile`);
  await picture(a, shot("together"));
  await a.click(".on-top");
  await a.waitForSelector("ul.plan");
  const is = await rule(a);
  check(is.warning === 1.9 && is.hysteresis === 0.2 && is.title.en === "River far too high", `${face.name}: not both changes: ${JSON.stringify(is)}`);
  check((await config(a)).text.includes("# set by the river authority in 2025"), `${face.name}: a comment is gone`);
}

/** A switch says what it would make of the draft, hears of the other's, and turns nothing over that was set unseen. */
async function aSwitch(a, b, face, shot) {
  const of = (page) => page.locator("section:has(#d-relay-01) button.switch");
  const isOn = async (page) => (await config(page)).tree.devices.find((d) => d.name === "relay-01").enabled;
  for (const page of [a, b]) await to(page, "#/devices", "section:has(#d-relay-01) button.switch:not([disabled])");
  const before = await of(a).textContent();
  let seen;
  await unaware(a, async () => {
    await of(b).click();
    await b.waitForSelector(".done");
    seen = await config(b);
  }, () => of(a).click());
  await a.waitForSelector(".changed #theirs .badge");
  check((await config(a)).text === seen.text && (await isOn(a)) === false, `${face.name}: a switch wrote over what somebody had set`);
  await a.waitForFunction((was) => document.querySelector("section:has(#d-relay-01) button.switch").textContent !== was, before);
  await examine(a, `${face.name} switch changed meanwhile`);
  await picture(a, shot("together-switch"));
  await of(a).click();
  await a.waitForSelector("section:has(#d-relay-01) .done");
  check((await isOn(a)) === true, `${face.name}: the switch does not go by the draft`);
}

/** The site's own page: what was not typed stays as the other has made it. */
async function theSite(a, b, face) {
  for (const page of [a, b]) await to(page, "#/config/site", "#f-zone");
  await b.fill("#f-en", "Bridge gateway");
  await b.click("#save");
  await b.waitForSelector(".go-config");
  await a.fill("#f-zh", "大桥网关");
  await a.click("#save");
  await a.waitForSelector(".changed #theirs");
  check((await a.locator("#theirs .badge").count()) === 0, `${face.name}: two fields are taken for one`);
  await a.click(".on-top");
  await a.waitForSelector("ul.plan");
  const { title } = (await config(a)).tree.gateway;
  check(title.zh === "大桥网关" && title.en === "Bridge gateway", `${face.name}: not both titles: ${JSON.stringify(title)}`);
}

/** What is applied is what was seen. */
async function applying(a, b, face) {
  await to(a, "#/config", "#apply");
  await unaware(a, () => rewrite(b, (text) => text.replace("on-delay: PT1S", "on-delay: PT2S")), async () => {
    await a.click("#apply");
    await a.click("dialog button.primary");
  });
  await a.waitForSelector(".changed #theirs");
  check((await a.textContent("#theirs")).includes(face.lang === "zh" ? "1 秒 → 2 秒" : "1 s → 2 s"), `${face.name}: it is not told what would have been applied unseen`);
  check((await a.locator(".on-top").count()) === 0 && (await config(a)).isDraft, `${face.name}: a draft that nobody has seen can be applied`);
  await a.click(".changed .load-again");
  await a.waitForSelector(".changed", { state: "detached" });
  check((await a.textContent("ul.plan")).includes(face.lang === "zh" ? "1 秒 → 2 秒" : "1 s → 2 s"), `${face.name}: the plan is not the one that would be applied`);
}

/** The file itself: other lines are put together, the same ones are not. */
async function theFile(a, b, face, shot) {
  await to(a, "#/config", "#c-text");
  await a.click("#c-text");
  await a.fill("#site-text", (await a.inputValue("#site-text")).replace("on-delay: PT2S", "on-delay: PT4S"));
  await unaware(a, () => rewrite(b, (text) => text.replace("shelve-max: PT2H", "shelve-max: PT3H")), () => a.click("#save-text"));
  await a.waitForSelector("#text-changed #theirs");
  check((await a.textContent("#theirs")).includes(face.lang === "zh" ? "2 小时 → 3 小时" : "2 h → 3 h"), `${face.name}: ${await a.textContent("#text-changed")}`);
  await examine(a, `${face.name} file changed meanwhile`);
  await picture(a, shot("together-file"));
  await a.click("#text-changed .on-top");
  await a.waitForSelector("#text-changed", { state: "detached" });
  check((await config(a)).text.includes("on-delay: PT2S"), `${face.name}: it is written before it was seen`);
  await rewrite(b, (text) => text.replace("on-delay: PT2S", "on-delay: PT9S"));
  await a.waitForSelector("#text-changed .whole");
  await examine(a, `${face.name} same lines`);
  await a.click("#text-changed .whole");
  await a.waitForSelector("#text-changed", { state: "detached" });
  await a.click("#save-text:not([disabled])");
  await a.waitForFunction(() => document.querySelector("#save-text").disabled);
  const { text } = await config(a);
  check(text.includes("on-delay: PT4S") && text.includes("shelve-max: PT3H"), `${face.name}: the two files were not put together`);
  const merges = await a.evaluate(async () => {
    const { merged } = await import("/merge.js");
    return [["a b c d", "a B c d", "a b c D"], ["a b c", "a X c", "a Y c"], ["a b c", "a X c", "a X c"], ["a b c d", "b c d", "a b c d e"], ["a", "a", "b"], ["a b", "a x b", "a y b"], ["a b c d e", "a d b c e", "a b c d e f"]].map((texts) => merged(...texts.map((x) => x.replaceAll(" ", "\n")))?.replaceAll("\n", " ") ?? null);
  });
  check(JSON.stringify(merges) === JSON.stringify(["a B c D", null, "a X c", "b c d e", "b", null, "a d b c e f"]), `texts put together: ${JSON.stringify(merges)}`);
}

/** What cannot be asked is told, not left out. */
async function refused(a, face) {
  for (const [path, zh, en] of [["clock", "读不到时钟", "the clock cannot be read"], ["storage", "读不到磁盘", "the disk cannot be read"]]) {
    await a.route(`**/api/v1/${path}`, (request) => request.fulfill({ status: 503, contentType: "application/problem+json", body: JSON.stringify({ status: 503, detail: en, "detail-zh": zh }) }));
  }
  const told = (part, words) => a.waitForFunction(([p, w]) => [...document.querySelectorAll(p)].some((e) => w.some((x) => e.textContent.includes(x))), [part, words]);
  await to(a, "#/", "#s-clock");
  await told("section[aria-labelledby=s-clock] .oops", ["读不到时钟", "the clock cannot be read"]);
  await told("section[aria-labelledby=s-storage] .bad", ["读不到磁盘", "the disk cannot be read"]);
  await examine(a, `${face.name} overview without clock and disk`);
  await to(a, "#/clock", "#s-source");
  await told("section[aria-labelledby=s-source] .oops", ["读不到时钟", "the clock cannot be read"]);
}

await everywhere(async (face, { base, code }, shot) => {
  const first = await face.open(base, { expect: ["412", "503"] });
  const a = first.page;
  await a.fill("#f-code", code);
  await signIn(a, NAME, PASSWORD);
  const second = await open(base, "en-GB", 1280, 800, { expect: ["412"] });
  const b = second.page;
  await signIn(b, NAME, PASSWORD);
  for (const task of [aRule, aSwitch, theSite, applying, theFile]) await task(a, b, face, shot);
  await second.context.close();
  await refused(a, face);
  await first.context.close();
});
