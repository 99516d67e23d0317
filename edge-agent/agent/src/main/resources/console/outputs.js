// Outputs: how they really are, what switches them and why not, what they did, and trying one.
import { html, useState } from "/html.js";
import { t, text, clock, lang, more } from "/words.js";
import { get, post, session } from "/api.js";
import { useLive, useAsk, useDo, Badge, Title, Oops, Confirm } from "/parts.js";
import { shownSpan } from "/schemaform.js";

more({
  onButReads: ["命令为开,回读为关", "Commanded on, reads off"], offButReads: ["命令为关,回读为开", "Commanded off, reads on"], onNotWritten: ["命令为开,未接通", "Commanded on, not reached"], offNotWritten: ["命令为关,未写入", "Commanded off, not reached"],
  onUnproven: ["开,未证实", "On, unproven"], offUnproven: ["关,未证实", "Off, unproven"], onComing: ["正在接通", "Switching on"], offComing: ["正在断开", "Switching off"], heldOff: ["被联锁阻止", "Blocked by an interlock"],
  switchedBy: ["由以下告警接通", "Switched on by"], switchesOn: ["接通的输出", "Switches on"], fromLevel: [(level) => `${level}起`, (level) => `from ${level.toLowerCase()}`], setOutput: ["设置", "Settings"], addOutput: ["添加输出", "Add an output"], switchesNone: ["不接通任何输出", "It switches no output on"],
});

/** How an output is, as far as is known: [class, words]. Green is only what is on for certain: shown by its read-back, or taken by a device that has none. */
export function standing(o) {
  const said = (key) => t(`${o.on ? "on" : "off"}${key}`);
  if (o.confirmation === "contradicted") return ["failed", said("ButReads")];
  if (!o.written) return o.failedWrites ? ["failed", said("NotWritten")] : ["coming", said("Coming")];
  if (o.blockedBy && !o.on) return ["degraded", t("heldOff")];
  if (o.confirmation === "silent") return ["degraded", said("Unproven")];
  if (o.confirmation === "awaited") return ["coming", said("Coming")];
  return [o.on ? "on" : "off", said("")];
}
export const Standing = ({ o }) => { const [kind, words] = standing(o); return html`<span class=${`state ${kind}`}>${words}</span>`; };

/** A sentence of the gateway, with its moments and lengths of time as people read them. */
export const told = (both) => text(both).replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (at) => clock(Date.parse(at))).replace(/\bPT?\d[\dDTHMS.]*/g, (span) => shownSpan(span));

/** Why the alarm of a rule has not switched on what it should: [{output, reason}]. */
export const withheld = (s, rule) => (s?.outputs || []).flatMap((o) => (o.withheld || []).filter((w) => w.rule === rule).map((w) => ({ output: o, reason: w.reason })));
/** What the alarm of a rule switches on: [{output, atLeast}]. */
export const switches = (s, rule) => (s?.outputs || []).flatMap((o) => (o.triggers || []).filter((x) => x.rule === rule).map((x) => ({ output: o, atLeast: x.atLeast })));
export const FromLevel = ({ level }) => html`<${Badge} level=${level}>${t("fromLevel")(t("levels")[level])}<//>`;

export function Outputs() {
  const s = useLive();
  return html`<${Title} back="#/more">${t("outputs")}<//>
    ${(s?.outputs || []).map((o) => html`<${Output} o=${o} s=${s} key=${o.id} />`)}
    ${s?.outputs?.length ? null : html`<p class="none">${t("noOutputs")}</p>`}
    ${session.may("technician") ? html`<p><a class="tile" id="add-output" href="#/config/output">${t("addOutput")}</a></p>` : null}`;
}

function Output({ o, s }) {
  const [asking, ask] = useState(false);
  const [run, busy, problem] = useDo();
  const [record, missing, again] = useAsk(() => get(`/outputs/${o.id}`), [o.id, o.on, o.confirmation, o.withheld?.length]);
  const test = () => { ask(false); run(() => post(`/outputs/${o.id}/test`, { seconds: 10, confirm: o.id })); };
  const name = (rule) => text(s.alarms.find((a) => a.rule === rule)?.title) || rule;
  return html`<section aria-labelledby=${`o-${o.id}`}><div class="row"><h2 id=${`o-${o.id}`}>${text(o.title)}</h2><${Standing} o=${o} /></div>
    <p>${told(o.reason)}</p><p class="meta">${o.id} · ${t("confirmations")[o.confirmation]}${o.failedWrites ? ` · ${o.failedWrites} ${t("failedWrites")}` : ""}</p>
    ${o.blockedBy ? html`<p class="detail">${told(o.blockedBy)}</p>` : null}
    ${(o.withheld || []).map((w) => html`<p class="detail withheld" role="status">${name(w.rule)}${lang() === "zh" ? ":" : ": "}${told(w.reason)}</p>`)}
    ${o.triggers?.length ? html`<h3>${t("switchedBy")}</h3><ul class="list">${o.triggers.map((x) => html`<li class="row"><a href=${`#/alarms/${x.rule}`}>${name(x.rule)}</a><${FromLevel} level=${x.atLeast} /></li>`)}</ul>` : null}
    ${session.may("technician") ? html`<p class="buttons"><button id=${`test-${o.id}`} disabled=${busy} onClick=${() => ask(true)}>${t("testOutput")}</button>
      ${o.override ? html`<button onClick=${() => run(() => post(`/outputs/${o.id}/auto`))}>${t("endTest")}</button>` : null}
      <a id=${`set-${o.id}`} href=${`#/outputs/${o.id}`}>${t("setOutput")}</a></p>` : null}
    <${Oops} problem=${problem} />
    ${asking ? html`<${Confirm} title=${`${t("testOutput")}${t("colon")}${text(o.title)}`} yes=${t("switchOn")} danger onYes=${test} onNo=${() => ask(false)}><p>${t("testAbout")}</p><//>` : null}
    <details><summary>${t("record")}</summary><${Oops} problem=${missing} again=${again} /><ul class="list">${(record?.record || []).slice().reverse().slice(0, 20).map((r) => html`<li><span class="meta">${clock(Date.parse(r.at))}</span> ${t("outputWords")[r.word] ?? r.word} · ${told(r.reason)}</li>`)}</ul></details></section>`;
}
