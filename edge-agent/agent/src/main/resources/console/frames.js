// What went over a line: which way, hex where it is bytes, text where it is text or words, and what it says, in the words of `fieldbeacon decode`.
import { html } from "/html.js";
import { t, figure } from "/words.js";
import "/fieldwords.js";

const stamp = (at) => { const d = new Date(at); return `${d.toLocaleTimeString("en-GB")}.${String(d.getMilliseconds()).padStart(3, "0")}`; };
const said = (v) => (v !== null && typeof v === "object" ? JSON.stringify(v) : String(v));

export function Frames({ pieces }) {
  return html`<ol class="list frames">${pieces.map((p) => html`<li key=${p.number} class=${p.sent ? "sent" : "heard"}>
    <p class="meta">${p.sent ? "→" : "←"} ${t(p.sent ? "sentWord" : "heardWord")} · ${stamp(p.at)} · ${p.connection}</p>
    ${p.hex ? html`<p class="mono">${p.hex}</p>` : null}${p.text ? html`<p class="mono">${p.text}</p>` : null}
    ${p.frames.map((f) => f.bad ? html`<p class="detail">${t("notDecoded")}: <span lang="en">${f.bad.what} @${f.bad.offset}: ${f.bad.got} → ${f.bad.wanted}</span></p>`
    : html`<p class="fields" lang="en">${Object.entries(f.fields).map(([k, v]) => html`<span><b>${k}</b> ${said(v)}</span> `)}${f.readings.map((r) => html`<span class="number">${r.point} ${figure(r.value, r.unit)}</span> `)}</p>`)}</li>`)}</ol>`;
}
