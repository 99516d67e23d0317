// The site at a glance: alarms first.
import { html } from "/html.js";
import { t, text, figure, clock, bytes } from "/words.js";
import "/modelwords.js";
import { live, session } from "/api.js";
import { Setup, Todo } from "/setup.js";
import { useLive, Badge, Flag, Age, Section, Title } from "/parts.js";
import { AlarmLink, isOpen, byUrgency } from "/alarms.js";

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
    <${Section} id="s-storage" title=${t("storage")}><dl class="facts">
      <${Fact} name=${t("perDay")}>${s.storage.bytesPerDay ? bytes(s.storage.bytesPerDay) : t("measuring")}<//>
      ${s.storage.yearsPerTerabyte ? html`<${Fact} name=${t("cardLife")}>${s.storage.yearsPerTerabyte} ${t("yearsPerTb")}<//>` : null}
      <${Fact} name=${t("unconfirmed")}>${s.storage.unconfirmedAlarms} / ${s.storage.unconfirmedObservations}<//>
      ${s.storage.reserveSpent ? html`<${Fact} name=${t("disk")} bad>${t("diskFull")}<//>` : null}</dl><//>
    <${Section} id="s-clock" title=${t("clock")}><dl class="facts">
      <${Fact} name=${t("gatewayTime")}>${clock(live.now())}<//>
      <${Fact} name=${t("clockGap")} bad=${Math.abs(live.serverOffset) > 30000}>${Math.abs(live.serverOffset / 1000).toFixed(1)} s<//></dl><p><a href="#/clock">${t("clockMore")}</a></p><//>
  </div></div>`;
}
const lang_list = () => t("listComma");
