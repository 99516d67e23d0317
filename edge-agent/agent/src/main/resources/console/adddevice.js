// A device from the profile catalogue, or another unit in the place of one; a rule for a point; the uplink.
import { html, useState } from "/html.js";
import { t, text, lang } from "/words.js";
import "/configwords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section } from "/parts.js";
import { draftEdits, set, add } from "/config.js";

const ADDRESS = { modbus: [["unit", "unit", "number"]] };
const PARITY = ["none", "even", "odd"];

const Draft = ({ saved }) => saved ? html`<p role="status" class="done">${t("inDraft")} <a href="#/config" id="go-config">${t("config")}</a></p>` : null;
const title = (zh, en) => ({ zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() });

export function AddDevice({ args: [name] }) {
  const [catalogue] = useAsk(() => get("/profiles"), []);
  const [c] = useAsk(() => get("/config"), []);
  if (!catalogue || !c) return html`<${Title} back="#/config">${t("addDevice")}<//>`;
  const old = name ? (c.tree.devices || []).find((d) => d.name === name) : null;
  return html`<${DeviceForm} profiles=${catalogue.profiles} tree=${c.tree} old=${old} />`;
}

function DeviceForm({ profiles, tree, old }) {
  const links = tree.links || [];
  const [find, setFind] = useState("");
  const [profile, setProfile] = useState(old?.profile || "");
  const [link, setLink] = useState(old?.link || (links[0]?.name ?? "+"));
  const [form, type] = useState({ name: old?.name || "", zh: old?.title?.zh || "", en: old?.title?.en || "", poll: old ? seconds(old["poll-interval"]) : 60, address: { ...(old?.address || { unit: 1 }) },
    linkName: links.length ? `line-${links.length + 1}` : "field", linkType: "serial", host: "", port: 502, device: "/dev/ttyUSB0", baud: 9600, parity: "none" });
  const [save, busy, problem, saved] = useDo();
  const put = (key) => (v) => type({ ...form, [key]: v });
  const chosen = profiles.find((p) => p.id === profile);
  const shown = profiles.filter((p) => `${p.id} ${p.title.zh} ${p.title.en} ${p.protocol}`.toLowerCase().includes(find.toLowerCase()));
  const pick = (p) => { setProfile(p.id); if (!old) type({ ...form, name: suggestion(p.id, tree), zh: p.title.zh, en: p.title.en }); };
  const go = (e) => {
    e.preventDefault();
    const edits = [];
    let on = link;
    if (link === "+") {
      on = form.linkName;
      edits.push(add(["links"], form.linkType === "serial" ? { name: on, type: "serial", device: form.device, baud: Number(form.baud), ...(form.parity === "none" ? {} : { parity: form.parity }) }
        : form.linkType === "tcp" ? { name: on, type: "tcp", host: form.host, port: Number(form.port) } : { name: on, type: "tcp-listener", host: "0.0.0.0", port: Number(form.port) }));
    }
    const address = chosen?.protocol === "modbus" ? { unit: Number(form.address.unit ?? 1) } : form.address;
    const entry = { name: form.name, title: title(form.zh, form.en), profile, link: on, address, "poll-interval": `PT${form.poll}S` };
    if (old) for (const key of ["title", "profile", "link", "address", "poll-interval"]) { if (JSON.stringify(old[key]) !== JSON.stringify(entry[key])) edits.push(set(["devices", old.name, key], entry[key])); }
    else edits.push(add(["devices"], entry));
    save(() => draftEdits(edits));
  };
  return html`<${Title} back=${old ? "#/devices" : "#/config"}>${t(old ? "editDevice" : "addDevice")}<//>
    <form onSubmit=${go} novalidate>
    <${Section} id="d-profile" title=${`1. ${t("profile")}`}>
      ${chosen ? html`<p class="row"><b>${text(chosen.title)}</b><span class="meta">${chosen.id} · ${chosen.protocol}</span><button type="button" onClick=${() => setProfile("")}>${t("change")}</button></p>
        <p class="meta">${chosen.points.map((p) => `${text(p.title)} (${p.unit}${p.min !== null ? ` ${p.min}…${p.max}` : ""})`).slice(0, 12).join(" · ")}</p>`
      : html`<${Input} name="find" label=${t("search")} value=${find} set=${setFind} type="search" /><ul class="list picks">${shown.slice(0, 40).map((p) => html`<li><button type="button" class="wide left" data-profile=${p.id} onClick=${() => pick(p)}><b>${text(p.title)}</b> <span class="meta">${p.id} · ${p.protocol}</span></button></li>`)}</ul>`}<//>
    ${chosen ? html`<${Section} id="d-device" title=${`2. ${t("devices")}`}>
      ${old ? html`<p class="meta">${old.name}</p>` : html`<${Input} name="name" label=${t("deviceName")} value=${form.name} set=${put("name")} autocapitalize="none" problem=${problem} />`}
      <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} /></div>
      <${Input} name="poll" label=${t("pollEvery")} type="number" inputmode="decimal" min="0.1" step="any" value=${form.poll} set=${put("poll")} />
      ${chosen.protocol === "modbus" ? html`<${Input} name="unit" label=${`${t("unit")} (0–255)`} type="number" inputmode="numeric" min="0" max="255" value=${form.address.unit ?? 1} set=${(v) => type({ ...form, address: { unit: v } })} />`
      : html`<${Input} name="address" label=${t("addressOf")} value=${addressText(form.address)} set=${(v) => type({ ...form, address: readAddress(v) })} help="key: value, key: value" autocapitalize="none" />`}<//>
    <${Section} id="d-link" title=${`3. ${t("linkChoice")}`}>
      <${Input} name="link" label=${t("linkChoice")} value=${link} set=${setLink} options=${[...links.map((l) => [l.name, `${l.name} · ${l.type} ${l.host || l.device || ""} ${l.port || ""}`]), ["+", t("newLink")]]} />
      ${link === "+" ? html`<${Input} name="linkType" label=${t("linkType")} value=${form.linkType} set=${put("linkType")} options=${[["serial", "RS-485 / RS-232"], ["tcp", "TCP"], ["tcp-listener", "TCP ←"]]} />
        <${Input} name="linkName" label=${t("deviceName")} value=${form.linkName} set=${put("linkName")} autocapitalize="none" />
        ${form.linkType === "serial" ? html`<${Input} name="device" label=${t("serialDevice")} value=${form.device} set=${put("device")} autocapitalize="none" /><div class="two"><${Input} name="baud" label=${t("baud")} type="number" inputmode="numeric" value=${form.baud} set=${put("baud")} /><${Input} name="parity" label=${t("parity")} value=${form.parity} set=${put("parity")} options=${PARITY.map((p) => [p, p])} /></div>`
        : html`<div class="two">${form.linkType === "tcp" ? html`<${Input} name="host" label=${t("host")} value=${form.host} set=${put("host")} autocapitalize="none" inputmode="url" />` : null}<${Input} name="port" label=${t("port")} type="number" inputmode="numeric" value=${form.port} set=${put("port")} /></div>`}` : null}
      <${Oops} problem=${problem} /><p class="buttons"><button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button></p><${Draft} saved=${saved} /><//>` : null}</form>`;
}

