// Devices with their live values, and one point over time.
import { html, useState } from "/html.js";
import { t, text, figure, clock } from "/words.js";
import "/fieldwords.js";
import "/pagewords.js";
import { get, session } from "/api.js";
import { draftEdits, set } from "/config.js";
import { useLive, useAsk, useDo, Flag, Age, Section, Title, Oops, Input, shown, isLost, LastGood, InDraft } from "/parts.js";
import { Chart } from "/chart.js";
import { Certificates } from "/certificates.js";
import "/schemawords.js";

const LOST = ["offline", "link-down", "misconfigured"];
const isDoubtful = (d) => d.points.some((p) => p.readable && p.at && (p.flag > 2 || isLost(p)));
/** Whether nothing of a device wants attention; one that is switched off wants none. */
export const isWell = (d) => d.enabled === false || (d.state === "online" && !isDoubtful(d));
const need = (d) => (d.enabled === false ? 4 : LOST.includes(d.state) ? 0 : d.state === "degraded" ? 1 : d.state !== "online" ? 2 : isDoubtful(d) ? 2 : 3);
export const byNeed = (a, b) => need(a) - need(b);
export const DeviceState = ({ d }) => (d.enabled === false ? html`<span class="state">${t("disabled")}</span>` : html`<span class=${`state ${d.state}`}>${t("states")[d.state] ?? d.state}</span>`);

const FEW = 6;

