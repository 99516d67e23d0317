// The way to the one map: who the broker is, by what it is believed, and whether it lets the gateway in.
import { html, useState } from "/html.js";
import { t, text, more } from "/words.js";
import "/configwords.js";
import "/walkwords.js";
import { get, post } from "/api.js";
import { useAsk, useDo, Title, Oops, Pending, Input, InDraft, refusal } from "/parts.js";
import { draftEdits, remove } from "/config.js";
import { difference, problemsUnder } from "/schemaform.js";
import { PemField } from "/pem.js";

more({
  plainUplink: ["tcp:// 不加密:线路上的任何人都能看到、改动读数和告警", "tcp:// is not encrypted: anybody on the way can read and change readings and alarms"], plainPassword: [",也能看到密码。只在 VPN 或专线里使用,否则用 ssl://。", ", and read the password. For a VPN or a line of one's own; else use ssl://."], plainElse: ["。只在 VPN 或专线里使用,否则用 ssl://。", ". For a VPN or a line of one's own; else use ssl://."],
  tryUplink: ["试一下上行", "Try the uplink"], tryUplinkAbout: ["用现在填写的内容连一次,最多 10 秒,不保存。", "Connects once with what is typed, for 10 s at most. Nothing is kept."], tryingUplink: ["正在连接…", "Connecting…"],
  tryOutcomes: [{ connected: "已连上", refused: "被拒绝", "other-name": "证书名称不符", "out-of-time": "证书不在有效期", untrusted: "证书不受信任", tls: "TLS 不通", "no-such-host": "查不到主机名", closed: "端口没有开放", "no-route": "没有路由", silent: "没有应答", "no-broker": "不是消息服务器", other: "没有连上" }, { connected: "Connected", refused: "Refused", "other-name": "The certificate names another", "out-of-time": "The certificate is out of date", untrusted: "The certificate is not trusted", tls: "No TLS", "no-such-host": "No such host", closed: "Nothing listens there", "no-route": "No route", silent: "No answer", "no-broker": "No broker", other: "Not connected" }],
});

export function UplinkForm() {
  const asks = [useAsk(() => get("/config"), [])];
  const [[c]] = asks;
  return c ? html`<${UplinkFields} c=${c} old=${c.tree.uplink || {}} />` : html`<${Title} back="#/config">${t("uplinkSetup")}<//><${Pending} asks=${asks} />`;
}

/** What is refused of a secret is refused of its field. */
const keep = async (what, value, field) => {
  try {
    return (await post("/secrets", { what, value })).file;
  } catch (problem) {
    if (problem.fields?.value) problem.fields = { [field]: problem.fields.value };
    throw problem;
  }
};

function Try({ form }) {
  const [run, busy, problem] = useDo();
  const [outcome, told] = useState(null);
  const go = () => {
    told(null);
    run(() => post("/uplink/try", Object.fromEntries(["broker", "user", "password", "trust"].map((k) => [k, form[k].trim()]).filter(([, v]) => v)))).then((o) => o && told({ ...o, form }));
  };
  // What has been changed since has not been tried.
  const o = outcome?.form === form ? outcome : null;
  const wrong = problem?.fields ? Object.values(problem.fields)[0] : null;
  return html`<h2>${t("tryUplink")}</h2><p class="meta">${t("tryUplinkAbout")}</p><p class="buttons"><button type="button" id="try-uplink" disabled=${busy || !form.broker.trim()} onClick=${go}>${busy ? t("tryingUplink") : t("tryUplink")}</button></p>
    ${o ? html`<p role="status" id="uplink-outcome" data-outcome=${o.outcome} class=${o.outcome === "connected" ? "done" : "oops"}>${t("tryOutcomes")[o.outcome] ?? t("tryOutcomes").other}${t("colon")}${text(o.detail)}</p>` : null}
    <${Oops} problem=${wrong ? { message: refusal(wrong) } : problem} />`;
}

