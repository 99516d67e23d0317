// Devices with their live values, and one point over time.
import { html, useState } from "/html.js";
import { t, text, figure, clock } from "/words.js";
import "/fieldwords.js";
import { get, session } from "/api.js";
import { draftEdits, set } from "/config.js";
import { useLive, useAsk, useDo, Flag, Age, Section, Title, Oops } from "/parts.js";
import { Chart } from "/chart.js";
import "/schemawords.js";

export function Devices() {
  const s = useLive();
  if (!s?.devices) return html`<${Title}>${t("devices")}<//><p class="none">${t("noSite")}</p>`;
  return html`<${Title}>${t("devices")}<//>
    ${s.devices.map((d) => html`<section aria-labelledby=${`d-${d.name}`}><div class="row"><h2 id=${`d-${d.name}`}>${text(d.title)}</h2><span class=${`state ${d.state}`}>${t("states")[d.state] ?? d.state}</span></div>
      <p class="meta">${d.name} · ${d.profile} · ${d.protocol} · ${t("link")} ${d.link} · ${d.pollSeconds} s</p>
      ${d.detail && d.state !== "online" ? html`<p class="detail">${d.detail}</p>` : null}
      <div class="scroll"><table><thead><tr><th scope="col">${t("point")}</th><th scope="col">${t("value")}</th><th scope="col">${t("quality")}</th><th scope="col">${t("age")}</th></tr></thead>
      <tbody>${d.points.filter((p) => p.readable).map((p) => html`<tr><th scope="row"><a href=${`#/points/${p.id}`}>${text(p.title)}</a></th><td class="number">${p.at ? figure(p.value, p.unit) : "–"}</td>
        <td>${p.at ? html`<${Flag} flag=${p.flag} />` : t("flags")[9]}${p.detail ? html`<small class="why">${p.detail}</small>` : null}</td><td>${p.at ? html`<${Age} at=${p.at} />` : t("never")}</td></tr>`)}</tbody></table></div>
      ${session.may("technician") ? html`<${Change} d=${d} />` : null}</section>`)}
    ${session.may("technician") ? html`<p class="buttons"><a class="tile" href="#/config/device">${t("addDevice")}</a> <a class="tile" href="#/config/scan">${t("scan")}</a> <a class="tile" href="#/config/import">${t("importDevice")}</a></p>` : null}`;
}

function Change({ d }) {
  const [run, busy, problem, done] = useDo();
  const off = d.enabled === false;
  return html`<p class="buttons"><a class="tile" href=${`#/config/device/${d.name}`}>${t("editDevice")}</a>
    <a class="tile" href=${`#/devices/${d.name}/raw`}>${t("rawView")}</a>
    <a class="tile" href=${`/api/v1/devices/${d.name}/file`} download=${`${d.name}.yaml`}>${t("exportDevice")}</a>
    <button disabled=${busy} onClick=${() => run(() => draftEdits([set(["devices", d.name, "enabled"], off)]))}>${t(off ? "enable" : "disable")}</button></p>
    <${Oops} problem=${problem} />${done ? html`<p role="status" class="done">${t("inDraft")} <a href="#/config">${t("config")}</a></p>` : null}`;
}

const SPANS = [["PT1H", 3600], ["PT24H", 86400], ["P7D", 604800], ["P30D", 2592000]];

export function Point({ args: [device, point] }) {
  const s = useLive();
  const [span, setSpan] = useState(3600);
  const id = `${device}/${point}`;
  const found = s?.devices?.flatMap((d) => d.points.map((p) => ({ ...p, device: d }))).find((p) => p.id === id);
  const rules = (s?.alarms || []).filter((a) => a.point === id);
  const range = () => { const to = new Date(); return `from=${new Date(to - span * 1000).toISOString()}&to=${to.toISOString()}`; };
  const [series, problem, again] = useAsk(() => get(`/points/${id}/series?${range()}&buckets=240`), [id, span, Math.floor(Date.now() / Math.max(5000, span * 4))]);
  const [rule] = useAsk(() => rules.length ? get(`/alarms/${rules[0].rule}`) : Promise.resolve(null), [rules.map((r) => r.rule).join()]);
  const [last, noLast, lastAgain] = useAsk(() => get(`/points/${id}/readings?${range()}&limit=50`), [id, span, Math.floor(Date.now() / Math.max(5000, span * 4))]);
  return html`<${Title} back="#/devices">${found ? text(found.title) : id}<//>
    <section aria-label=${id}><p class="meta">${found ? text(found.device.title) : ""} · ${id}</p>
    ${found?.at ? html`<p class="big">${figure(found.value, found.unit)} <${Flag} flag=${found.flag} /> <small><${Age} at=${found.at} /></small></p>` : html`<p class="none">${t("noReadings")}</p>`}
    ${found?.detail ? html`<p class="detail">${found.detail}</p>` : null}
    <div class="choices" role="group" aria-label=${t("span")}>${SPANS.map(([w, n]) => html`<button aria-pressed=${span === n} onClick=${() => setSpan(n)}>${t("spans")[w]}</button>`)}</div>
    <${Oops} problem=${problem} again=${again} />
    ${series ? html`<${Chart} title=${found ? text(found.title) : id} unit=${series.unit} buckets=${series.buckets} lines=${rule?.settings?.point === id ? rule.settings.lines : []} />` : null}</section>
    <${Section} id="s-last" title=${t("lastReadings")}><${Oops} problem=${noLast} again=${lastAgain} /><div class="scroll" tabindex="0" role="region" aria-label=${t("lastReadings")}><table><thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("value")}</th><th scope="col">${t("quality")}</th></tr></thead>
      <tbody>${(last?.readings || []).slice().reverse().map((r) => html`<tr><td>${clock(Date.parse(r.at))}</td><td class="number">${figure(r.value, r.unit)}</td><td><${Flag} flag=${r.flag} />${r.detail ? html`<small class="why">${r.detail}</small>` : null}</td></tr>`)}</tbody></table></div><//>
    ${session.may("technician") ? html`<p class="buttons"><a class="tile" href=${`#/quality/${id}`}>${t("qualityTests")}</a></p>` : null}
    ${rules.length ? html`<${Section} id="s-rules" title=${t("rulesOfPoint")}><ul class="list">${rules.map((a) => html`<li><a class="tile" href=${`#/rules/${a.rule}`}>${text(a.title)}</a></li>`)}</ul><//>` : null}`;
}
