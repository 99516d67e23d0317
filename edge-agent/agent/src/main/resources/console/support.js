// Support: what runs, whether something newer lies here, a bundle to send, backup and restore.
import { html, useState } from "/html.js";
import { t, clock } from "/words.js";
import "/configwords.js";
import "/supportwords.js";
import { get, upload, session } from "/api.js";
import { useLive, useAsk, useDo, Title, Oops, Section, Confirm, Fact } from "/parts.js";

export function Support() {
  return html`<${Title} back="#/more">${t("support")}<//><${Software} /><${Health} />
    ${session.may("technician") ? html`<${Section} id="u-bundle" title=${t("bundle")}><p>${t("bundleAbout")}</p><p class="buttons"><a class="tile" id="bundle" href="/api/v1/support/bundle" download>${t("bundleGet")}</a></p><//>` : null}
    ${session.may("administrator") ? html`<${Backup} /><${Restore} />` : html`<p class="meta">${t("backupWho")}</p>`}`;
}

function Software() {
  const [s, problem] = useAsk(() => get("/support/software"), []);
  return html`<${Section} id="u-software" title=${t("software")}><${Oops} problem=${problem} />${s ? html`<dl class="facts"><${Fact} name="Fieldbeacon">${s.version}<//><${Fact} name="Java">${s.java}<//><${Fact} name=${t("system")}>${s.system}<//></dl>
    <h3>${t("updates")}</h3>${s.updates.found.length ? html`<ul class="list">${s.updates.found.map((u) => html`<li><b class="mono">${u.file}</b> ${u.newer ? html`<span class="badge notice">${t("newer")}</span>` : null}<br /><span class=${u.problem ? "oops" : "meta"}>${u.problem ?? t("signedOkUpdate")}</span></li>`)}</ul>` : html`<p class="none">${t("noUpdates")}</p>`}
    <p class="meta">${t("updatesAbout")} <span class="mono hash">${s.updates.folder}</span></p>` : null}<//>`;
}

function Health() {
  const s = useLive();
  if (!s?.health) return null;
  return html`<${Section} id="u-health" title=${t("health")}><p><span class=${`state ${s.health.state === "ok" ? "online" : s.health.state}`}>${t("healths")[s.health.state]}</span></p>
    <ul class="list">${s.health.checks.map((c) => html`<li class="row"><span>${c.name}</span><span class=${`state ${c.state === "ok" ? "online" : c.state}`}>${t("healths")[c.state] ?? c.state}</span>${c.detail ? html`<span class="detail hash">${c.detail}</span>` : null}</li>`)}</ul><//>`;
}

function Backup() {
  return html`<${Section} id="u-backup" title=${t("backup")}><p>${t("backupAbout")}</p><p class="oops">${t("backupSecret")}</p>
    <p class="buttons"><a class="tile" id="backup" href="/api/v1/support/backup" download>${t("backupGet")}</a> <a class="tile" href="/api/v1/support/backup?history=true" download>${t("backupHistory")}</a></p><//>`;
}

function Restore() {
  const [file, choose] = useState(null);
  const [asking, ask] = useState(false);
  const [got, set] = useState(null);
  const [run, busy, problem] = useDo();
  const go = () => { ask(false); run(() => upload("/support/restore", file)).then((r) => { if (r) { set(r); choose(null); } }); };
  return html`<${Section} id="u-restore" title=${t("restoreTitle")}><p>${t("restoreAbout")}</p><form onSubmit=${(e) => { e.preventDefault(); ask(true); }}>
      <div class="field"><label for="backup-file">${t("chooseBackup")}</label><input id="backup-file" type="file" accept=".zip" onChange=${(e) => { choose(e.target.files[0] ?? null); set(null); }} /></div>
      <${Oops} problem=${problem} />${got ? html`<p class="done" role="status">${t("restored")} ${got.gateway}${t("comma")}${clock(Date.parse(got.madeAt))}</p>` : null}
      <button class="danger wide" id="restore" disabled=${busy || !file}>${busy ? t("restoring") : t("restoreTitle")}</button></form>
    ${asking ? html`<${Confirm} danger title=${t("restoreAsk")} yes=${t("restoreTitle")} onYes=${go} onNo=${() => ask(false)}><p>${t("restoreWarn")}</p><p class="mono hash">${file?.name}</p><//>` : null}<//>`;
}
