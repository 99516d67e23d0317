// A device from the profile catalogue or from a scan, or another unit in the place of one: filled in, tried, put into the draft.
import { html, useState } from "/html.js";
import { t, text, figure } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import { get, post } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section } from "/parts.js";
import { draftEdits, set, add } from "/config.js";
import { takeBegun } from "/scan.js";
import { Frames } from "/frames.js";

/** The words of an address by protocol: [key, whether a number, what it is usually]. */
const ADDRESS = { modbus: [["unit", true, 1]], sdi12: [["address", false, "0"]], sl651: [["station"]], szy206: [["station"]], hj212: [["mn"]], gb26875: [["source"]], jt808: [["phone"]], j1939: [["source", true, 0]], mavlink: [["system", true, 1]], nmea0183: [["talker"]] };
const KINDS = { modbus: ["serial", "tcp"], sdi12: ["serial", "tcp"], opcua: ["endpoint"], gpio: ["board"], hj212: ["tcp-listener", "serial", "tcp"], sl651: ["tcp-listener", "serial", "tcp"], szy206: ["tcp-listener", "serial", "tcp"], gb26875: ["tcp-listener", "tcp"], jt808: ["tcp-listener"], nmea0183: ["serial", "tcp"], j1939: ["tcp", "serial"], mavlink: ["serial", "tcp"] };
const LEAST = { modbus: 0.1 };
const Draft = ({ saved }) => saved ? html`<p role="status" class="done">${t("inDraft")} <a href="#/config" id="go-config">${t("config")}</a></p>` : null;
const title = (zh, en) => ({ zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() });

export function AddDevice({ args: [name] }) {
  const [catalogue] = useAsk(() => get("/profiles"), []);
  const [c] = useAsk(() => get("/config"), []);
  const [begun] = useState(takeBegun);
  if (!catalogue || !c) return html`<${Title} back="#/config">${t("addDevice")}<//>`;
  const old = name ? (c.tree.devices || []).find((d) => d.name === name) : null;
  return html`<${DeviceForm} profiles=${catalogue.profiles} tree=${c.tree} old=${old} begun=${begun} />`;
}

function start(tree, links, old, begun, profiles) {
  const first = begun ? profiles.find((p) => p.id === begun.profiles[0]) : null;
  const fresh = { linkType: "serial", host: "", port: 502, device: "/dev/ttyUSB0", baud: 9600, parity: "none", dataBits: 8, url: "", settings: undefined };
  const nl = begun?.newLink;
  return { name: old?.name || (first ? suggestion(first.id, tree) : ""), zh: old?.title?.zh || first?.title.zh || "", en: old?.title?.en || first?.title.en || "", poll: old ? seconds(old["poll-interval"]) : 60, address: { ...(old?.address || begun?.address || {}) },
    linkName: freeName(links), ...fresh, ...(nl ? { ...nl, linkType: nl.type, dataBits: nl["data-bits"] || 8 } : {}) };
}

