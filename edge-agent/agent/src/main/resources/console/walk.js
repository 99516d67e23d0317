// The walk test and its sheet. A sheet shows what is stored in it, never how the site is now.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, text, lang, clock, moment, figure } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import "/walkwords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section, Confirm, Badge } from "/parts.js";

const CHOICES_MS = 5_000;
const millis = (ms) => ms < 10_000 ? `${(ms / 1000).toFixed(3)} s` : `${(ms / 1000).toFixed(1)} s`;
const aside = (words) => (lang() === "zh" ? `(${words})` : ` (${words})`);
const said = (both) => (text(both) ? html`<small class="why">${text(both)}</small>` : null);

/** What an older version has kept says too little to be called passed. */
const isOld = (walk) => walk.over && !walk.verdict;
/** One of `verdicts`, of a test that is over. */
const verdict = (walk) => walk.verdict || (walk.steps.some((s) => s.outcome === "failed") ? "failed" : "old");
const gaps = (walk) => (walk.missing || []).map(text).concat(isOld(walk) ? [t("oldSheet")] : []);

function Steps({ walk }) {
  const words = { waiting: t("waiting"), passed: t("passed"), failed: t("failedWord"), skipped: t("skipped") };
  return html`<div><table class="steps"><thead><tr><th scope="col">${t("walkSteps")}</th><th scope="col">${t("state")}</th><th scope="col">${t("took")}</th></tr></thead>
    <tbody>${walk.steps.map((s) => html`<tr class=${s.outcome} data-station=${s.station}><th scope="row">${s.title ? text(s.title) : t("steps")[s.station]}${said(s.detail)}</th>
      <td><span class=${`state ${{ passed: "online", failed: "failed" }[s.outcome] || ""}`}>${words[s.outcome]}</span></td>
      <td class="number">${s.at && s.outcome === "passed" ? millis(s.afterMillis) : "–"}</td></tr>`)}</tbody></table></div>`;
}

/** What a test does not show, one line each. */
const Missing = ({ walk }) => gaps(walk).length ? html`<div class="missing"><h3>${t("notShown")}</h3><ul>${gaps(walk).map((g) => html`<li>${g}</li>`)}</ul></div>` : null;

/** What did not come about, one line each. */
const Failed = ({ walk }) => verdict(walk) === "failed" ? html`<ul class="failures">${walk.steps.filter((s) => s.outcome === "failed").map((s) => html`<li>${s.title ? text(s.title) : t("steps")[s.station]}${text(s.detail) ? `: ${text(s.detail)}` : ""}</li>`)}</ul>` : null;

/** The level that a value reaches; none below the lowest mark. */
const reached = (choice, value) => choice.marks.filter((m) => value >= m.value).at(-1)?.level || "none";
const RANKS = ["none", "notice", "blue", "yellow", "orange", "red"];
const names = (outputs) => outputs.map((o) => `${text(o.title)}${aside(`${t("levels")[o.atLeast]}${t("andUp")}`)}`).join(t("listComma"));

/** What would be switched at this value, and what not. */
function forecast(choice, value) {
  const level = choice.marks.length ? reached(choice, value) : null;
  const isUp = (o) => level === null || RANKS.indexOf(level) >= RANKS.indexOf(o.atLeast);
  return { level, on: choice.outputs.filter(isUp), off: choice.outputs.filter((o) => !isUp(o)) };
}

function Forecast({ choice, value, silent }) {
  if (!choice.marks.length) return html`<p class="help" id="walk-would">${t("injectsMissing")}</p>`;
  if (value === "" || Number.isNaN(Number(value))) return null;
  const { level, on, off } = forecast(choice, Number(value));
  if (level === "none") return html`<p class="oops" id="walk-would">${t("belowAll")}${figure(Math.min(...choice.marks.map((m) => m.value)), choice.unit)}</p>`;
  return html`<p class="help" id="walk-would">${t("wouldBe")} <${Badge} level=${level} />${choice.delaySeconds ? ` · ${t("delayWord")} ${choice.delaySeconds} ${t("secondsWord")}` : ""}${silent ? ` · ${t("silentWord")}` : ""}
    ${!silent && on.length ? html`<br />${t("willSound")}${t("colon")}${names(on)}` : null}${!silent && off.length ? html`<br />${t("willNotSound")}${t("colon")}${names(off)}` : null}${choice.outputs.length ? null : html`<br />${t("noOutputHere")}`}</p>`;
}

