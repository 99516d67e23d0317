// Alarms: list, detail with evidence, and what people do about them (ISA-18.2).
import { html, useState, useEffect, useRef } from "/html.js";
import { t, text, figure, clock, lang, more } from "/words.js";
import { get, post, session, live } from "/api.js";
import { useLive, useAsk, useDo, useTicks, Badge, Flag, Age, Section, Title, Oops, Pending, Input, Confirm, shown, isLost, LastGood } from "/parts.js";
import "/configwords.js";
import "/modelwords.js";
import "/supportwords.js";
import "/pagewords.js";
import { Chart } from "/chart.js";
import { Standing, FromLevel, withheld, switches, told } from "/outputs.js";

more({
  putAside: ["已搁置或停用", "Shelved or out of service"], untilWord: [(at) => `至 ${at}`, (at) => `until ${at}`], presentValue: ["现在", "Now"], sinceThen: [(by, minutes) => `${minutes} 分钟内 ${by}`, (by, minutes) => `${by} in ${minutes} min`],
  acknowledgeAll: ["全部确认", "Acknowledge all"], acknowledgeAllAsk: ["确认下列全部告警?", "Acknowledge all of these?"], acknowledgeAllAbout: ["表示您都已看到。警笛不会因此停止。", "It says that you have seen them. Sirens go on."], acknowledgedSome: [(n) => `已确认 ${n} 条`, (n) => `${n} acknowledged`],
  noteOptional: ["备注(可不填)", "Note (optional)"], addNote: ["加上备注", "Add the note"], doneAcknowledge: ["已确认。", "Acknowledged."], doneOrder: ["已执行。", "Done."],
});

const ORDER = ["none", "notice", "blue", "yellow", "orange", "red"];
const HOUR = 3600_000;
export const isOpen = (a) => (a.active || a.needsAcknowledgement || a.state === "latched-acknowledged") && !a.outOfService;
export const isSilenced = (a) => !!(a.outOfService || a.shelving || a.suppressed);
export const byUrgency = (a, b) => (b.needsAcknowledgement - a.needsAcknowledgement) || ORDER.indexOf(b.level) - ORDER.indexOf(a.level);

const until = (a) => (a.shelving?.until ? ` ${t("untilWord")(clock(Date.parse(a.shelving.until)))}` : "");
const silences = (a) => [a.outOfService && `${t("outOfService")}${t("colon")}${a.outOfService}`, a.shelving && `${t("shelved")}${until(a)}`, a.suppressed && t("suppressed")].filter(Boolean);
const calls = (a) => a.active || a.needsAcknowledgement;

/** Why what should sound is silent; a silenced alarm says so itself. */
const Withheld = ({ a }) => (silences(a).length ? null : withheld(live.state, a.rule).map(({ output, reason }) => html`<span class="detail withheld">${text(output.title)}${t("colon")}${told(reason)}</span>`));

