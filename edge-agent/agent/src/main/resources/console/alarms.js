// Alarms: list, detail with evidence, and what people do about them (ISA-18.2).
import { html, useState } from "/html.js";
import { t, text, figure, clock } from "/words.js";
import { get, post, session } from "/api.js";
import { useLive, useAsk, useDo, Badge, Flag, Age, Section, Title, Oops, Pending, Input } from "/parts.js";
import "/configwords.js";
import "/modelwords.js";
import "/supportwords.js";
import { Chart } from "/chart.js";

const ORDER = ["none", "notice", "blue", "yellow", "orange", "red"];
export const isOpen = (a) => (a.active || a.needsAcknowledgement || a.state === "latched-acknowledged") && !a.outOfService;
export const byUrgency = (a, b) => (b.needsAcknowledgement - a.needsAcknowledgement) || ORDER.indexOf(b.level) - ORDER.indexOf(a.level);

const silences = (a) => [a.outOfService && t("outOfService"), a.shelving && t("shelved"), a.suppressed && t("suppressed")].filter(Boolean);

export const AlarmLink = ({ a }) => html`<li><a class=${`alarm ${a.active || a.needsAcknowledgement ? a.level : "none"}`} href=${`#/alarms/${a.rule}`}>
  <span class="row"><${Badge} level=${a.active || a.needsAcknowledgement ? a.level : "none"} /><b>${(a.headline && (a.active || a.needsAcknowledgement) && text(a.headline)) || text(a.title) || a.rule}</b></span>
  <span class="meta">${[t("alarmStates")[a.state] ?? a.state, ...silences(a)].join(" · ")}${a.raisedAt && isOpen(a) ? html` · <${Age} at=${a.raisedAt} />` : null}</span></a></li>`;

export function Alarms() {
  const s = useLive();
  if (!s?.alarms) return html`<${Title}>${t("alarms")}<//><p class="none">${t("noSite")}</p>`;
  const open = s.alarms.filter(isOpen).sort(byUrgency);
  const rest = s.alarms.filter((a) => !isOpen(a));
  return html`<${Title}>${t("alarms")}<//>
    <${Section} id="s-open" title=${`${t("openAlarms")} (${open.length})`}>${open.length ? html`<ul class="list">${open.map((a) => html`<${AlarmLink} a=${a} />`)}</ul>` : html`<p class="none">${t("noAlarms")}</p>`}<//>
    <${Section} id="s-quiet" title=${`${t("quietRules")} (${rest.length})`}><ul class="list">${rest.map((a) => html`<${AlarmLink} a=${a} />`)}</ul><//>
    <p><a class="tile" href="#/alarm-quality">${t("alarmQuality")}</a></p>`;
}

