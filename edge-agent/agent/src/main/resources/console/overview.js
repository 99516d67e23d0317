// The site at a glance: what wants attention, alarms, what is still to be done, and how each part stands.
import { html } from "/html.js";
import { t, text, clock, bytes, more } from "/words.js";
import "/modelwords.js";
import "/pagewords.js";
import { get, session } from "/api.js";
import { ClockBrief } from "/clock.js";
import { Setup, Todo } from "/setup.js";
import { useLive, useAsk, Badge, Flag, Age, Section, Title, shown, isLost, LastGood, Fact } from "/parts.js";
import { Standing, standing } from "/outputs.js";
import { AlarmLink, isOpen, isSilenced, byUrgency } from "/alarms.js";
import { isWell, byNeed, DeviceState } from "/devices.js";

more({
  diskUsed: ["磁盘已用", "Disk used"], diskFree: ["磁盘剩余", "Disk free"],
  cardYears: [(years, tb) => `新卡约 ${years} 年(额定 ${tb} TB)`, (years, tb) => `${years} ${years === 1 ? "year" : "years"} of a new card (rated ${tb} TB)`],
  cardUnknown: ["无法估计:还没有填存储卡的额定写入量", "Not known: nobody has told the card's rated endurance"], cardTell: ["填写", "Tell it"],
});

const MOST_ALARMS = 5, MOST_DEVICES = 6, MOST_CHECKS = 5;