export const AlarmLink = ({ a }) => html`<li><a class=${`alarm ${calls(a) ? a.level : "none"}`} href=${`#/alarms/${a.rule}`}>
  <span class="row"><${Badge} level=${calls(a) ? a.level : "none"} /><b>${(a.headline && calls(a) && text(a.headline)) || text(a.title) || a.rule}</b></span>
  <span class="meta">${[t("alarmStates")[a.state] ?? a.state, ...silences(a)].join(" · ")}${a.raisedAt && isOpen(a) ? html` · <${Age} at=${a.raisedAt} />` : null}</span><${Withheld} a=${a} /></a></li>`;

export function Alarms() {
  const s = useLive();
  if (!s?.alarms) return html`<${Title}>${t("alarms")}<//><p class="none">${t("noSite")}</p>`;
  const open = s.alarms.filter((a) => isOpen(a) && !isSilenced(a)).sort(byUrgency);
  const aside = s.alarms.filter(isSilenced).sort((a, b) => calls(b) - calls(a) || byUrgency(a, b));
  const quiet = s.alarms.filter((a) => !isOpen(a) && !isSilenced(a));
  const waiting = open.filter((a) => a.needsAcknowledgement);
  return html`<${Title}>${t("alarms")}<//>
    <${Section} id="s-open" title=${`${t("openAlarms")} (${open.length})`}>${open.length ? html`<ul class="list">${open.map((a) => html`<${AlarmLink} a=${a} key=${a.rule} />`)}</ul>` : s.alarms.length ? html`<p class="none">${t("noAlarms")}</p>` : html`<p class="detail warn">${t("noRules")}</p>`}
      ${session.may("technician") ? html`<${AcknowledgeAll} waiting=${waiting} />` : null}<//>
    ${aside.length ? html`<${Section} id="s-aside" title=${`${t("putAside")} (${aside.length})`}><ul class="list">${aside.map((a) => html`<${AlarmLink} a=${a} key=${a.rule} />`)}</ul><//>` : null}
    ${s.alarms.length ? html`<${Section} id="s-quiet" title=${`${t("quietRules")} (${quiet.length})`}><ul class="list">${quiet.map((a) => html`<${AlarmLink} a=${a} key=${a.rule} />`)}</ul><//>` : null}
    <p><a class="tile" href="#/alarm-quality">${t("alarmQuality")}</a></p>`;
}

/** One by one: what has called again meanwhile is refused and stays. */
function AcknowledgeAll({ waiting }) {
  const [asked, ask] = useState(null);
  const [run, busy, problem] = useDo();
  const [said, say] = useState("");
  const all = async (list) => {
    let done = 0;
    const refused = [];
    for (const a of list) await post(`/alarms/${a.rule}/acknowledge`, { alarmId: a.alarmId, revision: a.revision, note: "" }).then(() => { done++; }, (p) => refused.push(`${text(a.title) || a.rule}: ${p.message}`));
    say(t("acknowledgedSome")(done));
    if (refused.length) throw new Error(refused.join(lang() === "zh" ? "；" : "; "));
  };
  return html`${waiting.length > 1 ? html`<p class="buttons"><button id="acknowledge-all" class="primary" disabled=${busy} onClick=${() => ask(waiting)}>${t("acknowledgeAll")} (${waiting.length})</button></p>` : null}
    ${said ? html`<p role="status" class="done">${said}</p>` : null}<${Oops} problem=${problem} />
    ${asked ? html`<${Confirm} title=${t("acknowledgeAllAsk")} yes=${`${t("acknowledgeAll")} (${asked.length})`} onYes=${() => { ask(null); run(() => all(asked)); }} onNo=${() => ask(null)}>
      <ul class="list">${asked.map((a) => html`<li><${Badge} level=${a.level} /> ${text(a.headline) || text(a.title)}</li>`)}</ul><p>${t("acknowledgeAllAbout")}</p><//>` : null}`;
}

/** The stretch that shows how the alarm came about: from two hours before it until now, or until two hours after it was over. */
function stretch(alarm, now) {
  const raised = alarm.raisedAt ? Date.parse(alarm.raisedAt) : now - 4 * HOUR;
  const to = alarm.raisedAt && !isOpen(alarm) && !alarm.active ? Math.min(now, Math.max(Date.parse(alarm.changedAt), raised) + 2 * HOUR) : now;
  return [Math.max(raised - 2 * HOUR, to - 30 * 24 * HOUR), to];
}

/** A limit that an alarm was raised by, in words: `blue-12h` is a colour and what its rain fell in. */
function limitName(name) {
  const [, colour, hours] = /^(blue|yellow|orange|red)-(\d+)h$/.exec(name) || [];
  return colour ? `${t("levels")[colour]} · ${hours} ${t("spanUnits").H}` : t("limits")[name] || t("modelLimits")[name] || t("levels")[name] || name;
}
/** What a point measures, as the site has it now. */
const propertyOf = (s, id) => s?.devices?.flatMap((d) => d.points).find((p) => p.id === id)?.property;

export function Alarm({ args: [rule] }) {
  const s = useLive();
  useTicks(20_000);
  const brief = s?.alarms?.find((a) => a.rule === rule);
  const [alarm, problem, again] = useAsk(() => get(`/alarms/${rule}`), [rule, brief?.alarmId, brief?.revision]);
  const minute = Math.floor(live.now() / 60_000);
  const range = () => { const [from, to] = stretch(alarm, live.now()); return `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`; };
  const [series, noSeries, seriesAgain] = useAsk(() => alarm?.point ? get(`/points/${alarm.point}/series?${range()}&buckets=180`) : Promise.resolve(null), [alarm?.point, alarm?.alarmId, alarm?.revision, minute]);
  if (!alarm) return html`<${Title} back="#/alarms">${rule}<//><${Pending} asks=${[[alarm, problem, again]]} />`;
  const e = alarm.evidence;
  const lit = calls(alarm);
  const point = s?.devices?.flatMap((d) => d.points).find((p) => p.id === alarm.point);
  const outputs = switches(s, rule);
  return html`<${Title} back="#/alarms">${text(alarm.title) || rule}<//><${Oops} problem=${problem} again=${again} />
    <section aria-labelledby="a-now" class=${`edge ${lit ? alarm.level : "none"}`}><h2 id="a-now"><${Badge} level=${lit ? alarm.level : "none"} /> ${lit ? text(alarm.headline) : ""}</h2>
      ${silences(alarm).length ? null : withheld(s, rule).map(({ output, reason }) => html`<p class="oops withheld" role="alert">${text(output.title)}${t("colon")}${told(reason)}</p>`)}
      <dl class="facts">${point ? html`<div class=${isLost(point) ? "fact bad" : "fact"} id="a-present"><dt>${t("presentValue")}</dt><dd><${Present} point=${point} series=${series} /></dd></div>` : null}
        <div class="fact"><dt>${t("state")}</dt><dd>${[t("alarmStates")[alarm.state] ?? alarm.state, ...silences(alarm)].join(" · ")}</dd></div>
        ${alarm.raisedAt ? html`<div class="fact"><dt>${t("raisedAt")}</dt><dd>${clock(Date.parse(alarm.raisedAt))}</dd></div>` : null}
        ${alarm.acknowledgement ? html`<div class="fact"><dt>${t("acknowledgedBy")}</dt><dd class="acknowledged">${alarm.acknowledgement.by}${t("comma")}${clock(Date.parse(alarm.acknowledgement.at))}${alarm.acknowledgement.note ? `${t("colon")}${alarm.acknowledgement.note}` : ""}</dd></div>` : null}
        ${alarm.shelving ? html`<div class="fact"><dt>${t("shelved")}</dt><dd>${alarm.shelving.by}${t("colon")}${alarm.shelving.note}${until(alarm)}</dd></div>` : null}
        ${alarm.escalated ? html`<div class="fact bad"><dt>${t("escalated")}</dt><dd>${t("yes")}</dd></div>` : null}</dl>
      ${outputs.length ? html`<h3>${t("switchesOn")}</h3><ul class="list">${outputs.map(({ output, atLeast }) => html`<li class="row"><a href="#/outputs">${text(output.title)}</a><${FromLevel} level=${atLeast} /><${Standing} o=${output} /></li>`)}</ul>` : null}</section>
    ${session.may("technician") ? html`<${Actions} alarm=${alarm} again=${again} />` : null}
    ${alarm.settings ? html`<p class="buttons"><a class="tile" href=${`#/rules/${rule}`}>${t("threshold")}</a></p>` : null}
    <${Oops} problem=${noSeries} again=${seriesAgain} />${series ? html`<section aria-label=${t("chart")}><${Chart} title=${point ? text(point.title) : alarm.point} unit=${series.unit} buckets=${series.buckets} lines=${alarm.settings?.lines || []} moments=${alarm.raisedAt ? [{ at: alarm.raisedAt, name: t("raisedAt") }] : []} /></section>` : null}
    ${e ? html`<${Section} id="a-why" title=${t("why")}><p>${text(e.summary)}</p>
      <dl class="facts"><div class="fact"><dt>${t("rule")}</dt><dd>${text(alarm.title)} (${rule})</dd></div><div class="fact"><dt>${t("confidence")}</dt><dd>${Math.round(e.confidence * 100)} %</dd></div>
        ${[...e.thresholds].sort((a, b) => a.value - b.value).map((l) => html`<div class="fact"><dt>${limitName(l.name)}</dt><dd>${figure(l.value, l.unit)}</dd></div>`)}</dl>
      ${e.model ? html`<${Seen} alarm=${alarm} model=${e.model} />` : null}
      <details><summary>${t("evidence")} (${e.readings.length})</summary><div class="scroll" tabindex="0" role="region" aria-label=${t("evidence")}><table><thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("point")}</th><th scope="col">${t("value")}</th><th scope="col">${t("quality")}</th></tr></thead>
        <tbody>${e.readings.map((r) => html`<tr><td>${clock(Date.parse(r.at))}</td><td>${r.point}</td><td class="number">${shown({ property: propertyOf(s, r.point), unit: r.unit, value: r.value })}</td><td><${Flag} flag=${r.flag} /></td></tr>`)}</tbody></table></div></details>
      ${e.cap ? html`<details><summary>CAP</summary><pre tabindex="0">${e.cap}</pre></details>` : null}<//>` : null}
    ${alarm.earlier?.length ? html`<${Section} id="a-earlier" title=${t("earlier")}><ul class="list">${alarm.earlier.map((a) => html`<li><${Badge} level=${a.level} /> ${text(a.headline)} <span class="meta">${a.raisedAt ? clock(Date.parse(a.raisedAt)) : ""}</span></li>`)}</ul><//>` : null}`;
}

const SHORT_MS = 15 * 60_000;

/** What the gauge reads now, and where it has been going; of one that reads nothing, what it last read. */
function Present({ point, series }) {
  useTicks(5_000);
  if (!point.at) return html`${t("never")}`;
  if (isLost(point)) return html`<${Flag} flag=${point.flag} /> <${LastGood} p=${point} />`;
  const past = (series?.buckets || []).filter((b) => b.count > 0);
  const then = past.filter((b) => live.now() - Date.parse(b.at) >= SHORT_MS).at(-1);
  const by = then && series.unit === point.unit ? point.value - then.mean : undefined;
  const minutes = then ? Math.round((live.now() - Date.parse(then.at)) / 60_000) : 0;
  return html`<b>${shown(point)}</b> <${Flag} flag=${point.flag} /> <${Age} at=${point.at} />${by !== undefined && minutes < 120 ? html`<span class="why">${t("sinceThen")(`${by < 0 ? "−" : "+"}${figure(Math.abs(by), point.unit)}`, minutes)}</span>` : null}`;
}

/** What a model saw and said, and which model that was. */
const Seen = ({ alarm, model }) => html`<div>${model.picture ? html`<img class="evidence" src=${`/api/v1/alarms/${alarm.rule}/picture?alarmId=${encodeURIComponent(alarm.alarmId)}`} alt=${t("pictureOf")} width="320" height="180" />` : null}
  <dl class="facts"><div class="fact"><dt>${t("modelWord")}</dt><dd>${model.name} ${model.version}</dd></div>${model.scores.slice(0, 4).map((s) => html`<div class="fact"><dt>${text(s.title)}</dt><dd>${Math.round(s.value * 100)} %</dd></div>`)}</dl>
  <p class="meta">SHA-256 <span class="mono hash">${model.sha256}</span></p></div>`;

/** A form under the buttons: it comes into view, can be left, and has a refusal of its own. */
function Order({ fields, yes, danger, quiet, send, done, close }) {
  const form = useRef();
  const [values, put] = useState(() => Object.fromEntries(fields.map((f) => [f.name, f.value ?? ""])));
  const [run, busy, problem] = useDo();
  useEffect(() => {
    form.current.scrollIntoView({ block: "center" });
    if (!quiet) form.current.querySelector("input")?.focus({ preventScroll: true });
  }, []);
  const beside = fields.some((f) => problem?.fields?.[f.name]);
  return html`<form ref=${form} onSubmit=${(e) => { e.preventDefault(); run(() => send(values)).then((answer) => answer && done()); }} novalidate>
    ${fields.map(({ value, ...f }) => html`<${Input} ...${f} value=${values[f.name]} set=${(v) => put({ ...values, [f.name]: v })} problem=${problem} />`)}
    ${beside ? null : html`<${Oops} problem=${problem} />`}
    <p class="buttons"><button class=${danger ? "danger" : "primary"} disabled=${busy}>${yes}</button> <button type="button" class="leave" onClick=${close}>${t("cancel")}</button></p></form>`;
}

function Actions({ alarm, again }) {
  const [what, choose] = useState("");
  const [said, say] = useState("");
  const status = useRef();
  const [run, busy, problem] = useDo();
  const at = `/alarms/${alarm.rule}`;
  const open = useRef("");
  open.current = what;
  // What was done closes its own form, not another that has been opened meanwhile.
  const finished = (words, form = "") => { say(words); again(); if (open.current === form) { choose(""); status.current?.focus(); } };
  const go = (path, body, words = t("doneOrder")) => { choose(""); return run(() => post(at + path, body)).then((answer) => answer && finished(words)); };
  const note = { name: "note", label: t("reason"), maxlength: 500 };
  const acknowledge = (words) => ({ alarmId: alarm.alarmId, revision: alarm.revision, note: words });
  const forms = {
    shelve: { yes: t("shelve"), fields: [{ name: "minutes", type: "number", inputmode: "numeric", label: t("minutes"), help: `≤ ${alarm.shelveMaxMinutes}`, value: Math.min(60, alarm.shelveMaxMinutes ?? 60) }, note], send: (v) => post(`${at}/shelve`, { minutes: v.minutes === "" ? null : Number(v.minutes), note: v.note }) },
    remove: { yes: t("removeFromService"), danger: true, fields: [{ ...note, name: "reason" }], send: (v) => post(`${at}/remove-from-service`, { reason: v.reason }) },
    note: { yes: t("addNote"), quiet: true, fields: [{ ...note, label: t("noteOptional") }], send: (v) => (v.note.trim() ? post(`${at}/acknowledge`, acknowledge(v.note)) : Promise.resolve(true)) },
  };
  const mayNote = alarm.acknowledgement?.by === session.user?.name && !alarm.acknowledgement?.note && ["acknowledged", "latched-acknowledged"].includes(alarm.state);
  const form = forms[what] && (what !== "note" || mayNote) ? what : "";
  const opens = (name, id, word) => html`<button id=${id} aria-expanded=${form === name} onClick=${() => { say(""); choose(name); }}>${word}</button>`;
  return html`<section aria-labelledby="a-do"><h2 id="a-do">${t("actions")}</h2><p class="buttons">
    ${alarm.needsAcknowledgement ? html`<button class="primary" id="do-acknowledge" disabled=${busy} onClick=${() => go("/acknowledge", acknowledge(""), t("doneAcknowledge")).then(() => choose((now) => now || "note"))}>${t("acknowledge")}</button>` : null}
    ${mayNote ? opens("note", "do-note", t("addNote")) : null}
    ${alarm.state === "latched-acknowledged" ? html`<button id="do-reset" disabled=${busy} onClick=${() => go("/reset", {})}>${t("reset")}</button>` : null}
    ${alarm.shelving ? html`<button id="do-unshelve" disabled=${busy} onClick=${() => go("/unshelve", {})}>${t("unshelve")}</button>` : opens("shelve", "do-shelve", t("shelve"))}
    ${alarm.outOfService ? html`<button id="do-return" disabled=${busy} onClick=${() => go("/return-to-service", {})}>${t("returnToService")}</button>` : opens("remove", "do-remove", t("removeFromService"))}
    </p><p role="status" class="done" tabindex="-1" ref=${status}>${said}</p><${Oops} problem=${problem} />
    ${form ? html`<${Order} key=${form} ...${forms[form]} close=${() => choose("")} done=${() => finished(t("doneOrder"), form)} />` : null}</section>`;
}
