// Accounts, the certificate, and the record of changes.
import { html, useState } from "/html.js";
import { t, clock, more } from "/words.js";
import { get, post, put, del, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section, Confirm } from "/parts.js";
import { Certificate } from "/tls.js";

more({
  mustChange: ["须先换密码", "must set an own password"], resetPassword: ["重设密码", "Reset the password"], resetAbout: ["给这个账户一个新密码,当面告诉本人;下次登录时必须换成自己的。此账户现在的登录会全部结束。", "Gives this account another password, to be told to its owner and changed by them at the next sign-in. Its sessions end now."], resetDone: ["已重设,下次登录须换成自己的密码。", "Reset; to be changed at the next sign-in."], givenAbout: ["第一次登录时,对方必须换成自己的密码。", "Whoever signs in with it has to set an own password first."],
  older: ["更早的记录", "Older entries"], auditEnd: ["没有更早的记录了", "There are no older entries"],
  draftersWord: ["草稿修改人", "drafted by"],
  auditWords: [{ "alarm-ordered": "要求处置告警", "alarm-refused": "处置被拒绝", "record-unsealed": "记录的末行摘要缺失,重新开始", "alarm-acknowledged": "确认告警", "alarm-shelved": "搁置告警", "alarm-unshelved": "取消搁置", "alarm-out-of-service": "停用告警", "alarm-returned-to-service": "恢复使用告警", "alarm-reset": "复位告警", "output-ordered": "要求操作输出", "output-tested": "试验输出", "output-auto": "输出恢复自动", "walk-begun": "开始联调测试", "walk-acknowledged": "确认测试告警", "walk-ended": "结束联调测试", "point-calibrated": "校准测点", "device-imported": "导入设备", "scan-started": "开始扫描", "secret-kept": "保存密码或密钥文件", "uplink-tried": "试连上行服务器", "clock-ordered": "要求设置时钟", "clock-set": "采用手机时间", "clock-refused": "设置时钟被拒绝", "clock-jumped": "时钟跳变", "server-believed": "相信服务器证书", "server-distrusted": "不再相信服务器证书", "server-forgotten": "去掉服务器证书", "draft-edited": "修改草稿", "draft-dropped": "放弃草稿", "config-applied": "应用配置", "config-confirmed": "保留配置", "config-reverted": "配置被撤回", "account-created": "添加账户", "account-changed": "更改账户角色", "account-removed": "删除账户", "password-changed": "更改密码", "password-reset": "重设账户的密码", "signed-in": "登录", "sign-in-refused": "登录被拒绝", "certificate-replaced": "更换证书", "certificate-made": "生成新证书", "certificate-renewed": "证书自动换新", "certificate-refused": "退回原证书", "package-uploaded": "上传模型包", "package-removed": "删除模型包", "model-promoted": "采用影子模型", "model-rolled-back": "退回模型", "support-bundle": "下载支持包", "backup-made": "备份", "restored": "恢复备份" },
    { "alarm-ordered": "gave an order about the alarm", "alarm-refused": "was refused", "record-unsealed": "the record's own seal was not there and was begun anew", "alarm-acknowledged": "acknowledged the alarm", "alarm-shelved": "shelved the alarm", "alarm-unshelved": "unshelved the alarm", "alarm-out-of-service": "took the alarm out of service", "alarm-returned-to-service": "returned the alarm to service", "alarm-reset": "reset the alarm", "output-ordered": "gave an order about the output", "output-tested": "tested the output", "output-auto": "gave the output back to its rules", "walk-begun": "began a walk test", "walk-acknowledged": "acknowledged the test alarm", "walk-ended": "ended the walk test", "point-calibrated": "calibrated the point", "device-imported": "imported a device", "scan-started": "started a scan", "secret-kept": "kept a secret in a file", "uplink-tried": "tried an uplink", "clock-ordered": "gave an order to set the clock", "clock-set": "took a phone's time over", "clock-refused": "was refused to set the clock", "clock-jumped": "the clock jumped", "server-believed": "believed the server's certificate", "server-distrusted": "believes the server's certificate no longer", "server-forgotten": "forgot a server's certificate", "draft-edited": "edited the draft", "draft-dropped": "dropped the draft", "config-applied": "applied the configuration", "config-confirmed": "kept the configuration", "config-reverted": "the configuration was taken back", "account-created": "added an account", "account-changed": "changed the role of an account", "account-removed": "removed an account", "password-changed": "changed the password", "password-reset": "reset the password of an account", "signed-in": "signed in", "sign-in-refused": "was refused at sign-in", "certificate-replaced": "replaced the certificate", "certificate-made": "made a new certificate", "certificate-renewed": "renewed the certificate", "certificate-refused": "went back to the former certificate", "package-uploaded": "uploaded a package", "package-removed": "removed a package", "model-promoted": "promoted a model", "model-rolled-back": "rolled a model back", "support-bundle": "took a support bundle", "backup-made": "made a backup", "restored": "restored a backup" }],
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
  return html`<${Section} id="p-own" title=${`${t("ownPassword")}${t("colon")}${session.user.name} (${t("roles")[session.user.role]})`}><form onSubmit=${go}>
    <${Input} name="old" type="password" label=${t("oldPassword")} value=${old} set=${setOld} autocomplete="current-password" problem=${problem} />
    <${Input} name="password" type="password" label=${t("newPassword")} value=${password} set=${setPassword} autocomplete="new-password" help=${t("passwordHelp")} problem=${problem} />
    <${Oops} problem=${problem} />${done ? html`<p role="status">${t("saved")}</p>` : null}<button disabled=${busy}>${t("save")}</button></form><//>`;
}

function Accounts() {
  const [list, missing, again] = useAsk(() => get("/accounts"), []);
  return html`<${Section} id="p-accounts" title=${t("accounts")}><${Oops} problem=${missing} again=${again} /><ul class="list">${(list?.accounts || []).map((a) => html`<${Account} key=${a.name} a=${a} again=${again} />`)}</ul><${AddAccount} again=${again} /><//>`;
}

/** One account; what was refused about it stands with it. */
function Account({ a, again }) {
  const [run, busy, problem, done, changed] = useDo();
  const [asking, ask] = useState("");
  const [password, setPassword] = useState("");
  const [turn, anew] = useState(0);
  const path = `/accounts/${encodeURIComponent(a.name)}`;
  const isOwn = a.name === session.user.name;
  const change = (e) => run(() => put(path, { role: e.target.value })).then((ok) => { if (!ok) anew((n) => n + 1); again(); });
  const remove = () => { ask(""); run(() => del(path)).then(again); };
  const reset = (e) => { e.preventDefault(); run(() => put(`${path}/password`, { password }).then(() => true)).then((ok) => { if (ok) { ask(""); setPassword(""); again(); } }); };
  return html`<li class="account" data-name=${a.name}><div class="row"><b>${a.name}</b>${a.mustChange ? html` <span class="meta">${t("mustChange")}</span>` : null}
      <label class="inline">${t("role")} <select key=${turn} disabled=${busy} onChange=${change}>${ROLES().map(([v, l]) => html`<option value=${v} selected=${v === a.role}>${l}</option>`)}</select></label></div>
      <p class="buttons">${isOwn ? null : html`<button class="reset" disabled=${busy} onClick=${() => { changed(); ask(asking === "reset" ? "" : "reset"); }}>${t("resetPassword")}</button>`} <button class="remove" disabled=${busy} onClick=${() => ask("remove")}>${t("remove")}</button></p>
      ${asking === "reset" ? html`<form onSubmit=${reset}><p>${t("resetAbout")}</p><${Input} name="password" id=${`reset-${a.name}`} type="password" label=${t("newPassword")} value=${password} set=${setPassword} autocomplete="new-password" help=${t("passwordHelp")} problem=${problem} /><${Oops} problem=${problem} /><button class="primary" disabled=${busy}>${t("resetPassword")}</button></form>` : html`<${Oops} problem=${problem} />`}
      ${done && a.mustChange ? html`<p role="status">${t("resetDone")}</p>` : null}
      ${asking === "remove" ? html`<${Confirm} danger title=${`${t("remove")}${t("colon")}${a.name}`} yes=${t("remove")} onYes=${remove} onNo=${() => ask("")} />` : null}</li>`;
}

function AddAccount({ again }) {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState("technician");
  const [run, busy, problem] = useDo();
  const add = (e) => { e.preventDefault(); run(() => post("/accounts", { name, role, password })).then((d) => { if (d) { setName(""); setPassword(""); again(); } }); };
  return html`<form id="add-account" onSubmit=${add}><h3>${t("addAccount")}</h3><p>${t("givenAbout")}</p>
      <${Input} name="name" label=${t("userName")} value=${name} set=${setName} problem=${problem} autocomplete="off" />
      <${Input} name="role" label=${t("role")} value=${role} set=${setRole} options=${ROLES()} problem=${problem} />
      <${Input} name="password" id="add-password" type="password" label=${t("newPassword")} value=${password} set=${setPassword} autocomplete="new-password" help=${t("passwordHelp")} problem=${problem} />
      <${Oops} problem=${problem} /><button disabled=${busy}>${t("addAccount")}</button></form>`;
}

const PAGE = 50;

/** The newest lines, and older ones as they are asked for. */
function Audit() {
  const [log, missing, again] = useAsk(() => get(`/audit?limit=${PAGE}`), []);
  const [older, setOlder] = useState([]);
  const [run, busy, problem] = useDo();
  const entries = [...(log?.entries || []), ...older];
  const isAll = !log || entries.length % PAGE !== 0 || older.isAll;
  const load = () => run(() => get(`/audit?limit=${PAGE}&before=${entries.at(-1).seq}`)).then((next) => { if (next) setOlder(Object.assign([...older, ...next.entries], { isAll: next.entries.length < PAGE })); });
  return html`<${Section} id="p-audit" title=${t("audit")}><${Oops} problem=${missing} again=${again} /><p class=${log && !log.whole ? "oops" : "meta"}>${log ? (log.whole ? t("auditWhole") : t("auditBroken")) : ""}</p>
    <ul class="list audit">${entries.map((e) => html`<li key=${e.seq}><b>${e.who || "–"}</b> <span class="what" data-what=${e.what}>${t("auditWords")[e.what] ?? e.what}</span> <span class="mono">${e.target}</span>${e.drafters ? ` · ${t("draftersWord")} ${e.drafters.join(t("listComma"))}` : ""}<br /><span class="meta">${clock(Date.parse(e.at))} · ${e.from}</span>
      ${e.before || e.after ? html`<details><summary>${t("beforeAfter")}</summary><pre tabindex="0">${e.before}\n→\n${e.after}</pre></details>` : null}</li>`)}</ul>
    <${Oops} problem=${problem} />${isAll ? (log ? html`<p class="meta" id="audit-end">${t("auditEnd")}</p>` : null) : html`<p class="buttons"><button id="older" disabled=${busy} onClick=${load}>${t("older")}</button></p>`}<//>`;
}
