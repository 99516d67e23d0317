// Looking for devices on a line; a find goes on in the form of a new device.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, text } from "/words.js";
import "/fieldwords.js";
import { get, post, del } from "/api.js";
import { useAsk, useDo, Title, Oops, Pending, Input, Section } from "/parts.js";
import { Certificates } from "/certificates.js";

/** What the form of a new device begins with: {protocol, address, profiles, link | newLink, secrets}. Taken once; what was typed is nowhere but here. */
let begun = null;
export const takeBegun = () => { const b = begun; begun = null; return b; };

const PROTOCOLS = [["modbus", "Modbus"], ["sdi12", "SDI-12"], ["i2c", "I²C"], ["w1", "1-Wire"], ["spi", "SPI"], ["opcua", "OPC UA"]];
const SPAN = { modbus: [1, 32], i2c: [8, 119] };
const OVER = ["none", "done", "cancelled", "failed"];

export function Scan() {
  const [lines, missing, again] = useAsk(() => get("/scan/lines"), []);
  const [deaf, setDeaf] = useState(null);
  const [scan, set] = useState(null);
  const [form, type] = useState({ protocol: "modbus", where: "", host: "", port: "502", device: "", path: "", baud: 9600, parity: "none", first: 1, last: 32, seconds: 60, thorough: false, security: "", user: "", password: "" });
  const [run, busy, problem] = useDo();
  const login = useRef(null);
  const under = scan && !OVER.includes(scan.phase);
  useEffect(() => {
    let is = true, timer;
    const look = () => get("/scan").then((s) => { if (is) { set(s); setDeaf(null); timer = setTimeout(look, OVER.includes(s.phase) ? 4000 : 500); } }).catch((p) => { if (is) { setDeaf(p); timer = setTimeout(look, 4000); } });
    look();
    return () => { is = false; clearTimeout(timer); };
  }, []);
  if (!lines) return html`<${Title} back="#/config">${t("scan")}<//><${Pending} asks=${[[lines, missing, again]]} />`;
  const put = (key) => (v) => type({ ...form, [key]: v });
  const p = form.protocol;
  const choices = places(lines, p);
  const where = choices.some(([v]) => v === form.where) ? form.where : choices[0]?.[0] ?? "";
  const protocol = (v) => type({ ...form, protocol: v, first: SPAN[v]?.[0] ?? 0, last: SPAN[v]?.[1] ?? 9, port: v === "opcua" ? "4840" : "502", baud: v === "sdi12" ? 1200 : 9600 });
  const go = (e) => {
    e.preventDefault();
    const body = { protocol: p, target: target(where, form), seconds: Number(form.seconds), thorough: form.thorough };
    if (SPAN[p]) Object.assign(body, { first: Number(form.first), last: Number(form.last) });
    if (p === "opcua" && where === "opc.tcp") Object.assign(body, form.security ? { security: form.security } : {}, form.user || form.password ? { user: form.user, password: form.password } : {});
    if (where === "serial" || where.startsWith("serial:")) Object.assign(body, p === "modbus" ? { baud: Number(form.baud), parity: form.parity } : { baud: Number(form.baud) });
    run(() => post("/scan", body)).then((s) => { if (s) { login.current = body.user ? { target: body.target, user: body.user, password: body.password } : null; set(s); type((f) => ({ ...f, password: "" })); } });
  };
  return html`<${Title} back="#/config">${t("scan")}<//><${Oops} problem=${deaf} />
    ${under ? null : html`<form class="card" onSubmit=${go} novalidate><p>${t("scanAbout")}</p>
      <${Input} name="protocol" label=${t("protocol")} value=${p} set=${protocol} options=${PROTOCOLS} problem=${problem} />
      ${p === "spi" ? html`<p id="no-spi" class="detail" role="status">${t("noSpi")}</p>` : html`<${Input} name="where" label=${t("scanWhere")} value=${where} set=${put("where")} options=${choices} />
      ${where === "serial" ? html`<${Input} name="target" label=${t("serialDevice")} value=${form.device} set=${put("device")} autocapitalize="none" placeholder="/dev/ttyUSB0" problem=${problem} />` : null}
      ${["tcp", "rtu-tcp", "opc.tcp"].includes(where) ? html`<div class="two"><${Input} name="target" label=${t("host")} value=${form.host} set=${put("host")} autocapitalize="none" inputmode="url" problem=${problem} /><${Input} name="port" label=${t("port")} type="number" inputmode="numeric" value=${form.port} set=${put("port")} /></div>` : null}
      ${where === "opc.tcp" ? html`<${Input} name="path" label=${t("scanPath")} value=${form.path} set=${put("path")} autocapitalize="none" />
        <${Input} name="security" label=${t("security")} value=${form.security} set=${put("security")} options=${[["", t("securityUsual")], ...["basic256sha256", "aes128-sha256-rsaoaep", "aes256-sha256-rsapss", "none"].map((v) => [v, t("securities")[v] ?? v])]} problem=${problem} />
        <div class="two"><${Input} name="user" label=${t("scanUser")} value=${form.user} set=${put("user")} autocapitalize="none" autocomplete="off" problem=${problem} /><${Input} name="password" label=${t("password")} type="password" value=${form.password} set=${put("password")} autocomplete="off" problem=${problem} /></div>` : null}
      ${where === "i2c" ? html`<${Input} name="target" label=${t("i2cBus")} type="number" inputmode="numeric" value=${form.device || "1"} set=${put("device")} problem=${problem} />` : null}
      ${where.startsWith("serial") ? html`<div class="two"><${Input} name="baud" label=${t("baud")} type="number" inputmode="numeric" value=${form.baud} set=${put("baud")} problem=${problem} />${p === "modbus" ? html`<${Input} name="parity" label=${t("parity")} value=${form.parity} set=${put("parity")} options=${["none", "even", "odd"].map((v) => [v, v])} />` : null}</div>` : null}
      ${SPAN[p] ? html`<div class="two"><${Input} name="first" label=${t("firstAddress")} type="number" inputmode="numeric" value=${form.first} set=${put("first")} problem=${problem} /><${Input} name="last" label=${t("lastAddress")} type="number" inputmode="numeric" value=${form.last} set=${put("last")} problem=${problem} /></div>` : null}
      <${Input} name="seconds" label=${t("scanSeconds")} type="number" inputmode="numeric" value=${form.seconds} set=${put("seconds")} problem=${problem} />
      ${p === "sdi12" || p === "opcua" ? html`<${Input} name="thorough" type="checkbox" label=${t("thorough")[p]} value=${form.thorough} set=${put("thorough")} />` : null}
      <${Oops} problem=${problem} /><button id="scan-begin" class="primary wide" disabled=${busy}>${t("scanBegin")}</button>`}</form>`}
    ${scan && scan.phase !== "none" ? html`<${Result} scan=${scan} under=${under} lines=${lines} form=${form} login=${login.current?.target === scan.target ? login.current : null} />
      ${scan.protocol === "opcua" && !under ? html`<${Certificates} path="/scan" anew=${`${scan.startedAt} ${scan.phase}`} shown=${scan.found.map((f) => f.fields.thumbprint).filter(Boolean)} />` : null}` : null}`;
}