export function Devices() {
  const s = useLive();
  const [c, noConfig, again] = useAsk(() => get("/config"), [s?.config?.tag]);
  const [part, find] = useState("");
  if (!s?.devices) return html`<${Title}>${t("devices")}<//><p class="none">${t("noSite")}</p>`;
  const many = s.devices.length > FEW;
  const drafted = c?.isDraft ? c.tree.devices : null;
  const has = (d) => [d.title?.zh, d.title?.en, d.name, d.profile, d.link].some((w) => w?.toLowerCase().includes(part.trim().toLowerCase()));
  const mark = (d) => drafted && (!drafted.some((x) => x.name === d.name) ? t("draftRemoved") : c.plan.some((p) => p.path[0] === "devices" && p.path[1] === d.name) ? t("draftChanged") : null);
  const found = s.devices.filter(has).sort(byNeed);
  const fresh = (drafted || []).filter((x) => !s.devices.some((d) => d.name === x.name)).filter(has);
  return html`<${Title}>${t("devices")}<//><${Oops} problem=${noConfig} again=${again} />
    ${many ? html`<${Input} name="find" label=${t("findDevice")} value=${part} set=${find} type="search" autocapitalize="none" />` : null}
    ${fresh.map((x) => html`<section class="device-card" aria-labelledby=${`d-${x.name}`} key=${`draft ${x.name}`}><div class="row"><h2 id=${`d-${x.name}`}>${text(x.title) || x.name}</h2><span class="state degraded">${t("drafted")}</span></div>
      <p class="meta">${[x.name, x.profile, x.link && `${t("link")} ${x.link}`].filter(Boolean).join(" · ")}</p>
      ${session.may("technician") ? html`<p class="buttons"><a class="tile" href=${`#/config/device/${x.name}`}>${t("editDevice")}</a> <a class="tile" href="#/config">${t("reviewApply")}</a></p>` : null}</section>`)}
    ${found.map((d) => html`<section class="device-card" aria-labelledby=${`d-${d.name}`} key=${d.name}>${many
      ? html`<details><summary><span class="row"><b id=${`d-${d.name}`}>${text(d.title)}</b><${DeviceState} d=${d} /></span>${mark(d) ? html`<span><span class="state degraded">${mark(d)}</span></span>` : null}<span class="meta">${d.points.filter((p) => p.readable && p.at).slice(0, 2).map((p) => html`<span class="once">${text(p.title)} <b>${shown(p)}</b></span>`).flatMap((x, i) => (i ? [" · ", x] : [x]))}</span></summary><${Card} d=${d} c=${c} /></details>`
      : html`<div class="row"><h2 id=${`d-${d.name}`}>${text(d.title)}</h2><${DeviceState} d=${d} /></div>${mark(d) ? html`<p><span class="state degraded">${mark(d)}</span></p>` : null}<${Card} d=${d} c=${c} />`}</section>`)}
    ${part && !found.length && !fresh.length ? html`<p class="none" role="status">${t("noneFound")}</p>` : null}
    ${session.may("technician") ? html`<p class="buttons"><a class="tile" href="#/config/device">${t("addDevice")}</a> <a class="tile" href="#/config/scan">${t("scan")}</a> <a class="tile" href="#/config/import">${t("importDevice")}</a></p>` : null}`;
}

/** One device: its points, and what can be done about it. */
function Card({ d, c }) {
  const isFirst = useLive()?.devices?.find((x) => x.link === d.link)?.name === d.name;
  const why = (p) => [isLost(p) && p.at ? html`<${LastGood} p=${p} />` : null, (d.state === "online" && p.detail) || null].filter(Boolean);
  return html`<p class="meta">${d.name} · ${d.profile} · ${d.protocol} · ${t("link")} ${d.link} · ${d.pollSeconds} s</p>
    ${d.detail && d.state !== "online" ? html`<p class="detail">${d.detail}</p>` : null}
    ${d.protocol === "opcua" && d.state !== "online" && isFirst ? html`<${Certificates} path=${`/links/${d.link}`} anew=${`${d.state} ${d.detail}`} unknown />` : null}
    <table class="points"><thead><tr><th scope="col">${t("point")}</th><th scope="col">${t("valueQuality")}</th><th scope="col">${t("age")}</th></tr></thead>
    <tbody>${d.points.filter((p) => p.readable).map((p) => html`<tr class=${why(p).length ? "explained" : ""}><th scope="row"><a href=${`#/points/${p.id}`}>${text(p.title)}</a></th><td><b class="once">${p.at ? shown(p) : "–"}</b> ${p.at ? html`<${Flag} flag=${p.flag} />` : html`<span class="meta">${t("never")}</span>`}</td><td class="once">${p.at && !isLost(p) ? html`<${Age} at=${p.at} />` : "–"}</td></tr>
      ${why(p).length ? html`<tr class="why-row"><td colspan="3" class="meta">${why(p).flatMap((x, i) => (i ? [" · ", x] : [x]))}</td></tr>` : null}`)}</tbody></table>
    ${session.may("technician") ? html`<${Change} d=${d} c=${c} />` : null}`;
}

/** The switch says what it would make of the configuration that was seen. */
function Change({ d, c }) {
  const [run, busy, problem, done] = useDo();
  const seen = c?.tree.devices?.find((x) => x.name === d.name);
  const off = (seen ?? d).enabled === false;
  return html`<p class="buttons"><a class="tile" href=${`#/config/device/${d.name}`}>${t("editDevice")}</a>
    <a class="tile" href=${`#/devices/${d.name}/raw`}>${t("rawView")}</a>
    <a class="tile" href=${`/api/v1/devices/${d.name}/file`} download=${`${d.name}.yaml`}>${t("exportDevice")}</a>
    <button class="switch" disabled=${busy || !seen} onClick=${() => run(() => draftEdits([set(["devices", d.name, "enabled"], off)], c))}>${t(off ? "enable" : "disable")}</button></p>
    <${Oops} problem=${problem} /><${InDraft} is=${done} />`;
}

const SPANS = [["PT1H", 3600], ["PT24H", 86400], ["P7D", 604800], ["P30D", 2592000]];

export function Point({ args: [device, point] }) {
  const s = useLive();
  const [span, setSpan] = useState(3600);
  const id = `${device}/${point}`;
  const found = s?.devices?.flatMap((d) => d.points.map((p) => ({ ...p, device: d }))).find((p) => p.id === id);
  const rules = (s?.alarms || []).filter((a) => a.point === id);
  const range = () => { const to = new Date(); return `from=${new Date(to - span * 1000).toISOString()}&to=${to.toISOString()}`; };
  const [series, problem, again] = useAsk(() => get(`/points/${id}/series?${range()}&buckets=240`), [id, span], Math.max(5000, span * 4));
  const [rule] = useAsk(() => rules.length ? get(`/alarms/${rules[0].rule}`) : Promise.resolve(null), [rules.map((r) => r.rule).join()]);
  const [last, noLast, lastAgain] = useAsk(() => get(`/points/${id}/readings?${range()}&limit=50`), [id, span], Math.max(5000, span * 4));
  return html`<${Title} back="#/devices">${found ? text(found.title) : id}<//>
    <section aria-label=${id}><p class="meta">${found ? text(found.device.title) : ""} · ${id}</p>
    ${found?.at ? html`<p class="big">${shown(found)} <${Flag} flag=${found.flag} /> <small>${isLost(found) ? html`<${LastGood} p=${found} />` : html`<${Age} at=${found.at} />`}</small></p>` : html`<p class="none">${t("noReadings")}</p>`}
    ${found?.detail ? html`<p class="detail">${found.detail}</p>` : null}
    <div class="choices" role="group" aria-label=${t("span")}>${SPANS.map(([w, n]) => html`<button aria-pressed=${span === n} onClick=${() => setSpan(n)}>${t("spans")[w]}</button>`)}</div>
    <${Oops} problem=${problem} again=${again} />
    ${series ? html`<${Chart} title=${found ? text(found.title) : id} unit=${series.unit} buckets=${series.buckets} lines=${rule?.settings?.point === id ? rule.settings.lines : []} />` : null}</section>
    <${Section} id="s-last" title=${t("lastReadings")}><${Oops} problem=${noLast} again=${lastAgain} /><div class="scroll" tabindex="0" role="region" aria-label=${t("lastReadings")}><table><thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("value")}</th><th scope="col">${t("quality")}</th></tr></thead>
      <tbody>${(last?.readings || []).slice().reverse().map((r) => html`<tr><td>${clock(Date.parse(r.at))}</td><td class="number">${shown({ property: found?.property, unit: r.unit, value: r.value })}</td><td><${Flag} flag=${r.flag} />${r.detail ? html`<small class="why">${r.detail}</small>` : null}</td></tr>`)}</tbody></table></div><//>
    ${session.may("technician") ? html`<p class="buttons"><a class="tile" href=${`#/quality/${id}`}>${t("qualityTests")}</a></p>` : null}
    ${rules.length ? html`<${Section} id="s-rules" title=${t("rulesOfPoint")}><ul class="list">${rules.map((a) => html`<li><a class="tile" href=${`#/rules/${a.rule}`}>${text(a.title)}</a></li>`)}</ul><//>` : null}`;
}
