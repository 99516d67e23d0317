// A device from the profile catalogue or from a scan, or another unit in the place of one: filled in, tried, put into the draft. Its address and its line are drawn from the schemas.
import { html, useState } from "/html.js";
import { t, text, figure } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import { get, post } from "/api.js";
import { useAsk, useDo, page, Title, Oops, Pending, Input, Section, InDraft, inBoth } from "/parts.js";
import { Properties, clean, difference, secondsOf, wrongPlaces } from "/schemaform.js";
import { LineFields, kept, said, where } from "/linefields.js";
import { draftEdits, set, add } from "/config.js";
import { takeBegun } from "/scan.js";
import { Frames } from "/frames.js";
import { Certificates } from "/certificates.js";
import { CheckOffer } from "/checks.js";

/** Where the schema does not know a protocol: any line, and an address in the protocol's own words. */
const UNKNOWN = { links: ["tcp-listener", "tcp", "serial"], usual: {} };
/** What a new line of a kind mostly says. */
const USUAL = { serial: { device: "/dev/ttyUSB0", baud: 9600 }, "tcp-listener": { host: "0.0.0.0" }, udp: { host: "0.0.0.0" }, can: { interface: "can0" } };
const another = () => { if (location.hash === "#/config/device") page.again(); else location.hash = "#/config/device"; };
/** What has been added is one of several, mostly. */
const Another = () => html`<p class="buttons"><button type="button" id="add-another" class="wide" onClick=${another}>${t("addAnother")}</button></p>`;

export function AddDevice({ args: [name] }) {
  const asks = [useAsk(() => get("/profiles"), []), useAsk(() => get("/schema/site"), []), useAsk(() => get("/schema/device"), []), useAsk(() => get("/config"), [])];
  const [[catalogue], [site], [words], [c]] = asks;
  const [begun] = useState(takeBegun);
  if (!catalogue || !c || !site || !words) return html`<${Title} back="#/config">${t("addDevice")}<//><${Pending} asks=${asks} />`;
  const old = name ? (c.tree.devices || []).find((d) => d.name === name) : null;
  return html`<${DeviceForm} c=${c} profiles=${catalogue.profiles} site=${site} words=${words} tree=${c.tree} old=${old} begun=${begun} />`;
}

/** The parts of the schemas that a device of this profile is drawn from. */
function partsOf(words, site, profile, kind) {
  const form = profile?.form || UNKNOWN;
  const kinds = form.links;
  const of = kinds.includes(kind) ? kind : kinds[0];
  return { kinds, kind: of, usual: form.usual, address: words.$defs[form.address], line: site.$defs[of], settings: words.$defs[form.settings] };
}

/** An address as it is begun: what must be there and has a usual value has it. */
const begunWith = (part, given) => ({ ...Object.fromEntries((part?.required || []).filter((k) => part.properties[k].default !== undefined).map((k) => [k, part.properties[k].default])), ...given });
const lineOf = (usual, kind) => ({ ...USUAL[kind], ...usual[kind] });

function start(tree, links, old, begun, profiles, words) {
  const first = begun ? profiles.find((p) => p.id === begun.profiles[0]) : null;
  const profile = profiles.find((p) => p.id === old?.profile) || first;
  return { name: old?.name || (first ? suggestion(first.id, tree) : ""), zh: old?.title?.zh || first?.title.zh || "", en: old?.title?.en || first?.title.en || "", poll: old ? secondsOf(old["poll-interval"]) : 60,
    address: begunWith(old ? null : words.$defs[profile?.form?.address], old?.address || begun?.address), position: old?.position, linkName: freeName(links), linkType: begun?.newLink?.type || "" };
}

