// Accounts, the certificate, and the record of changes.
import { html, useState } from "/html.js";
import { t, clock, more } from "/words.js";
import { get, post, put, del, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section, Confirm } from "/parts.js";

more({
  draftersWord: ["草稿修改人", "drafted by"],
  auditWords: [{ "alarm-acknowledged": "确认告警", "alarm-shelved": "搁置告警", "alarm-unshelved": "取消搁置", "alarm-out-of-service": "停用告警", "alarm-returned-to-service": "恢复使用告警", "alarm-reset": "复位告警", "output-tested": "试验输出", "output-auto": "输出恢复自动", "walk-begun": "开始联调测试", "walk-acknowledged": "确认测试告警", "walk-ended": "结束联调测试", "point-calibrated": "校准测点", "device-imported": "导入设备", "scan-started": "开始扫描", "secret-kept": "保存密码或密钥文件", "server-believed": "相信服务器证书", "server-distrusted": "不再相信服务器证书", "server-forgotten": "去掉服务器证书", "draft-edited": "修改草稿", "draft-dropped": "放弃草稿", "config-applied": "应用配置", "config-confirmed": "保留配置", "config-reverted": "配置被撤回", "account-created": "添加账户", "account-changed": "更改账户角色", "account-removed": "删除账户", "password-changed": "更改密码", "certificate-replaced": "更换证书", "package-uploaded": "上传模型包", "package-removed": "删除模型包", "model-promoted": "采用影子模型", "model-rolled-back": "退回模型", "support-bundle": "下载支持包", "backup-made": "备份", "restored": "恢复备份" },
    { "alarm-acknowledged": "acknowledged the alarm", "alarm-shelved": "shelved the alarm", "alarm-unshelved": "unshelved the alarm", "alarm-out-of-service": "took the alarm out of service", "alarm-returned-to-service": "returned the alarm to service", "alarm-reset": "reset the alarm", "output-tested": "tested the output", "output-auto": "gave the output back to its rules", "walk-begun": "began a walk test", "walk-acknowledged": "acknowledged the test alarm", "walk-ended": "ended the walk test", "point-calibrated": "calibrated the point", "device-imported": "imported a device", "scan-started": "started a scan", "secret-kept": "kept a secret in a file", "server-believed": "believed the server's certificate", "server-distrusted": "believes the server's certificate no longer", "server-forgotten": "forgot a server's certificate", "draft-edited": "edited the draft", "draft-dropped": "dropped the draft", "config-applied": "applied the configuration", "config-confirmed": "kept the configuration", "config-reverted": "the configuration was taken back", "account-created": "added an account", "account-changed": "changed the role of an account", "account-removed": "removed an account", "password-changed": "changed the password", "certificate-replaced": "replaced the certificate", "package-uploaded": "uploaded a package", "package-removed": "removed a package", "model-promoted": "promoted a model", "model-rolled-back": "rolled a model back", "support-bundle": "took a support bundle", "backup-made": "made a backup", "restored": "restored a backup" }],
});

const ROLES = () => ["viewer", "technician", "administrator"].map((r) => [r, t("roles")[r]]);

export function People() {
  return html`<${Title} back="#/more">${t("people")}<//><${Password} />
    ${session.may("administrator") ? html`<${Accounts} /><${Certificate} /><${Audit} />` : null}`;
}

function Password() {
  const [old, setOld] = useState("");
  const [password, setPassword] = useState("");
  const [run, busy, problem, done] = useDo();
  const go = (e) => { e.preventDefault(); run(() => put("/session/password", { old, password })).then((u) => { if (u) { session.set(u); setOld(""); setPassword(""); } }); };
  return html`<${Section} id="p-own" title=${`${t("ownPassword")}: ${session.user.name} (${t("roles")[session.user.role]})`}><form onSubmit=${go}>
    <${Input} name="old" type="password" label=${t("oldPassword")} value=${old} set=${setOld} autocomplete="current-password" problem=${problem} />
    <${Input} name="password" type="password" label=${t("newPassword")} value=${password} set=${setPassword} autocomplete="new-password" help=${t("passwordHelp")} problem=${problem} />
    <${Oops} problem=${problem} />${done ? html`<p role="status">${t("saved")}</p>` : null}<button disabled=${busy}>${t("save")}</button></form><//>`;
}

