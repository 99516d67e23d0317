// How good the alarms are (ISA-18.2): calls in ten minutes, floods, standing, chattering, top ten.
import { html, useState } from "/html.js";
import { t, text, figure, clock } from "/words.js";
import "/configwords.js";
import "/supportwords.js";
import { get } from "/api.js";
import { useAsk, Title, Oops, Section, Badge } from "/parts.js";

const SPANS = [1, 7, 30, 365];
const percent = (share) => `${figure(share * 100)} %`;
const Fact = ({ name, children, bad, wanted }) => html`<div class=${bad ? "fact bad" : "fact"}><dt>${name}</dt><dd>${children}${wanted ? html` <span class="meta">${t("goal")} ${wanted}</span>` : null}</dd></div>`;
const Rule = ({ of }) => html`<a href=${`#/alarms/${of.rule}`}>${of.title ? text(of.title) : of.rule}</a>`;

export function AlarmQuality() {
  const [days, choose] = useState(30);
  const [q, problem] = useAsk(() => { const to = new Date(); return get(`/alarm-quality?from=${new Date(to - days * 86_400_000).toISOString()}&to=${to.toISOString()}`); }, [days]);
  const levels = q ? Object.entries(q.levels).sort((a, b) => b[1] - a[1]) : [];
  return html`<${Title} back="#/alarms">${t("alarmQuality")}<//><section aria-label=${t("span")}><div class="choices">${SPANS.map((d) => html`<button aria-pressed=${d === days} onClick=${() => choose(d)}>${d} ${t(d === 1 ? "oneDay" : "days")}</button>`)}</div><${Oops} problem=${problem} />
      ${q ? html`<p class="meta">${clock(Date.parse(q.from))} – ${clock(Date.parse(q.to))}${q.recordedSince && q.recordedSince > q.from ? ` · ${t("recordedSince")} ${clock(Date.parse(q.recordedSince))}` : ""}</p>` : null}<p class="meta">${t("qualityAbout")}</p></section>
    ${q ? html`<${Section} id="q-rate" title=${t("callRate")}><dl class="facts"><${Fact} name=${t("calls")}>${q.calls}<//>
        <${Fact} name=${t("perTen")} bad=${q.perTenMinutes > 2} wanted="≤ 1">${figure(q.perTenMinutes)}<//><${Fact} name=${t("peakTen")} bad=${q.peak > 10} wanted="≤ 10">${q.peak}<//>
        <${Fact} name=${t("floodShare")} bad=${q.floodShare >= 0.01} wanted="< 1 %">${percent(q.floodShare)}<//></dl>
      ${levels.length ? html`<p>${levels.map(([l, n]) => html`<${Badge} level=${l} /> ${n} (${percent(n / q.calls)}) `)}</p>` : null}
      ${q.busiest.length ? html`<details><summary>${t("busiest")}</summary><ul class="list">${[...q.busiest].sort((a, b) => b.calls - a.calls).slice(0, 10).map((p) => html`<li class="row"><span>${clock(Date.parse(p.from))}</span><b>${p.calls}</b></li>`)}</ul></details>` : null}<//>
    <${Section} id="q-standing" title=${`${t("standing")} (${q.standing.length})`}><p class="meta">${t("staleAbout")}</p>${q.standing.length ? html`<ul class="list">${q.standing.map((a) => html`<li><${Badge} level=${a.level} /> <${Rule} of=${a} />${a.stale ? html` <span class="state offline">${t("staleWord")}</span>` : null}<br /><span class="meta">${t("since")} ${clock(Date.parse(a.since))}${a.annunciated ? "" : ` · ${t("silenced")}`}</span></li>`)}</ul>` : html`<p class="none">${t("none")}</p>`}<//>
    <${Section} id="q-chatter" title=${`${t("chattering")} (${q.chattering.length})`}><p class="meta">${t("chatterAbout")}</p>${q.chattering.length ? html`<ul class="list">${q.chattering.map((c) => html`<li><${Rule} of=${c} /><br /><span class="meta">${t("mostInAMinute")} ${c.mostInAMinute} · ${t("raisings")} ${c.raisings}</span></li>`)}</ul>` : html`<p class="none">${t("none")}</p>`}<//>
    <${Section} id="q-top" title=${t("topTen")}>${q.topTen.length ? html`<ol class="list">${q.topTen.map((s) => html`<li class="row"><span><${Rule} of=${s} /></span><b>${s.calls}</b><span class="meta">${percent(s.share)}</span></li>`)}</ol>` : html`<p class="none">${t("none")}</p>`}<//>` : null}`;
}