export function Overview() {
  const s = useLive();
  if (!s) return html`<${Title}>${t("overview")}<//><p class="none">…</p>`;
  if (!s.gateway) return s.hasSite ? html`<${Title}>${t("overview")}<//><section><p>${t("notRunning")}</p></section>` : session.may("technician") ? html`<${Setup} />` : html`<${Title}>${t("overview")}<//><section><p class="none">${t("notSetUp")}</p></section>`;
  const open = s.alarms.filter((a) => isOpen(a) && !isSilenced(a)).sort(byUrgency);
  const bad = s.health.checks.filter((c) => c.state !== "ok");
  return html`<${Title}>${t("overview")}<//><${Chips} s=${s} />
  <div class="columns"><div>
    <${Section} id="s-alarms" title=${`${t("openAlarms")} (${open.length})`}>
      ${open.length ? html`<ul class="list">${open.slice(0, MOST_ALARMS).map((a) => html`<${AlarmLink} a=${a} />`)}</ul>` : s.alarms.length ? html`<p class="none">${t("noAlarms")}</p>` : html`<p class="detail warn">${t("noRules")}</p>`}
      ${open.length > MOST_ALARMS ? html`<p class="buttons"><a class="tile" id="all-alarms" href="#/alarms">${t("allAlarms")(open.length)}</a></p>` : null}
      <${Silenced} all=${s.alarms.filter(isSilenced).sort(byUrgency)} />
    <//>
    <${Todo} s=${s} />
    <${Section} id="s-devices" title=${`${t("devices")} (${s.devices.length})`}><${DeviceList} all=${s.devices} /><//>
  </div><div>
    <${Section} id="s-uplink" title=${t("uplink")}><dl class="facts">
      ${s.uplink.configured ? html`<${Fact} name=${t("connection")} bad=${!s.uplink.connected}>${s.uplink.connected ? t("connected") : t("notConnected")}<//>
        <${Fact} name=${t("backlog")}>${s.uplink.backlog}<//>
        <${Fact} name=${t("lastReceipt")}>${s.uplink.lastReceiptAt ? html`<${Age} at=${s.uplink.lastReceiptAt} />` : t("never")}<//>
        ${s.uplink.guarantee ? html`<${Fact} name=${t("promise")} bad>${t("brokerOnly")}<//>` : null}` : html`<${Fact} name=${t("connection")}>${t("noUplink")}<//>`}</dl><//>
    <${Section} id="s-outputs" title=${t("outputs")}>
      ${s.outputs.length ? html`<ul class="list">${s.outputs.map((o) => html`<li class="row"><a href="#/outputs">${text(o.title)}</a><${Standing} o=${o} /><span class="meta">${t("confirmations")[o.confirmation]}</span></li>`)}</ul>` : html`<p class="none">${t("noOutputs")}</p>`}<//>
    ${s.models?.length ? html`<${Section} id="s-models" title=${t("models")}><ul class="list">${s.models.map((m) => html`<li><a href=${`#/models/${m.id}`}>${text(m.title)}</a>${m.drifted ? html` <span class="state offline">${t("drifted")}</span>` : null}<br /><span class="meta">${m.package} ${m.version}${m.promoted ? ` · ${t("promotedWord")}` : ""}${m.shadow ? ` · ${t("beside")}${t("colon")}${m.shadow}` : ""}</span></li>`)}</ul><//>` : null}
    <${Section} id="s-health" title=${t("health")}>
      <p><span class=${`state ${s.health.state === "ok" ? "online" : s.health.state}`}>${t("healths")[s.health.state]}</span></p>
      ${bad.length ? html`<ul class="list">${bad.slice(0, MOST_CHECKS).map((c) => html`<li><b>${c.name}</b><p class="detail">${c.detail}</p></li>`)}</ul>${bad.length > MOST_CHECKS ? html`<p class="meta">${t("moreChecks")(bad.length - MOST_CHECKS)}</p>` : null}` : null}<//>
    <${Section} id="s-storage" title=${t("storage")}><dl class="facts"><${Disk} />
      <${Fact} name=${t("perDay")}>${s.storage.bytesPerDay ? bytes(s.storage.bytesPerDay) : t("measuring")}<//>
      <${Fact} name=${t("cardLife")}><${CardLife} of=${s.storage} /><//>
      <${Fact} name=${t("unconfirmed")}>${s.storage.unconfirmedAlarms} / ${s.storage.unconfirmedObservations}<//>
      ${s.storage.reserveSpent ? html`<${Fact} name=${t("disk")} bad>${t("diskFull")}<//>` : null}</dl><//>
    <${Section} id="s-clock" title=${t("clock")}><${ClockBrief} /><p class="buttons"><a class="tile" href="#/clock">${t("clockMore")}</a></p><//>
  </div></div>`;
}

/** What is not as it should be, in a line or two: each leads to where it can be seen. */
function Chips({ s }) {
  const [c] = useAsk(() => get("/clock"), [], 60_000);
  const count = (states) => s.devices.filter((d) => d.enabled !== false && states.includes(d.state)).length;
  const down = count(["offline", "link-down", "misconfigured"]);
  const doubt = s.devices.filter((d) => !isWell(d)).length - down;
  const silenced = s.alarms.filter(isSilenced).length;
  const to = (id) => (e) => { e.preventDefault(); document.getElementById(id)?.scrollIntoView({ block: "center" }); };
  const all = [
    s.uplink.configured && !s.uplink.connected && ["failed", t("chips").uplink, "#/", to("s-uplink")],
    down > 0 && ["failed", t("chipDevices")(down), "#/devices"],
    ...s.outputs.filter((o) => standing(o)[0] === "failed" || o.confirmation === "silent").map((o) => ["failed", t("chipOutput")(text(o.title)), "#/outputs"]),
    s.storage.reserveSpent && ["failed", t("chips").disk, "#/", to("s-storage")],
    doubt > 0 && ["degraded", t("chipDoubt")(doubt), "#/devices"],
    silenced > 0 && ["degraded", t("chipSilenced")(silenced), "#/", to("s-silenced")],
    !s.alarms.length && s.devices.length > 0 && ["degraded", t("chips").rules, "#/config/rule"],
    c && !c.synchronized && ["degraded", t("chips").clock, "#/clock"],
  ].filter(Boolean);
  return all.length ? html`<ul class="chips" aria-label=${t("attention")}>${all.map(([kind, word, href, onClick]) => html`<li><a class=${`chip ${kind}`} href=${href} onClick=${onClick}>${word}</a></li>`)}</ul>` : null;
}

/** Rules that would not warn as they should: why, until when, and at what level they stand meanwhile. */
function Silenced({ all }) {
  if (!all.length) return null;
  const how = (a) => [a.outOfService && `${t("outOfService")}${t("colon")}${a.outOfService}`, a.shelving && `${t("shelved")}${a.shelving.until ? ` ${t("until")} ${clock(Date.parse(a.shelving.until))}` : ""}${t("colon")}${a.shelving.by}${a.shelving.note ? ` · ${a.shelving.note}` : ""}`, a.suppressed && t("suppressed")].filter(Boolean).join(" · ");
  return html`<h3 id="s-silenced" class="detail">${t("silencedRules")} (${all.length})</h3><ul class="list silenced">${all.slice(0, MOST_ALARMS).map((a) => html`<li><a class=${`alarm ${a.active ? a.level : "none"}`} href=${`#/alarms/${a.rule}`}>
    <span class="row">${a.active ? html`<${Badge} level=${a.level} />` : null}<b>${text(a.title) || a.rule}</b></span><span class="meta">${how(a)}</span></a></li>`)}</ul>
    ${all.length > MOST_ALARMS ? html`<p class="buttons"><a class="tile" href="#/alarms">${t("allAlarms")(all.length)}</a></p>` : null}`;
}

/** Those that are not well first; of many, the others only on request. */
function DeviceList({ all }) {
  const sorted = [...all].sort(byNeed);
  const shownNow = all.length > MOST_DEVICES ? sorted.filter((d) => !isWell(d)) : sorted;
  const first = shownNow.slice(0, MOST_DEVICES);
  const rest = sorted.filter((d) => !first.includes(d));
  const entry = (d) => html`<li class="device" key=${d.name}><div class="row"><b>${text(d.title)}</b><${DeviceState} d=${d} /></div>
    ${d.state !== "online" && d.detail ? html`<p class="detail">${d.detail}</p>` : null}
    <ul class="values">${d.points.filter((p) => p.readable && p.at).slice(0, 3).map((p) => html`<li><a href=${`#/points/${p.id}`}>${text(p.title)}</a> <b class="once">${shown(p)}</b> ${p.flag === 2 ? null : html`<${Flag} flag=${p.flag} />`} <small>${isLost(p) ? html`<${LastGood} p=${p} />` : html`<${Age} at=${p.at} />`}</small></li>`)}</ul></li>`;
  return html`<ul class="list">${first.map(entry)}</ul>${rest.length ? html`<details id="rest"><summary>${rest.every(isWell) ? t("restWell")(rest.length) : t("rest")(rest.length)}</summary><ul class="list">${rest.map(entry)}</ul></details>` : null}`;
}

/** What the file system has that the store is on. */
function Disk() {
  const [d, problem] = useAsk(() => get("/storage"), [], 60_000);
  if (!d) return problem ? html`<${Fact} name=${t("disk")} bad>${problem.message}<//>` : null;
  return html`<${Fact} name=${t("diskUsed")}>${bytes(d.usedBytes)}<//><${Fact} name=${t("diskFree")} bad=${d.freeBytes < d.totalBytes / 20}>${bytes(d.freeBytes)}<//>`;
}

/** Years only of a card whose rating the site tells: what was written to it before nobody knows. */
function CardLife({ of: s }) {
  if (s.newCardYears !== undefined) return html`${t("cardYears")(s.newCardYears, s.cardEnduranceTb)}`;
  if (s.cardEnduranceTb !== undefined) return html`${t("measuring")}`;
  return html`${t("cardUnknown")}${session.may("technician") ? html` <a href="#/config/site" id="tell-card">${t("cardTell")}</a>` : null}${s.yearsPerTerabyte === undefined ? "" : html`<br /><span class="meta">${s.yearsPerTerabyte} ${t("yearsPerTb")}</span>`}`;
}