function Accounts() {
  const [list, missing, again] = useAsk(() => get("/accounts"), []);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState("technician");
  const [leaving, setLeaving] = useState(null);
  const [run, busy, problem] = useDo();
  const add = (e) => { e.preventDefault(); run(() => post("/accounts", { name, role, password })).then((d) => { if (d) { setName(""); setPassword(""); again(); } }); };
  return html`<${Section} id="p-accounts" title=${t("accounts")}><${Oops} problem=${missing} again=${again} /><ul class="list">${(list?.accounts || []).map((a) => html`<li class="row"><b>${a.name}</b>
      <label class="inline">${t("role")} <select value=${a.role} onChange=${(e) => run(() => put(`/accounts/${encodeURIComponent(a.name)}`, { role: e.target.value })).then(again)}>${ROLES().map(([v, l]) => html`<option value=${v} selected=${v === a.role}>${l}</option>`)}</select></label>
      <button onClick=${() => setLeaving(a.name)}>${t("remove")}</button></li>`)}</ul>
    ${leaving ? html`<${Confirm} danger title=${`${t("remove")}: ${leaving}`} yes=${t("remove")} onYes=${() => { run(() => del(`/accounts/${encodeURIComponent(leaving)}`)).then(again); setLeaving(null); }} onNo=${() => setLeaving(null)} />` : null}
    <form onSubmit=${add}><h3>${t("addAccount")}</h3>
      <${Input} name="name" label=${t("userName")} value=${name} set=${setName} problem=${problem} autocomplete="off" />
      <${Input} name="role" label=${t("role")} value=${role} set=${setRole} options=${ROLES()} problem=${problem} />
      <${Input} name="password" type="password" label=${t("newPassword")} value=${password} set=${setPassword} autocomplete="new-password" help=${t("passwordHelp")} problem=${problem} />
      <${Oops} problem=${problem} /><button disabled=${busy}>${t("addAccount")}</button></form><//>`;
}

function Certificate() {
  const [tls, missing, again] = useAsk(() => get("/tls"), []);
  const [chain, setChain] = useState("");
  const [key, setKey] = useState("");
  const [run, busy, problem, done] = useDo();
  const go = (e) => { e.preventDefault(); run(() => put("/tls", { chain, key })).then((d) => { if (d) { setChain(""); setKey(""); again(); } }); };
  return html`<${Section} id="p-tls" title=${t("certificate")}><${Oops} problem=${missing} again=${again} />${tls ? html`<p>${tls.ownMaking ? t("ownCertificate") : tls.issuer}</p><p class="meta">SHA-256 <span class="mono">${tls.fingerprint}</span></p>
      <p class="meta">${tls.subject} · ${clock(Date.parse(tls.until))}</p><p class="buttons"><a class="tile" href="/api/v1/tls/certificate.pem" download>${t("downloadCertificate")}</a></p>` : null}
    <details><summary>${t("replaceCertificate")}</summary><form onSubmit=${go}>
      <${Input} name="chain" type="area" rows="4" label=${t("chain")} value=${chain} set=${setChain} problem=${problem} />
      <${Input} name="key" type="area" rows="4" label=${t("privateKey")} value=${key} set=${setKey} problem=${problem} />
      <${Oops} problem=${problem} />${done ? html`<p role="status">${t("saved")}</p>` : null}<button disabled=${busy}>${t("save")}</button></form></details><//>`;
}

function Audit() {
  const [log, missing, again] = useAsk(() => get("/audit?limit=100"), []);
  return html`<${Section} id="p-audit" title=${t("audit")}><${Oops} problem=${missing} again=${again} /><p class=${log && !log.whole ? "oops" : "meta"}>${log ? (log.whole ? t("auditWhole") : t("auditBroken")) : ""}</p>
    <ul class="list audit">${(log?.entries || []).map((e) => html`<li><b>${e.who || "–"}</b> <span class="what" data-what=${e.what}>${t("auditWords")[e.what] ?? e.what}</span> <span class="mono">${e.target}</span>${e.drafters ? ` · ${t("draftersWord")} ${e.drafters.join(t("listComma"))}` : ""}<br /><span class="meta">${clock(Date.parse(e.at))} · ${e.from}</span>
      ${e.before || e.after ? html`<details><summary>${t("beforeAfter")}</summary><pre tabindex="0">${e.before}\n→\n${e.after}</pre></details>` : null}</li>`)}</ul><//>`;
}
