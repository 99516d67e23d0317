// Outputs, what they did, and trying one.
import { html, useState } from "/html.js";
import { t, text, clock } from "/words.js";
import { get, post, session } from "/api.js";
import { useLive, useAsk, useDo, Title, Oops, Confirm } from "/parts.js";

export function Outputs() {
  const s = useLive();
  return html`<${Title} back="#/more">${t("outputs")}<//>
    ${(s?.outputs || []).map((o) => html`<${Output} o=${o} key=${o.id} />`)}
    ${s?.outputs?.length ? null : html`<p class="none">${t("noOutputs")}</p>`}`;
}

function Output({ o }) {
  const [asking, ask] = useState(false);
  const [run, busy, problem] = useDo();
  const [record, missing, again] = useAsk(() => get(`/outputs/${o.id}`), [o.id, o.on, o.confirmation]);
  const test = () => { ask(false); run(() => post(`/outputs/${o.id}/test`, { seconds: 10, confirm: o.id })); };
  return html`<section aria-labelledby=${`o-${o.id}`}><div class="row"><h2 id=${`o-${o.id}`}>${text(o.title)}</h2><span class=${o.on ? "state on" : "state off"}>${o.on ? t("on") : t("off")}</span></div>
    <p>${text(o.reason)}</p><p class="meta">${o.id} · ${t("confirmations")[o.confirmation]}${o.failedWrites ? ` · ${o.failedWrites} ${t("failedWrites")}` : ""}</p>
    ${o.blockedBy ? html`<p class="detail">${text(o.blockedBy)}</p>` : null}
    ${session.may("technician") ? html`<p class="buttons"><button id=${`test-${o.id}`} disabled=${busy} onClick=${() => ask(true)}>${t("testOutput")}</button>
      ${o.override ? html`<button onClick=${() => run(() => post(`/outputs/${o.id}/auto`))}>${t("endTest")}</button>` : null}</p>` : null}
    <${Oops} problem=${problem} />
    ${asking ? html`<${Confirm} title=${`${t("testOutput")}: ${text(o.title)}`} yes=${t("switchOn")} danger onYes=${test} onNo=${() => ask(false)}><p>${t("testAbout")}</p><//>` : null}
    <details><summary>${t("record")}</summary><${Oops} problem=${missing} again=${again} /><ul class="list">${(record?.record || []).slice().reverse().slice(0, 20).map((r) => html`<li><span class="meta">${clock(Date.parse(r.at))}</span> ${t("outputWords")[r.word] ?? r.word} · ${text(r.reason)}</li>`)}</ul></details></section>`;
}
