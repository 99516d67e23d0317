// The site at a glance: alarms first.
import { html } from "/html.js";
import { t, text, figure, bytes, more } from "/words.js";
import "/modelwords.js";
import { get, live, session } from "/api.js";
import { ClockBrief } from "/clock.js";
import { Setup, Todo } from "/setup.js";
import { useLive, useAsk, useTicks, Badge, Flag, Age, Section, Title } from "/parts.js";
import { AlarmLink, isOpen, byUrgency } from "/alarms.js";

more({
  diskUsed: ["磁盘已用", "Disk used"], diskFree: ["磁盘剩余", "Disk free"],
  cardYears: [(years, tb) => `新卡约 ${years} 年(额定 ${tb} TB)`, (years, tb) => `${years} years of a new card (rated ${tb} TB)`],
  cardUnknown: ["无法估计:站点文件没有写存储卡的额定写入量", "Not known: the site file does not give the card's rated endurance,"],
});

const Fact = ({ name, children, bad }) => html`<div class=${bad ? "fact bad" : "fact"}><dt>${name}</dt><dd>${children}</dd></div>`;

export function Overview() {
  const s = useLive();
  if (!s) return html`<${Title}>${t("overview")}<//><p class="none">…</p>`;
  if (!s.gateway) return s.hasSite ? html`<${Title}>${t("overview")}<//><section><p>${t("notRunning")}</p></section>` : session.may("technician") ? html`<${Setup} />` : html`<${Title}>${t("overview")}<//><section><p class="none">${t("notSetUp")}</p></section>`;
  const open = s.alarms.filter(isOpen).sort(byUrgency);
  const silenced = s.alarms.filter((a) => a.outOfService || a.shelving);
  const bad = s.health.checks.filter((c) => c.state !== "ok");
  const main = (d) => d.points.filter((p) => p.readable && p.at).slice(0, 3);
  return html`<${Title}>${t("overview")}<//>
  <${Todo} s=${s} /><div class="columns"><div>
    <${Section} id="s-alarms" title=${`${t("openAlarms")} (${open.length})`}>
      ${open.length ? html`<ul class="list">${open.map((a) => html`<${AlarmLink} a=${a} />`)}</ul>` : html`<p class="none">${t("noAlarms")}</p>`}
      ${silenced.length ? html`<p class="note">${t("silenced")}: ${silenced.map((a) => text(a.title) || a.rule).join(lang_list())}</p>` : null}
    <//>
    <${Section} id="s-devices" title=${`${t("devices")} (${s.devices.length})`}>
      <ul class="list">${s.devices.map((d) => html`<li class="device"><div class="row"><b>${text(d.title)}</b><span class=${`state ${d.state}`}>${t("states")[d.state] ?? d.state}</span></div>
        ${d.state !== "online" && d.detail ? html`<p class="detail">${d.detail}</p>` : null}
        <ul class="values">${main(d).map((p) => html`<li><a href=${`#/points/${p.id}`}>${text(p.title)}</a> <b>${figure(p.value, p.unit)}</b> <${Flag} flag=${p.flag} /> <small><${Age} at=${p.at} /></small></li>`)}</ul></li>`)}</ul>
    <//>
  </div><div>
    <${Section} id="s-uplink" title=${t("uplink")}><dl class="facts">
      ${s.uplink.configured ? html`<${Fact} name=${t("connection")} bad=${!s.uplink.connected}>${s.uplink.connected ? t("connected") : t("notConnected")}<//>
        <${Fact} name=${t("backlog")}>${s.uplink.backlog}<//>
        <${Fact} name=${t("lastReceipt")}>${s.uplink.lastReceiptAt ? html`<${Age} at=${s.uplink.lastReceiptAt} />` : t("never")}<//>
        ${s.uplink.guarantee ? html`<${Fact} name=${t("guarantee")} bad>${t("brokerOnly")}<//>` : null}` : html`<${Fact} name=${t("connection")}>${t("noUplink")}<//>`}</dl><//>
    <${Section} id="s-outputs" title=${t("outputs")}>
      ${s.outputs.length ? html`<ul class="list">${s.outputs.map((o) => html`<li class="row"><a href="#/outputs">${text(o.title)}</a><span class=${o.on ? "state on" : "state off"}>${o.on ? t("on") : t("off")}</span><span class="meta">${t("confirmations")[o.confirmation]}</span></li>`)}</ul>` : html`<p class="none">${t("noOutputs")}</p>`}<//>
    ${s.models?.length ? html`<${Section} id="s-models" title=${t("models")}><ul class="list">${s.models.map((m) => html`<li><a href=${`#/models/${m.id}`}>${text(m.title)}</a>${m.drifted ? html` <span class="state offline">${t("drifted")}</span>` : null}<br /><span class="meta">${m.package} ${m.version}${m.promoted ? ` · ${t("promotedWord")}` : ""}${m.shadow ? ` · ${t("beside")}: ${m.shadow}` : ""}</span></li>`)}</ul><//>` : null}
    <${Section} id="s-health" title=${t("health")}>
      <p><span class=${`state ${s.health.state === "ok" ? "online" : s.health.state}`}>${t("healths")[s.health.state]}</span></p>
      ${bad.length ? html`<ul class="list">${bad.map((c) => html`<li><b>${c.name}</b><p class="detail">${c.detail}</p></li>`)}</ul>` : null}<//>
    <${Section} id="s-storage" title=${t("storage")}><dl class="facts"><${Disk} />
      <${Fact} name=${t("perDay")}>${s.storage.bytesPerDay ? bytes(s.storage.bytesPerDay) : t("measuring")}<//>
      <${Fact} name=${t("cardLife")}><${CardLife} of=${s.storage} /><//>
      <${Fact} name=${t("unconfirmed")}>${s.storage.unconfirmedAlarms} / ${s.storage.unconfirmedObservations}<//>
      ${s.storage.reserveSpent ? html`<${Fact} name=${t("disk")} bad>${t("diskFull")}<//>` : null}</dl><//>
    <${Section} id="s-clock" title=${t("clock")}><${ClockBrief} /><p><a href="#/clock">${t("clockMore")}</a></p><//>
  </div></div>`;
}

/** What the file system has that the store is on. */
function Disk() {
  const [d] = useAsk(() => get("/storage"), [Math.floor(performance.now() / 60_000)]);
  useTicks(1000);
  return d ? html`<${Fact} name=${t("diskUsed")}>${bytes(d.usedBytes)}<//><${Fact} name=${t("diskFree")} bad=${d.freeBytes < d.totalBytes / 20}>${bytes(d.freeBytes)}<//>` : null;
}

/** Years only of a card whose rating the site tells: what was written to it before nobody knows. */
function CardLife({ of: s }) {
  if (s.newCardYears !== undefined) return html`${t("cardYears")(s.newCardYears, s.cardEnduranceTb)}`;
  if (s.cardEnduranceTb !== undefined) return html`${t("measuring")}`;
  return html`${t("cardUnknown")} <span class="mono">store.card-endurance-tb</span>${s.yearsPerTerabyte === undefined ? "" : html`<br /><span class="meta">${s.yearsPerTerabyte} ${t("yearsPerTb")}</span>`}`;
}
const lang_list = () => t("listComma");