function Result({ scan, under, lines, form, login }) {
  const [run, busy, problem] = useDo();
  const total = scan.last - scan.first + 1;
  const done = scan.phase === "asking" ? Math.max(0, scan.asking - scan.first) : total;
  return html`<${Section} id="s-found" title=${`${t("scanFound")}: ${scan.found.length}`}>
    <p role="status" class="meta">${scan.target} · ${t("phases")[scan.phase]}${scan.phase === "asking" && scan.asking >= 0 ? ` ${scan.asking} / ${scan.last}` : ""}${scan.cut && !under ? ` · ${t("scanCut")}` : ""}</p>
    ${under && SPAN[scan.protocol] ? html`<progress max=${total} value=${done} aria-label=${t("scan")}></progress>` : null}
    ${scan.shared ? html`<p class="detail">${t("scanShared")}</p>` : null}
    ${scan.trouble ? html`<p class="oops" role="alert">${scan.trouble}</p>` : null}
    ${(scan.remarks || []).map((r) => html`<p class="detail remark">${text(r)}</p>`)}
    ${under ? html`<p class="buttons"><button id="scan-cancel" disabled=${busy} onClick=${() => run(() => del("/scan"))}>${t("scanCancel")}</button></p>` : null}<${Oops} problem=${problem} />
    <ul class="list">${scan.found.slice().sort((a, b) => Number(!!b.fields.fits) - Number(!!a.fields.fits)).map((f) => html`<${Find} f=${f} scan=${scan} under=${under} lines=${lines} form=${form} login=${login} />`)}</ul>
    ${!under && !scan.found.length && !scan.trouble ? html`<p class="none">${t("scanNobody")}</p>` : null}<//>`;
}