function DeviceForm({ profiles, tree, old, begun }) {
  const links = tree.links || [];
  const [find, setFind] = useState("");
  const [profile, setProfile] = useState(old?.profile || begun?.profiles[0] || "");
  const [form, type] = useState(() => start(tree, links, old, begun, profiles));
  const [link, setLink] = useState(old?.link || begun?.link || (begun?.newLink ? "+" : links[0]?.name ?? "+"));
  const [save, busy, problem, saved] = useDo();
  const [look, looking, oops] = useDo();
  const [wrong, setWrong] = useState([]);
  const [seen, setSeen] = useState(null);
  const chosen = profiles.find((p) => p.id === profile);
  const kinds = KINDS[chosen?.protocol] || ["tcp-listener", "tcp", "serial"];
  const kind = kinds.includes(form.linkType) ? form.linkType : kinds[0];
  const fitting = links.filter((l) => kinds.includes(l.type) || l.type === "replay" || l.name === link);
  const put = (key) => (v) => { type({ ...form, [key]: v }); setSeen(null); };
  const among = profiles.filter((p) => !begun || p.protocol === begun.protocol || (begun.protocol === "i2c" && p.protocol === "gpio"));
  const shown = among.filter((p) => `${p.id} ${p.title.zh} ${p.title.en} ${p.protocol}`.toLowerCase().includes(find.toLowerCase()))
    .sort((a, b) => Number(!!begun?.profiles.includes(b.id)) - Number(!!begun?.profiles.includes(a.id)));
  const pick = (p) => {
    setProfile(p.id);
    setSeen(null);
    if (!old) type({ ...form, name: suggestion(p.id, tree), zh: p.title.zh, en: p.title.en });
    const fits = KINDS[p.protocol] || ["tcp-listener", "tcp", "serial"];
    if (!old && !begun && !links.some((l) => l.name === link && fits.includes(l.type))) setLink(links.find((l) => fits.includes(l.type))?.name ?? "+");
  };
  const edits = () => {
    const list = [];
    const on = link === "+" ? form.linkName : link;
    if (link === "+") list.push(add(["links"], newLink({ ...form, linkType: kind })));
    const entry = { name: form.name, title: title(form.zh, form.en), profile, link: on, address: addressOf(chosen, form.address), "poll-interval": `PT${form.poll}S` };
    if (old) for (const key of ["title", "profile", "link", "address", "poll-interval"]) { if (JSON.stringify(old[key]) !== JSON.stringify(entry[key])) list.push(set(["devices", old.name, key], entry[key])); }
    else list.push(add(["devices"], entry));
    return list;
  };
  const tried = async (read) => {
    const list = edits();
    const answer = list.length || read ? await post("/config/try", { edits: list.length ? list : [set(["devices", old.name, "link"], old.link)], device: form.name, read }) : { problems: [] };
    setWrong(answer.problems);
    return answer;
  };
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const { problems } = await tried(false);
      if (problems.length) throw Object.assign(new Error(`${t("wrong")}: ${problems.length}`), { fields: {} });
      const list = edits();
      return list.length ? draftEdits(list) : null;
    });
  };
  const tryIt = () => { setSeen(null); look(() => tried(true)).then((a) => a?.points && setSeen(a)); };
  const fields = beside(wrong, link);
  const refused = { fields };
  const other = wrong.filter((p) => !(fieldOf(p.field, link) in KNOWN));
  return html`<${Title} back=${old ? "#/devices" : "#/config"}>${t(old ? "editDevice" : "addDevice")}<//>
    <form onSubmit=${go} novalidate>
    <${Section} id="d-profile" title=${`1. ${t("profile")}`}>
      ${chosen ? html`<p class="row"><b>${text(chosen.title)}</b><span class="meta">${chosen.id} · ${chosen.protocol}</span><button type="button" onClick=${() => setProfile("")}>${t("change")}</button></p>
        <p class="meta">${chosen.points.map((p) => `${text(p.title)} (${p.unit}${p.min !== null ? ` ${p.min}…${p.max}` : ""})`).slice(0, 12).join(" · ")}</p>`
      : html`<${Input} name="find" label=${t("search")} value=${find} set=${setFind} type="search" /><ul class="list picks">${shown.slice(0, 40).map((p) => html`<li><button type="button" class="wide left" data-profile=${p.id} onClick=${() => pick(p)}><b>${text(p.title)}</b> <span class="meta">${p.id} · ${p.protocol}</span>${begun?.profiles.includes(p.id) ? html` <span class="badge blue">${t("suggested")}</span>` : null}</button></li>`)}</ul>`}<//>
    ${chosen ? html`<${Section} id="d-device" title=${`2. ${t("devices")}`}>
      ${old ? html`<p class="meta">${old.name}</p>` : html`<${Input} name="name" label=${t("deviceName")} value=${form.name} set=${put("name")} autocapitalize="none" problem=${refused} />`}
      <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${refused} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} /></div>
      <${Input} name="poll" label=${t("pollEvery")} type="number" inputmode="decimal" min=${LEAST[chosen.protocol] ?? 0.1} step="any" value=${form.poll} set=${put("poll")} problem=${refused} />
      ${(ADDRESS[chosen.protocol] || []).map(([key, isNumber, usual]) => html`<${Input} name=${key} label=${t("addressWords")[key]} type=${isNumber ? "number" : "text"} inputmode=${isNumber ? "numeric" : undefined} value=${form.address[key] ?? usual ?? ""} set=${(v) => { type({ ...form, address: { ...form.address, [key]: v } }); setSeen(null); }} autocapitalize="none" problem=${refused} />`)}
      ${ADDRESS[chosen.protocol] ? null : html`<${Input} name="address" label=${t("addressOf")} value=${addressText(form.address)} set=${(v) => type({ ...form, address: readAddress(v) })} help="key: value, key: value" autocapitalize="none" problem=${refused} />`}<//>
    <${Section} id="d-link" title=${`3. ${t("linkChoice")}`}>
      <${Input} name="link" label=${t("linkChoice")} value=${link} set=${setLink} options=${[...fitting.map((l) => [l.name, `${l.name} · ${l.type} ${l.host || l.device || l.url || ""} ${l.port || ""}`]), ["+", t("newLink")]]} problem=${refused} />
      ${link === "+" ? html`<${Input} name="linkType" label=${t("linkType")} value=${kind} set=${put("linkType")} options=${kinds.map((k) => [k, t("linkKinds")[k]])} />
        <${Input} name="linkName" label=${t("deviceName")} value=${form.linkName} set=${put("linkName")} autocapitalize="none" problem=${refused} />
        ${kind === "serial" ? html`<${Input} name="device" label=${t("serialDevice")} value=${form.device} set=${put("device")} autocapitalize="none" problem=${refused} /><div class="two"><${Input} name="baud" label=${t("baud")} type="number" inputmode="numeric" value=${form.baud} set=${put("baud")} problem=${refused} /><${Input} name="parity" label=${t("parity")} value=${form.parity || "none"} set=${put("parity")} options=${["none", "even", "odd"].map((p) => [p, p])} /></div>`
        : kind === "endpoint" ? html`<${Input} name="url" label=${t("url")} value=${form.url} set=${put("url")} autocapitalize="none" inputmode="url" problem=${refused} />`
        : kind === "board" ? null
        : html`<div class="two">${kind === "tcp" ? html`<${Input} name="host" label=${t("host")} value=${form.host} set=${put("host")} autocapitalize="none" inputmode="url" problem=${refused} />` : null}<${Input} name="port" label=${t("port")} type="number" inputmode="numeric" value=${form.port} set=${put("port")} problem=${refused} /></div>`}` : null}<//>
    <${Section} id="d-try" title=${t("tryNow")}><p class="meta">${t("tryAbout")}</p>
      <p class="buttons"><button type="button" id="try" disabled=${looking || busy} onClick=${tryIt}>${looking ? t("trying") : t("tryNow")}</button></p><${Oops} problem=${oops} />
      ${seen ? html`<${Tried} seen=${seen} />` : null}
      ${other.length ? html`<ul class="list" role="alert">${other.map((p) => html`<li class="detail"><span class="mono">${p.field}</span>: ${p.got} → ${p.wanted}</li>`)}</ul>` : null}
      <${Oops} problem=${wrong.length || problem?.status !== undefined ? problem : null} /><p class="buttons"><button id="save" class="primary wide" disabled=${busy || looking}>${t("toDraft")}</button></p><${Draft} saved=${saved} /><//>` : null}</form>`;
}