function DeviceForm({ c, profiles, site, words, tree, old, begun }) {
  const links = tree.links || [];
  const [find, setFind] = useState("");
  const [profile, setProfile] = useState(old?.profile || begun?.profiles[0] || "");
  const [form, type] = useState(() => start(tree, links, old, begun, profiles, words));
  const [lines, setLines] = useState(() => { if (!begun?.newLink) return {}; const { type: kind, ...line } = begun.newLink; return { [kind]: line }; });
  const [secrets, setSecrets] = useState(begun?.secrets || {});
  const [link, setLink] = useState(old?.link || begun?.link || (begun?.newLink ? "+" : links[0]?.name ?? "+"));
  const [save, busy, problem, saved, changed] = useDo();
  const [look, looking, oops] = useDo();
  const [wrong, setWrong] = useState([]);
  const [seen, setSeen] = useState(null);
  const chosen = profiles.find((p) => p.id === profile);
  const parts = partsOf(words, site, chosen, form.linkType);
  const kind = parts.kind;
  const line = lines[kind] || lineOf(parts.usual, kind);
  const fitting = links.filter((l) => parts.kinds.includes(l.type) || l.type === "replay" || l.name === link);
  const put = (key) => (v) => { type({ ...form, [key]: v }); setSeen(null); changed(); };
  const putLine = (v) => { setLines({ ...lines, [kind]: v }); setSeen(null); changed(); };
  const among = profiles.filter((p) => !begun || p.protocol === begun.protocol || (["i2c", "w1"].includes(begun.protocol) && p.protocol === "gpio"));
  const shown = among.filter((p) => `${p.id} ${p.title.zh} ${p.title.en} ${p.protocol}`.toLowerCase().includes(find.toLowerCase()))
    .sort((a, b) => Number(!!begun?.profiles.includes(b.id)) - Number(!!begun?.profiles.includes(a.id)));
  const pick = (p) => {
    changed();
    setProfile(p.id);
    setSeen(null);
    setWrong([]);
    setSecrets(begun?.secrets || {});
    if (!begun && p.protocol !== chosen?.protocol) setLines({});
    if (!old) type({ ...form, name: suggestion(p.id, tree), zh: p.title.zh, en: p.title.en, address: begunWith(words.$defs[p.form?.address], begun?.address), linkType: begun ? form.linkType : "" });
    const fits = (p.form || UNKNOWN).links;
    if (!old && !begun && !links.some((l) => l.name === link && fits.includes(l.type) && speaks(tree, profiles, l.name, p.protocol))) setLink(links.find((l) => fits.includes(l.type) && speaks(tree, profiles, l.name, p.protocol))?.name ?? "+");
  };
  const whole = async () => {
    const { link: filled, ...address } = await kept(secrets, { ...form.address, link: line });
    return { address, line: filled };
  };
  const edits = (all) => {
    const list = [];
    const on = link === "+" ? form.linkName : link;
    if (link === "+") list.push(add(["links"], { name: form.linkName, type: kind, ...said(site, words, kind, chosen?.form?.settings, all.line) }));
    const address = parts.address ? clean(words, parts.address, all.address) || {} : all.address;
    const place = clean(site, site.$defs.device.properties.position, form.position);
    const poll = old && secondsOf(old["poll-interval"]) === Number(form.poll) ? old["poll-interval"] : `PT${form.poll}S`;
    const entry = { name: form.name, title: inBoth(form), profile, link: on, address, "poll-interval": poll, ...(place && Object.keys(place).length ? { position: place } : {}) };
    if (old) for (const key of ["title", "profile", "link", "address", "poll-interval", "position"]) list.push(...difference(["devices", old.name, key], old[key], entry[key]));
    else list.push(add(["devices"], entry));
    return list;
  };
  const tried = async (list, read) => {
    const answer = list.length || read ? await post("/config/try", { edits: list.length ? list : [set(["devices", old.name, "link"], old.link)], device: form.name, read }) : { problems: [] };
    setWrong(answer.problems);
    return answer;
  };
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const list = edits(await whole());
      const { problems } = await tried(list, false);
      if (problems.length) throw Object.assign(new Error(wrongPlaces(problems)), { fields: {} });
      if (!list.length) return;
      await draftEdits(list, c);
      if (link === "+") setLink(form.linkName);
    });
  };
  const tryIt = () => { setSeen(null); look(async () => tried(edits(await whole()), true)).then((a) => a?.points && setSeen(a)); };
  const empty = (parts.address?.required || []).find((k) => form.address[k] === undefined || form.address[k] === "");
  const refused = { fields: beside(wrong, link, parts, empty) };
  const drawn = { ...refused.fields };
  const other = wrong.filter((p) => !isDrawn(fieldOf(p.field, link, parts, empty), parts, link));
  const secret = { values: secrets, set: (id, s) => { setSecrets({ ...secrets, [id]: s }); setSeen(null); changed(); } };
  const formOf = (schema, part) => ({ schema, part, problems: drawn, choices: {}, secrets: secret });
  return html`<${Title} back=${old ? "#/devices" : "#/config"}>${t(old ? "editDevice" : "addDevice")}<//>
    <form onSubmit=${go} novalidate>
    <${Section} id="d-profile" title=${`1. ${t("profile")}`}>
      ${chosen ? html`<p class="row"><b>${text(chosen.title)}</b><span class="meta">${chosen.id} · ${chosen.protocol}</span><button type="button" onClick=${() => setProfile("")}>${t("change")}</button></p>
        <p class="meta">${chosen.points.map((p) => `${text(p.title)} (${p.unit}${p.min !== null ? ` ${p.min}…${p.max}` : ""})`).slice(0, 12).join(" · ")}</p>`
      : html`<${Input} name="find" label=${t("search")} value=${find} set=${setFind} type="search" /><ul class="list picks">${shown.slice(0, 40).map((p) => html`<li><button type="button" class="wide left" data-profile=${p.id} onClick=${() => pick(p)}><b>${text(p.title)}</b> <span class="meta">${p.id} · ${p.protocol}</span>${begun?.profiles.includes(p.id) ? html` <span class="badge blue">${t("suggested")}</span>` : null}</button></li>`)}</ul>`}<//>
    ${chosen ? html`<${Section} id="d-device" title=${`2. ${t("devices")}`}>
      ${old ? html`<p class="meta">${old.name}</p>` : html`<${Input} name="name" label=${t("deviceName")} value=${form.name} set=${put("name")} autocapitalize="none" problem=${refused} />`}
      <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${refused} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} /></div>
      <${Input} name="poll" label=${t("pollEvery")} type="number" inputmode="decimal" min="0.1" step="any" value=${form.poll} set=${put("poll")} problem=${refused} />
      ${parts.address ? html`<${Properties} form=${formOf(words, chosen.form.address)} part=${parts.address} value=${form.address} set=${put("address")} />`
      : html`<${Input} name="address" label=${t("addressOf")} value=${addressText(form.address)} set=${(v) => put("address")(readAddress(v))} help="key: value, key: value" autocapitalize="none" problem=${refused} />`}
      ${refused.fields.address && parts.address ? html`<p class="oops" id="f-address-wrong">${refused.fields.address}</p>` : null}
      <${Properties} form=${formOf(site, "device")} part=${site.$defs.device} value=${form.position ? { position: form.position } : {}} set=${(v) => put("position")(v.position)} only=${(k) => k === "position"} /><//>
    <${Section} id="d-link" title=${`3. ${t("linkChoice")}`}>
      <${Input} name="link" label=${t("linkChoice")} value=${link} set=${(v) => { setLink(v); setSeen(null); changed(); }} options=${[...fitting.map((l) => [l.name, `${l.name} · ${where(l)}`]), ["+", t("newLink")]]} problem=${refused} />
      ${link === "+" ? html`<${Input} name="linkType" label=${t("linkType")} value=${kind} set=${put("linkType")} options=${parts.kinds.map((k) => [k, t("linkKinds")[k] || k])} problem=${refused} />
        <${Input} name="linkName" label=${t("deviceName")} value=${form.linkName} set=${put("linkName")} autocapitalize="none" problem=${refused} />
        <${LineFields} site=${site} words=${words} kind=${kind} settings=${chosen.form?.settings} line=${line} set=${putLine} problems=${drawn} secrets=${secret} />` : null}<//>
    <${Section} id="d-try" title=${t("tryNow")}><p class="meta">${t("tryAbout")}</p>
      <p class="buttons"><button type="button" id="try" disabled=${looking || busy} onClick=${tryIt}>${looking ? t("trying") : t("tryNow")}</button></p><${Oops} problem=${oops} />
      ${seen ? html`<${Tried} seen=${seen} />` : null}
      ${seen && chosen.protocol === "opcua" ? html`<${Certificates} path=${`/links/${link === "+" ? form.linkName : link}`} anew=${seen} unknown />` : null}
      ${other.length ? html`<ul class="list" role="alert">${other.map((p) => html`<li class="detail"><span class="mono">${p.field}</span>: ${p.got} → ${p.wanted}</li>`)}</ul>` : null}
      <${Oops} problem=${wrong.length || problem?.status !== undefined ? problem : null} /><p class="buttons"><button id="save" class="primary wide" disabled=${busy || looking || saved}>${t("toDraft")}</button></p><${InDraft} is=${saved} />${saved && !old ? html`<${Another} />` : null}<//>` : null}</form>
    ${saved && chosen ? html`<${CheckOffer} key=${form.name} c=${c} points=${chosen.points.map((p) => ({ ...p, id: `${form.name}/${p.name}` }))} />` : null}`;
}

/** What it said: raw and scaled, whether that can be, and the frames it came in. */
function Tried({ seen }) {
  return html`<div id="tried"><div class="scroll" tabindex="0" role="region" aria-label=${t("values")}><table><thead><tr><th scope="col">${t("point")}</th><th scope="col">${t("raw")}</th><th scope="col">${t("scaled")}</th><th scope="col">${t("quality")}</th></tr></thead>
    <tbody>${seen.points.map((p) => html`<tr><th scope="row">${text(p.title)}</th><td class="number">${p.raw === undefined ? "–" : p.raw}</td><td class="number">${p.value === undefined || p.value === null ? "–" : figure(p.value, p.unit)}</td>
      <td>${p.inRange === undefined ? html`<span class="flag f9">${t("noValue")}</span>` : html`<span class=${`flag ${p.inRange ? "f1" : "f4"}`}>${t(p.inRange ? "inRange" : "outOfRange")}</span>`}${p.detail ? html`<small class="why">${p.detail}</small>` : null}</td></tr>`)}</tbody></table></div>
    ${seen.pieces.length ? html`<details><summary>${t("frames")} (${seen.pieces.length})</summary><${Frames} pieces=${seen.pieces} /></details>` : null}</div>`;
}

/** A field of the file by the place that it has in the form. What is wrong with an address as a whole stands beside what is `empty` of it and must not be. */
function fieldOf(field, link, parts, empty) {
  if (field === "address" && empty) return empty;
  if (field.startsWith("link.")) {
    if (link !== "+") return "link";
    const key = field.replace(/^link\.(settings\.)?/, "");
    if (key === "name") return "linkName";
    if (key === "type") return "linkType";
    return field.startsWith("link.settings.") && !parts.settings?.properties[key] && parts.line?.properties[key] ? `link.${key}` : field;
  }
  if (field.startsWith("address.") && parts.address) return field.slice(8);
  return { "poll-interval": "poll", "title.zh": "zh", "title.en": "zh", title: "zh" }[field] ?? field;
}
function isDrawn(place, parts, link) {
  if (["name", "zh", "poll", "link", "address", "position"].includes(place) || place.startsWith("position.")) return true;
  if (link === "+" && (place === "linkName" || place === "linkType")) return true;
  if (place.startsWith("link.settings.")) return !!parts.settings?.properties[place.slice(14)];
  return !!(place.startsWith("link.") ? parts.line?.properties[place.slice(5)] : parts.address?.properties[place]);
}
const beside = (wrong, link, parts, empty) => Object.fromEntries(wrong.map((p) => [fieldOf(p.field, link, parts, empty), `${p.wanted}(${t("gotWord")} ${p.got})`]));

/** Whether nothing of another protocol hangs on a line. */
const speaks = (tree, profiles, link, protocol) => (tree.devices || []).every((d) => d.link !== link || (profiles.find((p) => p.id === d.profile)?.protocol ?? protocol) === protocol);
const freeName = (links) => { if (!links.length) return "field"; let n = links.length + 1; while (links.some((l) => l.name === `line-${n}`)) n++; return `line-${n}`; };
const suggestion = (id, tree) => { const stem = id.replace(/-(gauge|station|board|probe|terminal).*$/, "-$1").slice(0, 40); let n = 1; while ((tree.devices || []).some((d) => d.name === `${stem}-0${n}`)) n++; return `${stem}-0${n}`; };
const addressText = (a) => Object.entries(a).map(([k, v]) => `${k}: ${v}`).join(", ");
const readAddress = (v) => Object.fromEntries(v.split(",").map((p) => p.split(/:(.*)/s).slice(0, 2).map((x) => x.trim())).filter(([k, x]) => k && x !== undefined).map(([k, x]) => [k, /^(0|[1-9]\d{0,8})$/.test(x) ? Number(x) : x]));