export function Alarm({ args: [rule] }) {
  const s = useLive();
  const brief = s?.alarms?.find((a) => a.rule === rule);
  const [alarm, problem, again] = useAsk(() => get(`/alarms/${rule}`), [rule, brief?.alarmId, brief?.revision]);
  const range = () => { const to = new Date(); return `from=${new Date(to - 6 * 3600_000).toISOString()}&to=${to.toISOString()}`; };
  const [series, noSeries, seriesAgain] = useAsk(() => alarm?.point ? get(`/points/${alarm.point}/series?${range()}&buckets=180`) : Promise.resolve(null), [alarm?.point, brief?.revision]);
  if (!alarm) return html`<${Title} back="#/alarms">${rule}<//><${Pending} asks=${[[alarm, problem, again]]} />`;
  const e = alarm.evidence;
  const shown = alarm.active || alarm.needsAcknowledgement;
  return html`<${Title} back="#/alarms">${text(alarm.title) || rule}<//><${Oops} problem=${problem} again=${again} />
    <section aria-labelledby="a-now" class=${`edge ${shown ? alarm.level : "none"}`}><h2 id="a-now"><${Badge} level=${shown ? alarm.level : "none"} /> ${shown ? text(alarm.headline) : ""}</h2>
      <dl class="facts"><div class="fact"><dt>${t("state")}</dt><dd>${[t("alarmStates")[alarm.state] ?? alarm.state, ...silences(alarm)].join(" · ")}</dd></div>
        ${alarm.raisedAt ? html`<div class="fact"><dt>${t("raisedAt")}</dt><dd>${clock(Date.parse(alarm.raisedAt))}</dd></div>` : null}
        ${alarm.acknowledgement ? html`<div class="fact"><dt>${t("acknowledgedBy")}</dt><dd class="acknowledged">${alarm.acknowledgement.by}, ${clock(Date.parse(alarm.acknowledgement.at))}${alarm.acknowledgement.note ? `: ${alarm.acknowledgement.note}` : ""}</dd></div>` : null}
        ${alarm.shelving ? html`<div class="fact"><dt>${t("shelved")}</dt><dd>${alarm.shelving.by}: ${alarm.shelving.note} ${alarm.shelving.until ? `→ ${clock(Date.parse(alarm.shelving.until))}` : ""}</dd></div>` : null}
        ${alarm.outOfService ? html`<div class="fact"><dt>${t("outOfService")}</dt><dd>${alarm.outOfService}</dd></div>` : null}
        ${alarm.escalated ? html`<div class="fact bad"><dt>${t("escalated")}</dt><dd>${t("yes")}</dd></div>` : null}</dl></section>
    ${alarm.settings ? html`<p class="buttons"><a class="tile" href=${`#/rules/${rule}`}>${t("threshold")}</a></p>` : null}
    ${session.may("technician") ? html`<${Actions} alarm=${alarm} again=${again} />` : null}
    ${e ? html`<${Section} id="a-why" title=${t("why")}><p>${text(e.summary)}</p>
      <dl class="facts"><div class="fact"><dt>${t("rule")}</dt><dd>${rule}</dd></div><div class="fact"><dt>${t("confidence")}</dt><dd>${Math.round(e.confidence * 100)} %</dd></div>
        ${e.thresholds.map((l) => html`<div class="fact"><dt>${t("limits")[l.name] || t("modelLimits")[l.name] || l.name}</dt><dd>${figure(l.value, l.unit)}</dd></div>`)}</dl>
      ${e.model ? html`<${Seen} alarm=${alarm} model=${e.model} />` : null}
      <details><summary>${t("evidence")} (${e.readings.length})</summary><div class="scroll" tabindex="0" role="region" aria-label=${t("evidence")}><table><thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("point")}</th><th scope="col">${t("value")}</th><th scope="col">${t("quality")}</th></tr></thead>
        <tbody>${e.readings.map((r) => html`<tr><td>${clock(Date.parse(r.at))}</td><td>${r.point}</td><td class="number">${figure(r.value, r.unit)}</td><td><${Flag} flag=${r.flag} /></td></tr>`)}</tbody></table></div></details>
      ${e.cap ? html`<details><summary>CAP</summary><pre tabindex="0">${e.cap}</pre></details>` : null}<//>` : null}
    <${Oops} problem=${noSeries} again=${seriesAgain} />${series ? html`<section aria-label=${t("chart")}><${Chart} title=${alarm.point} unit=${series.unit} buckets=${series.buckets} lines=${alarm.settings?.lines || []} /></section>` : null}
    ${alarm.earlier?.length ? html`<${Section} id="a-earlier" title=${t("earlier")}><ul class="list">${alarm.earlier.map((a) => html`<li><${Badge} level=${a.level} /> ${text(a.headline)} <span class="meta">${a.raisedAt ? clock(Date.parse(a.raisedAt)) : ""}</span></li>`)}</ul><//>` : null}`;
}

/** What a model saw and said, and which model that was. */
const Seen = ({ alarm, model }) => html`<div>${model.picture ? html`<img class="evidence" src=${`/api/v1/alarms/${alarm.rule}/picture?alarmId=${encodeURIComponent(alarm.alarmId)}`} alt=${t("pictureOf")} width="320" height="180" />` : null}
  <dl class="facts"><div class="fact"><dt>${t("modelWord")}</dt><dd>${model.name} ${model.version}</dd></div>${model.scores.slice(0, 4).map((s) => html`<div class="fact"><dt>${text(s.title)}</dt><dd>${Math.round(s.value * 100)} %</dd></div>`)}</dl>
  <p class="meta">SHA-256 <span class="mono hash">${model.sha256}</span></p></div>`;

function Actions({ alarm, again }) {
  const [what, choose] = useState("");
  const [note, setNote] = useState("");
  const [minutes, setMinutes] = useState(60);
  const [run, busy, problem] = useDo();
  const at = `/alarms/${alarm.rule}`;
  const go = (path, body) => run(() => post(at + path, body)).then((done) => { if (done) { choose(""); setNote(""); again(); } });
  const forms = {
    acknowledge: () => html`<form onSubmit=${(e) => { e.preventDefault(); go("/acknowledge", { alarmId: alarm.alarmId, revision: alarm.revision, note }); }}>
      <${Input} name="note" label=${t("note")} value=${note} set=${setNote} problem=${problem} /><button class="primary wide" disabled=${busy}>${t("acknowledge")}</button></form>`,
    shelve: () => html`<form onSubmit=${(e) => { e.preventDefault(); go("/shelve", { minutes: Number(minutes), note }); }}>
      <${Input} name="minutes" type="number" inputmode="numeric" label=${`${t("minutes")} (≤ ${alarm.shelveMaxMinutes})`} value=${minutes} set=${setMinutes} problem=${problem} />
      <${Input} name="note" label=${t("reason")} value=${note} set=${setNote} problem=${problem} /><button class="primary wide" disabled=${busy}>${t("shelve")}</button></form>`,
    remove: () => html`<form onSubmit=${(e) => { e.preventDefault(); go("/remove-from-service", { reason: note }); }}>
      <${Input} name="reason" label=${t("reason")} value=${note} set=${setNote} problem=${problem} /><button class="danger wide" disabled=${busy}>${t("removeFromService")}</button></form>`,
  };
  return html`<section aria-labelledby="a-do"><h2 id="a-do">${t("actions")}</h2><p class="buttons">
    ${alarm.needsAcknowledgement ? html`<button class="primary" id="do-acknowledge" aria-expanded=${what === "acknowledge"} onClick=${() => choose("acknowledge")}>${t("acknowledge")}</button>` : null}
    ${alarm.state === "latched-acknowledged" ? html`<button onClick=${() => go("/reset", {})}>${t("reset")}</button>` : null}
    ${alarm.shelving ? html`<button onClick=${() => go("/unshelve", {})}>${t("unshelve")}</button>` : html`<button id="do-shelve" aria-expanded=${what === "shelve"} onClick=${() => choose("shelve")}>${t("shelve")}</button>`}
    ${alarm.outOfService ? html`<button onClick=${() => go("/return-to-service", {})}>${t("returnToService")}</button>` : html`<button id="do-remove" aria-expanded=${what === "remove"} onClick=${() => choose("remove")}>${t("removeFromService")}</button>`}
    </p>${what ? forms[what]() : null}<${Oops} problem=${problem} /></section>`;
}