function Find({ f, scan, under, lines, form, login }) {
  const address = Object.entries(f.address);
  const rest = Object.entries(f.fields).filter(([k]) => !(k in f.address) && k !== "fits" && !(k === "path" && !address.length));
  const add = () => {
    begun = { protocol: scan.protocol, address: f.address, profiles: f.profiles, ...line(scan, lines, form, f, login) };
    location.hash = "#/config/device";
  };
  return html`<li class="device"><div class="row"><b>${address.length ? address.map(([k, v]) => `${k} ${v}`).join(", ") : f.fields.url || f.fields.path || t("scanEntry")}</b>${f.device ? html`<span class="state online">${t("scanKnown")} ${f.device}</span>` : null}</div>
    ${rest.length ? html`<p class="meta">${rest.map(([k, v]) => `${k} ${v}`).join(" · ")}</p>` : null}
    ${(f.fields.fits || []).map((fit) => html`<${Fit} fit=${fit} />`)}
    ${f.profiles.length && !f.fields.fits ? html`<p>${t("scanMay")} ${f.profiles.join(", ")}</p>` : null}
    ${f.device || under || !(address.length || f.fields.url) ? null : html`<p class="buttons"><button class="primary" data-add=${address.map(([, v]) => v).join("-")} onClick=${add}>${t("addDevice")}</button></p>`}</li>`;
}

/** How much of a profile stands in a server; by names alone its node ids have to be put into a copy. */
function Fit({ fit }) {
  return html`<p class="fit">${t("scanMay")} <b>${fit.profile}</b>: ${fit.found} / ${fit.points} ${t(fit.by === "node-id" ? "fitById" : "fitByName")}${fit.missing ? ` · ${t("fitMissing")} ${fit.missing.join(", ")}` : ""}</p>
    ${fit.nodes ? html`<details><summary>${t("fitNodes")}</summary><p class="mono">${Object.entries(fit.nodes).map(([k, v]) => html`${k}: ${v}<br />`)}</p></details>` : null}`;
}

/** Where one can look for this protocol: links of the site, ports of this machine, or typed. */
function places(lines, p) {
  const links = lines.links.filter((l) => l.protocol === p).map((l) => [`link:${l.name}`, `${t("link")} ${l.name} · ${l.where}`]);
  const ports = p === "modbus" || p === "sdi12" ? lines.serialPorts.map((d) => [`serial:${d}`, d]) : [];
  const buses = p === "i2c" ? lines.i2cBuses.map((b) => [`i2c:${b}`, `I²C ${b}`]) : [];
  const typed = { modbus: [["tcp", "Modbus TCP"], ["rtu-tcp", t("rtuTcp")], ["serial", t("otherPort")]], sdi12: [["tcp", t("sdiTcp")], ["serial", t("otherPort")]], i2c: [["i2c", t("otherBus")]], w1: [["w1", t("w1Bus")]], spi: [], opcua: [["opc.tcp", "OPC UA"]] }[p];
  return [...links, ...ports, ...buses, ...typed];
}

function target(where, f) {
  if (where === "serial") return `serial:${f.device.trim()}`;
  if (where === "w1") return "w1:";
  if (where === "i2c") return `i2c:${f.device || 1}`;
  if (where === "opc.tcp") return `opc.tcp://${f.host.trim()}:${f.port}${f.path.trim()}`;
  return ["tcp", "rtu-tcp"].includes(where) ? `${where}://${f.host.trim()}:${f.port}` : where;
}

/** The link that a find hangs on: one of the site, or what a new one would say. */
function line(scan, lines, form, find, login) {
  if (scan.target.startsWith("link:")) return { link: scan.target.slice(5) };
  const known = lines.links.find((l) => scan.target.endsWith(`//${l.where}`) || scan.target === `serial:${l.where.split(" ")[0]}`);
  if (known) return { link: known.name };
  const [kind, rest] = scan.target.split(/:(.*)/s);
  if (kind === "serial") return { newLink: { type: "serial", device: rest, baud: Number(form.baud), ...(scan.protocol === "sdi12" ? { "data-bits": 7, parity: "even" } : form.parity === "none" ? {} : { parity: form.parity }) } };
  if (kind === "i2c" || kind === "w1") return { newLink: { type: "board" } };
  if (kind === "opc.tcp") return {
    newLink: { type: "endpoint", url: find.fields.url || scan.target, ...(login ? { user: login.user } : {}), ...(form.security ? { settings: { security: form.security } } : {}) },
    ...(login ? { secrets: { "link-password-file": { path: ["link", "password-file"], what: "password", value: login.password } } } : {}),
  };
  const [host, port] = rest.replace("//", "").split(":");
  return { newLink: { type: "tcp", host, port: Number(port), ...(kind === "rtu-tcp" ? { settings: { framing: "rtu" } } : {}) } };
}