/** What it said: raw and scaled, whether that can be, and the frames it came in. */
function Tried({ seen }) {
  return html`<div id="tried"><div class="scroll"><table><thead><tr><th scope="col">${t("point")}</th><th scope="col">${t("raw")}</th><th scope="col">${t("scaled")}</th><th scope="col">${t("quality")}</th></tr></thead>
    <tbody>${seen.points.map((p) => html`<tr><th scope="row">${text(p.title)}</th><td class="number">${p.raw === undefined ? "–" : p.raw}</td><td class="number">${p.value === undefined || p.value === null ? "–" : figure(p.value, p.unit)}</td>
      <td>${p.inRange === undefined ? html`<span class="flag f9">${t("noValue")}</span>` : html`<span class=${`flag ${p.inRange ? "f1" : "f4"}`}>${t(p.inRange ? "inRange" : "outOfRange")}</span>`}${p.detail ? html`<small class="why">${p.detail}</small>` : null}</td></tr>`)}</tbody></table></div>
    ${seen.pieces.length ? html`<details><summary>${t("frames")} (${seen.pieces.length})</summary><${Frames} pieces=${seen.pieces} /></details>` : null}</div>`;
}

const KNOWN = { name: 1, zh: 1, poll: 1, link: 1, linkName: 1, host: 1, port: 1, device: 1, baud: 1, url: 1, address: 1, unit: 1, station: 1, mn: 1, source: 1, phone: 1, system: 1, talker: 1 };
/** A field of the file as the form calls it. */
function fieldOf(field, link) {
  if (field.startsWith("link.")) return link === "+" ? (field === "link.name" ? "linkName" : field.slice(5)) : "link";
  if (field.startsWith("address.")) return field.slice(8);
  return { "poll-interval": "poll", "title.zh": "zh", "title.en": "zh", title: "zh" }[field] ?? field;
}
const beside = (wrong, link) => Object.fromEntries(wrong.map((p) => [fieldOf(p.field, link), `${p.wanted}(${t("gotWord")} ${p.got})`]));