const seconds = (iso) => { const m = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(iso || ""); return m ? (Number(m[1] || 0) * 3600 + Number(m[2] || 0) * 60 + Number(m[3] || 0)) : 60; };
const suggestion = (id, tree) => { const stem = id.replace(/-(gauge|station|board|probe|terminal).*$/, "-$1").slice(0, 40); let n = 1; while ((tree.devices || []).some((d) => d.name === `${stem}-0${n}`)) n++; return `${stem}-0${n}`; };
const addressText = (a) => Object.entries(a).map(([k, v]) => `${k}: ${v}`).join(", ");
const readAddress = (v) => Object.fromEntries(v.split(",").map((p) => p.split(":").map((x) => x.trim())).filter(([k, x]) => k && x !== undefined));

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
    <${Oops} problem=${problem} /><button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button><${Draft} saved=${saved} /></form>`;
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
      const uplink = { broker: form.broker, receipts: form.receipts };
      if (form.user) uplink.user = form.user;
      const password = files.password || old["password-file"], key = files["command-key"] || old["command-key"], trust = files.trust || old.trust;
      if (form.user && password) uplink["password-file"] = password;
      if (key) uplink["command-key"] = key;
      if (trust) uplink.trust = trust;
      return draftEdits([set(["uplink"], uplink)]);
    });
  };
  return html`<${Title} back="#/config">${t("uplinkSetup")}<//><form class="card" onSubmit=${go} novalidate>
    <${Input} name="broker" label=${t("broker")} value=${form.broker} set=${put("broker")} autocapitalize="none" inputmode="url" problem=${problem} />
    <${Input} name="receipts" label=${t("receiptsFrom")} value=${form.receipts} set=${put("receipts")} options=${["map", "broker"].map((k) => [k, t("receiptKinds")[k]])} />
    <div class="two"><${Input} name="user" label=${t("brokerUser")} value=${form.user} set=${put("user")} autocomplete="off" /><${Input} name="value" label=${t("brokerPassword")} type="password" value=${form.password} set=${put("password")} autocomplete="off" problem=${problem} /></div>
    <${Input} name="key" type="area" rows="4" label=${t("commandKey")} value=${form.key} set=${put("key")} />
    <${Input} name="trust" type="area" rows="4" label=${t("trustPem")} value=${form.trust} set=${put("trust")} />
    <${Oops} problem=${problem} /><button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button><${Draft} saved=${saved} /></form>`;
}
