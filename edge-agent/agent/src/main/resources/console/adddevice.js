// A rule for a point; the uplink. A device has a form of its own: deviceform.js.
import { html, useState } from "/html.js";
import { t, text, lang } from "/words.js";
import "/configwords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section } from "/parts.js";
import { draftEdits, add, remove } from "/config.js";
import { difference, problemsUnder } from "/schemaform.js";
import { ruleKind, ruleAbout } from "/schemawords.js";
import { KINDS } from "/rule.js";

const Draft = ({ saved }) => saved ? html`<p role="status" class="done">${t("inDraft")} <a href="#/config" id="go-config">${t("config")}</a></p>` : null;
const title = (zh, en) => ({ zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() });

export function AddRule() {
  const [catalogue] = useAsk(() => get("/profiles"), []);
  const [c] = useAsk(() => get("/config"), []);
  const [form, type] = useState({ id: "river-high", zh: "河道水位超限", en: "River level high", point: "", warning: "", guarantee: "", output: "" });
  const [save, busy, problem, saved] = useDo();
  if (!catalogue || !c) return html`<${Title} back="#/config">${t("addRule")}<//>`;
  const of = (d) => catalogue.profiles.find((p) => p.id === d.profile);
  const devices = c.tree.devices || [];
  const levels = devices.flatMap((d) => (of(d)?.points || []).filter((p) => p.property === "water-level").map((p) => [`${d.name}/${p.name}`, `${text(d.title)} ${text(p.title)}`]));
  const switches = devices.flatMap((d) => (of(d)?.points || []).filter((p) => p.access !== "read").map((p) => [`${d.name}/${p.name}`, `${text(d.title)} ${text(p.title)}`]));
  const point = form.point || levels[0]?.[0] || "";
  const put = (key) => (v) => type({ ...form, [key]: v });
  const feedback = () => { const [d, p] = form.output.split("/"); return of(devices.find((x) => x.name === d) || {})?.points.some((x) => x.name === `${p}-feedback`) ? `${d}/${p}-feedback` : null; };
  const outputTitle = () => { const [d, p] = form.output.split("/"); return of(devices.find((x) => x.name === d) || {})?.points.find((x) => x.name === p)?.title || title(p, p); };
  const go = (e) => {
    e.preventDefault();
    const edits = [add(["rules"], { id: form.id, type: "river-level", title: title(form.zh, form.en), point, unit: "m", warning: Number(form.warning), guarantee: Number(form.guarantee), hysteresis: 0.05, "on-delay": "PT5S", "off-delay": "PT10M", alarm: { latched: true, "escalate-after": "PT15M" } }),
      add(["rules"], { id: `${point.split("/")[0]}-credible`, type: "credibility", title: { zh: "水位计不可信", en: "Gauge not credible" }, point, "stale-after": "PT5M", "fail-after": 5 })];
    if (form.output) {
      const back = feedback();
      edits.push(add(["outputs"], { id: form.output.split("/")[1], title: outputTitle(), point: form.output, "fail-safe": "off", "dead-man": "PT30M", ...(back ? { "read-back": back } : {}), triggers: [{ rule: form.id, "at-least": "orange" }] }));
    }
    save(() => draftEdits(edits));
  };
  return html`<${Title} back="#/config">${t("addRule")}<//><form class="card" onSubmit=${go} novalidate>
    <${Input} name="id" label=${t("ruleId")} value=${form.id} set=${put("id")} autocapitalize="none" />
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} /></div>
    <${Input} name="point" label=${t("point")} value=${point} set=${put("point")} options=${levels} />
    <div class="two"><${Input} name="warning" label=${`${t("limits").warning} (m)`} type="number" inputmode="decimal" step="any" value=${form.warning} set=${put("warning")} /><${Input} name="guarantee" label=${`${t("limits").guarantee} (m)`} type="number" inputmode="decimal" step="any" value=${form.guarantee} set=${put("guarantee")} /></div>
    <${Input} name="output" label=${t("addSiren")} value=${form.output} set=${put("output")} options=${[["", t("none")], ...switches]} />
    <${Oops} problem=${problem} /><button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button><${Draft} saved=${saved} /></form>
    <${Section} id="other-rules" title=${t("otherRules")}><ul class="list">${KINDS.map((k) => html`<li><a class="tile" href=${`#/config/rule/${k}`}><span><b>${ruleKind(k)}</b> <span class="meta">${ruleAbout(k)}</span></span></a></li>`)}</ul><//>`;
}

export function UplinkForm() {
  const [c] = useAsk(() => get("/config"), []);
  return c ? html`<${UplinkFields} old=${c.tree.uplink || {}} />` : html`<${Title} back="#/config">${t("uplinkSetup")}<//>`;
}

function UplinkFields({ old }) {
  const [form, type] = useState({ broker: old.broker || "", receipts: old.receipts || "map", user: old.user || "", password: "", key: "", trust: "" });
  const [save, busy, problem, saved] = useDo();
  const put = (key) => (v) => type({ ...form, [key]: v });
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const files = {};
      for (const [what, value] of [["password", form.password], ["command-key", form.key], ["trust", form.trust]]) if (value) files[what] = (await post("/secrets", { what, value })).file;
      const uplink = { broker: form.broker, ...(old.broker && !old.receipts && form.receipts === "map" ? {} : { receipts: form.receipts }) };
      if (form.user) uplink.user = form.user;
      const password = files.password || old["password-file"], key = files["command-key"] || old["command-key"], trust = files.trust || old.trust;
      if (form.user && password) uplink["password-file"] = password;
      if (key) uplink["command-key"] = key;
      if (trust) uplink.trust = trust;
      const edits = difference(["uplink"], old, uplink);
      const { problems } = edits.length ? await post("/config/check", { edits }) : { problems: [] };
      const mine = problemsUnder(problems, "uplink");
      if (Object.keys(mine).length) throw Object.assign(new Error(Object.values(mine)[0]), { fields: mine });
      return edits.length ? draftEdits(edits) : null;
    });
  };
  return html`<${Title} back="#/config">${t("uplinkSetup")}<//><form class="card" onSubmit=${go} novalidate>
    <${Input} name="broker" label=${t("broker")} value=${form.broker} set=${put("broker")} autocapitalize="none" inputmode="url" problem=${problem} />
    <${Input} name="receipts" label=${t("receiptsFrom")} value=${form.receipts} set=${put("receipts")} options=${["map", "broker"].map((k) => [k, t("receiptKinds")[k]])} />
    <div class="two"><${Input} name="user" label=${t("brokerUser")} value=${form.user} set=${put("user")} autocomplete="off" /><${Input} name="value" label=${t("brokerPassword")} type="password" value=${form.password} set=${put("password")} autocomplete="off" problem=${problem} /></div>
    <${Input} name="key" type="area" rows="4" label=${t("commandKey")} value=${form.key} set=${put("key")} />
    <${Input} name="trust" type="area" rows="4" label=${t("trustPem")} value=${form.trust} set=${put("trust")} />
    <${Oops} problem=${problem} /><button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button>${old.broker ? html`<p class="buttons"><button type="button" id="remove-uplink" disabled=${busy} onClick=${() => save(() => draftEdits([remove(["uplink"])]))}>${t("removeUplink")}</button></p>` : null}<${Draft} saved=${saved} /></form>`;
}
