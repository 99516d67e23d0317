// A rule's limits on its chart, and what they would have raised.
import { html, useState } from "/html.js";
import { t, text, clock, figure } from "/words.js";
import "/configwords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section, Badge } from "/parts.js";
import { Chart } from "/chart.js";
import { draftEdits, set } from "/config.js";

const EDITABLE = ["warning", "guarantee", "highest"];

export function Rule({ args: [id] }) {
  const [alarm] = useAsk(() => get(`/alarms/${id}`), [id]);
  const rule = alarm?.settings;
  const [typed, type] = useState({});
  const [days, setDays] = useState(7);
  const [run, busy, problem] = useDo();
  const [save, saving, oops, saved] = useDo();
  const [result, setResult] = useState(null);
  const range = () => { const to = new Date(); return `from=${new Date(to - days * 86400_000).toISOString()}&to=${to.toISOString()}`; };
  const [series] = useAsk(() => rule ? get(`/points/${rule.point}/series?${range()}&buckets=240`) : Promise.resolve(null), [rule?.point, days]);
  if (!rule) return html`<${Title} back=${`#/alarms/${id}`}>${id}<//>`;
  const now = Object.fromEntries(rule.lines.filter((l) => EDITABLE.includes(l.name)).map((l) => [l.name, l.value]));
  const then = { ...now, ...typed };
  const put = (name) => (v) => { type({ ...typed, [name]: v }); setResult(null); };
  const changes = Object.fromEntries(Object.entries(then).filter(([k, v]) => Number(v) !== now[k]).map(([k, v]) => [k, Number(v)]));
  const lines = Object.entries(then).map(([name, value]) => ({ name, value: Number(value), set: put(name) }));
  const problems = problem || oops;
  const short = (episodes) => episodes.length ? html`<ul class="list">${episodes.slice(-20).map((e) => html`<li><${Badge} level=${e.level} /> ${clock(Date.parse(e.raisedAt))} – ${e.endedAt ? clock(Date.parse(e.endedAt)) : t("still")}<p class="meta">${text(e.summary)}</p></li>`)}</ul>` : html`<p class="none">${t("noneRaised")}</p>`;
  return html`<${Title} back=${`#/alarms/${id}`}>${text(rule.title)}<//>
    <${Section} id="r-limits" title=${t("threshold")}><p>${t("dragAbout")}</p>
      <div class="choices" role="group" aria-label=${t("span")}>${[1, 7, 30].map((n) => html`<button aria-pressed=${days === n} onClick=${() => setDays(n)}>${n} ${t("days")}</button>`)}</div>
      ${series ? html`<${Chart} title=${rule.point} unit=${rule.unit || series.unit} buckets=${series.buckets} lines=${lines} />` : null}
      <div class="two">${Object.keys(now).map((name) => html`<${Input} name=${name} label=${`${t("limits")[name]} (${rule.unit}) · ${t("whatNow")} ${figure(now[name])}`} type="number" inputmode="decimal" step="any" value=${then[name]} set=${put(name)} problem=${problems} />`)}</div>
      <${Oops} problem=${problems} />
      <p class="buttons"><button id="what-if" disabled=${busy} onClick=${() => run(() => post(`/rules/${id}/what-if`, { days, changes })).then((r) => r && setResult(r))}>${busy ? t("running") : `${t("whatIf")} (${days} ${t("days")})`}</button>
      ${session.may("technician") ? html`<button id="to-draft" class="primary" disabled=${saving || !Object.keys(changes).length} onClick=${() => save(() => draftEdits(Object.entries(changes).map(([k, v]) => set(["rules", id, k], v))))}>${t("toDraft")}</button>` : null}</p>
      ${saved ? html`<p role="status" class="done">${t("inDraft")} <a href="#/config">${t("config")}</a></p>` : null}<//>
    ${result ? html`<div class="columns" id="what-if-result"><${Section} id="r-now" title=${`${t("whatNow")}: ${result.now.length} ${t("wouldRaise")}`}><p class="meta">${result.readings} ${t("readingsUsed")}</p>${short(result.now)}<//>
      <${Section} id="r-then" title=${`${t("whatThen")}: ${result.changed.length} ${t("wouldRaise")}`}>${short(result.changed)}<//></div>` : null}`;
}