function UplinkFields({ c, old }) {
  const [form, type] = useState({ broker: old.broker || "", receipts: old.receipts || "map", user: old.user || "", password: "", key: "", trust: "" });
  const [save, busy, problem, saved, changed] = useDo();
  const put = (key) => (v) => { type((f) => ({ ...f, [key]: v })); changed(); };
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const typed = [["password", form.password, "value"], ["command-key", form.key, "key"], ["trust", form.trust, "trust"]].filter(([, value]) => value.trim());
      const uplinkWith = (files) => {
        const uplink = { broker: form.broker.trim(), ...(old.broker && !old.receipts && form.receipts === "map" ? {} : { receipts: form.receipts }) };
        if (form.user) uplink.user = form.user;
        const password = files.password || old["password-file"], key = files["command-key"] || old["command-key"], trust = files.trust || old.trust;
        if (form.user && password) uplink["password-file"] = password;
        if (key) uplink["command-key"] = key;
        if (trust) uplink.trust = trust;
        return difference(["uplink"], old, uplink);
      };
      // Looked at with the names that the secrets will have, and by themselves; then kept, then put into the draft.
      const tried = uplinkWith(Object.fromEntries(typed.map(([what]) => [what, `secrets/${what}-new`])));
      const { problems } = tried.length ? await post("/config/check", { edits: tried }) : { problems: [] };
      const mine = problemsUnder(problems, "uplink");
      for (const [what, value, field] of typed) if (what !== "password") await post("/secrets/look", { what, value: value.trim() }).catch((p) => { if (!p.fields?.value) throw p; mine[field] = p.fields.value; });
      if (Object.keys(mine).length) throw Object.assign(new Error(Object.values(mine)[0]), { fields: mine });
      const files = {};
      for (const [what, value, field] of typed) files[what] = await keep(what, value, field);
      const edits = uplinkWith(files);
      return edits.length ? draftEdits(edits, c) : null;
    });
  };
  const isPlain = form.broker.trim().startsWith("tcp://");
  const kept = (file) => (file ? `${t("keptIn")} ${file}` : undefined);
  return html`<${Title} back="#/config">${t("uplinkSetup")}<//><form class="card" onSubmit=${go} novalidate>
    <${Input} name="broker" label=${t("broker")} value=${form.broker} set=${put("broker")} autocapitalize="none" inputmode="url" problem=${problem} />
    ${isPlain ? html`<p class="detail warn" id="plain-uplink">${t("plainUplink")}${form.user ? t("plainPassword") : t("plainElse")}</p>` : null}
    <${Input} name="receipts" label=${t("receiptsFrom")} value=${form.receipts} set=${put("receipts")} options=${["map", "broker"].map((k) => [k, t("receiptKinds")[k]])} />
    <div class="two"><${Input} name="user" label=${t("brokerUser")} value=${form.user} set=${put("user")} autocomplete="off" autocapitalize="none" problem=${problem} /><${Input} name="value" label=${t("brokerPassword")} type="password" value=${form.password} set=${put("password")} autocomplete="off" help=${kept(old["password-file"])} problem=${problem} /></div>
    ${isPlain && !form.trust && !old.trust ? null : html`<${PemField} what="trust" name="trust" label=${t("trustPem")} help=${kept(old.trust)} value=${form.trust} set=${put("trust")} problem=${problem} />`}
    <${PemField} what="command-key" name="key" label=${t("commandKey")} help=${kept(old["command-key"])} value=${form.key} set=${put("key")} problem=${problem} />
    ${form.key.trim() || old["command-key"] ? null : html`<p class="detail warn" id="no-key">${t("keyHelp")}</p>`}
    <${Try} form=${form} />
    <${Oops} problem=${problem} /><p class="buttons"><button id="save" class="primary wide" disabled=${busy || saved}>${t("toDraft")}</button></p>${old.broker ? html`<p class="buttons"><button type="button" id="remove-uplink" disabled=${busy} onClick=${() => save(() => draftEdits([remove(["uplink"])], c))}>${t("removeUplink")}</button></p>` : null}
    <${InDraft} is=${saved} /></form>`;
}