function Begin({ choices, run, busy, problem, took }) {
  const [rule, setRule] = useState("");
  const [typed, setTyped] = useState(null);
  const [silent, setSilent] = useState(false);
  const [asking, ask] = useState(false);
  const choice = choices.find((c) => c.rule === rule) || choices[0];
  if (!choice) return html`<p class="none">${t("noSuchRule")}</p>`;
  const takes = choice.value !== undefined;
  const value = typed ?? String(choice.value ?? "");
  const { on, off } = forecast(choice, Number(value));
  const begin = () => { ask(false); run(() => post("/walk", { rule: choice.rule, silent, ...(takes && value !== "" ? { value: Number(value) } : {}) })).then(took); };
  const where = `${text(choice.deviceTitle)} · ${text(choice.pointTitle)} (${choice.point})`;
  return html`${asking ? html`<${Confirm} danger title=${t("walkAsk")} yes=${t("startWalk")} onYes=${begin} onNo=${() => ask(false)}><p>${t("walkWarn")}</p><p>${t("willSound")}${t("colon")}<b>${names(on)}</b></p>${off.length ? html`<p>${t("willNotSound")}${t("colon")}${names(off)}</p>` : null}<//>` : null}
    <form class="card" onSubmit=${(e) => { e.preventDefault(); if (silent || !on.length) begin(); else ask(true); }} novalidate><p>${t("walkAbout")}</p>
    <${Input} name="rule" label=${t("walkRule")} value=${choice.rule} set=${(r) => { setRule(r); setTyped(null); }} options=${choices.map((c) => [c.rule, text(c.title) || c.rule])} help=${where} problem=${problem} />
    ${takes ? html`<${Input} name="value" label=${`${t("walkValue")} (${choice.unit})`} type="number" inputmode="decimal" step="any" value=${value} set=${setTyped} problem=${problem} />` : null}
    <${Forecast} choice=${choice} value=${value} silent=${silent} />
    <${Input} name="silent" type="checkbox" label=${t("silent")} value=${silent} set=${setSilent} />
    ${choice.unfit ? html`<p class="oops" role="alert" id="walk-unfit">${t("walkUnfit")}${text(choice.unfit)}</p>` : null}
    <${Oops} problem=${problem} /><button id="walk-begin" class="primary wide" disabled=${busy || !!choice.unfit}>${t("startWalk")}</button></form>`;
}

function UnderWay({ walk, run, busy, problem, took, over }) {
  const title = useRef();
  useEffect(() => { title.current?.focus(); }, []);
  const step = (station) => walk.steps.find((s) => s.station === station)?.outcome;
  const left = walk.steps.some((s) => s.outcome === "waiting");
  const asks = step("acknowledged") === "waiting" && step("alarm") === "passed";
  return html`<section aria-labelledby="w-now"><h2 id="w-now" tabindex="-1" ref=${title}>${t("walkRunning")}${t("colon")}${text(walk.title)} · ${text({ zh: walk["injected-zh"], en: walk.injected })}</h2><${Steps} walk=${walk} />
    ${text(walk.headline) ? html`<p><span class="badge notice">${t("alertTest")}</span> ${text(walk.headline)}</p>` : null}<${Missing} walk=${walk} />
    ${asks && walk.uplink?.commandKey ? html`<p role="status">${t("awaitsCentre")}</p>` : null}
    ${session.may("technician") ? html`<p class="buttons"><button id="walk-end" class=${left ? "" : "primary"} disabled=${busy} onClick=${() => run(() => post("/walk/end")).then(over)}>${t("endWalk")}</button>
      <button id="walk-ack" disabled=${busy || !asks} onClick=${() => run(() => post("/walk/acknowledge")).then(took)}>${t("acknowledgeTest")}</button></p>` : null}<${Oops} problem=${problem} /></section>`;
}

const Past = ({ sheets }) => html`<${Section} id="w-past" title=${t("walkPast")}><ul class="list">${sheets.map((w) => html`<li><a class="tile" data-verdict=${verdict(w)} href=${`#/walk/${w.id}`}><span>${clock(Date.parse(w.startedAt))} · ${text(w.title)} · <b>${t("verdicts")[verdict(w)]}</b>${(w.missing || []).length ? html`<small class="why">${w.missing.map(text).join(t("listComma"))}</small>` : null}</span></a></li>`)}</ul><//>`;

export function Walk() {
  const [walk, set] = useState(null);
  const [deaf, setDeaf] = useState(null);
  const [run, busy, problem] = useDo();
  const [past, missing, again] = useAsk(() => get("/walk/sheets"), [walk?.over]);
  const [choices, unasked, askAgain] = useAsk(() => get("/walk/choices"), [walk?.over]);
  useEffect(() => {
    let stop = false;
    const look = () => get("/walk").then((w) => { if (stop) return; setDeaf(null); if (w.id) set(w); }).catch((p) => { if (!stop) setDeaf(p); });
    look();
    const timers = [setInterval(look, 1000), setInterval(askAgain, CHOICES_MS)];
    return () => { stop = true; timers.forEach(clearInterval); };
  }, []);
  const took = (w) => { if (w) set(w); askAgain(); };
  const over = (w) => { if (w) { set(w); again(); location.hash = `#/walk/${w.id}`; } };
  return html`<${Title} back="#/more">${t("walk")}<//><${Oops} problem=${deaf} />
    ${walk && !walk.over ? html`<${UnderWay} walk=${walk} run=${run} busy=${busy} problem=${problem} took=${took} over=${over} />`
    : session.may("technician") && choices ? html`<${Begin} choices=${choices.rules} run=${run} busy=${busy} problem=${problem} took=${took} />` : null}
    ${deaf ? null : html`<${Oops} problem=${unasked} again=${askAgain} />`}<${Oops} problem=${missing} again=${again} />${past?.sheets?.length ? html`<${Past} sheets=${past.sheets} />` : null}`;
}

const Outputs = ({ outputs }) => html`<div><table class="outputs"><thead><tr><th scope="col">${t("outputs")}</th><th scope="col">${t("outputFrom")}</th><th scope="col">${t("outputResult")}</th></tr></thead>
  <tbody>${outputs.map((o) => html`<tr data-output=${o.id} class=${o.how}><th scope="row">${text(o.title)} (${o.id})</th><td>${t("levels")[o.atLeast]}</td><td>${o.how === "silent" ? `${t("skipped")}${aside(t("silentWord"))}` : o.how === "waiting" ? t("notRaised") : text(o.said)}</td></tr>`)}</tbody></table></div>`;

export function Sheet({ args: [id] }) {
  const [past, problem, again] = useAsk(() => get("/walk/sheets"), [id]);
  const walk = past?.sheets.find((w) => w.id === id);
  if (!walk) return html`<${Title} back="#/walk">${t("sheet")}<//><${Oops} problem=${problem} again=${again} />${past ? html`<p class="none">${t("noSheet")}</p>` : null}`;
  const row = (name, value) => (value ? html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>` : null);
  const { gateway, device, configuration: c, present, acknowledgement: seen } = walk;
  const at = (when) => moment(when, gateway?.zone);
  const mark = (m) => `${t("levels")[m.level]} ${figure(m.value, walk.unit)}`;
  const who = seen && `${seen.by}${aside(seen.centre ? t("byCentre") : seen.tester ? t("byTester") : t("byHere"))}`;
  return html`<${Title} back="#/walk">${t("sheet")}<//><section aria-label=${t("sheet")} class="sheet" data-verdict=${verdict(walk)}><p class=${`big verdict ${verdict(walk)}`}>${t("verdicts")[verdict(walk)]}</p><${Failed} walk=${walk} /><${Missing} walk=${walk} />
    <dl class="facts">${row(t("gatewayWord"), gateway && `${text(gateway.title)} (${gateway.id})`)}${row(t("softwareWord"), walk.software && `Fieldbeacon ${walk.software}`)}${row(t("configurationWord"), c && html`${c.id} · <span class="mono">${c.hash}</span> · ${t("appliedAt")} ${at(c.at)}`)}${gateway?.exercise ? row(t("exercise"), t("exerciseOn")) : null}
      ${row(t("deviceWord"), device && `${text(device.title)} (${device.name})`)}${row(t("point"), walk.pointTitle ? `${text(walk.pointTitle)} (${walk.point})` : walk.point)}${row(t("rule"), `${text(walk.title)} (${walk.rule})`)}${row(t("limitsWord"), walk.marks?.length ? `${walk.marks.map(mark).join(" · ")} · ${t("delayWord")} ${walk.delaySeconds} ${t("secondsWord")}` : "")}
      ${row(t("before"), present && `${figure(present.value, present.unit)} · ${t("flags")[present.flag]} · ${at(present.at)}`)}${row(t("walkValue"), text({ zh: walk["injected-zh"], en: walk.injected }))}${walk.calibration ? row(t("present"), `${t("slope")} ${walk.calibration.slope}${t("comma")}${t("offsetWord")} ${walk.calibration.offset}`) : null}
      ${row(t("time"), at(walk.startedAt))}${row(t("ended"), walk.endedAt && at(walk.endedAt))}${row(t("tester"), walk.by)}${row(t("acknowledgedWho"), walk.verdict ? (who ? `${who} · ${at(seen.at)}` : t("nobody")) : "")}${row(t("alertKind"), walk.status ? t("alertTest") : t("noAlert"))}${row(t("alarmWord"), walk.alarmId && html`<span class="mono">${walk.alarmId}</span>`)}</dl>
    ${walk.outputs ? (walk.outputs.length ? html`<${Outputs} outputs=${walk.outputs} />` : html`<p>${t("noOutputHere")}</p>`) : null}<${Steps} walk=${walk} />
    <div class="two sign"><p>${t("signature")}: ______________ ${t("signedOn")}: ________</p><p>${t("witness")}: ______________ ${t("signedOn")}: ________</p></div>
    <p class="buttons"><button class="primary" onClick=${() => print()}>${t("print")}</button></p></section>`;
}