function newLink(f) {
  const base = { name: f.linkName, type: f.linkType };
  const settings = f.settings ? { settings: f.settings } : {};
  if (f.linkType === "serial") return { ...base, device: f.device, baud: Number(f.baud), ...(Number(f.dataBits) === 8 ? {} : { "data-bits": Number(f.dataBits) }), ...(!f.parity || f.parity === "none" ? {} : { parity: f.parity }), ...settings };
  if (f.linkType === "tcp") return { ...base, host: f.host.trim(), port: Number(f.port), ...settings };
  if (f.linkType === "endpoint") return { ...base, url: f.url.trim(), ...settings };
  return f.linkType === "board" ? base : { ...base, host: "0.0.0.0", port: Number(f.port) };
}
function addressOf(profile, typed) {
  const words = ADDRESS[profile?.protocol];
  if (!words) return typed;
  return { ...typed, ...Object.fromEntries(words.map(([key, isNumber, usual]) => [key, typed[key] ?? usual ?? ""]).filter(([, v]) => v !== "").map(([key, v]) => [key, words.find((w) => w[0] === key)[1] ? Number(v) : String(v)])) };
}
const freeName = (links) => { if (!links.length) return "field"; let n = links.length + 1; while (links.some((l) => l.name === `line-${n}`)) n++; return `line-${n}`; };
const seconds = (iso) => { const m = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(iso || ""); return m ? (Number(m[1] || 0) * 3600 + Number(m[2] || 0) * 60 + Number(m[3] || 0)) : 60; };
const suggestion = (id, tree) => { const stem = id.replace(/-(gauge|station|board|probe|terminal).*$/, "-$1").slice(0, 40); let n = 1; while ((tree.devices || []).some((d) => d.name === `${stem}-0${n}`)) n++; return `${stem}-0${n}`; };
const addressText = (a) => Object.entries(a).map(([k, v]) => `${k}: ${v}`).join(", ");
const readAddress = (v) => Object.fromEntries(v.split(",").map((p) => p.split(":").map((x) => x.trim())).filter(([k, x]) => k && x !== undefined).map(([k, x]) => [k, /^(0|[1-9]\d{0,8})$/.test(x) ? Number(x) : x]));
