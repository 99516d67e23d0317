// From nothing to a site, and what is still to be done.
import { html, useState } from "/html.js";
import { t, lang } from "/words.js";
import "/configwords.js";
import "/placewords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Input, Section } from "/parts.js";
import { PlaceMap, nearest } from "/placemap.js";
import { ClockFacts, receiver } from "/clock.js";

export function Setup() {
  const [form, type] = useState({ id: "gw-01", zh: "", en: "", latitudeDeg: "", longitudeDeg: "", datum: "wgs84", adcode: "", exercise: true });
  const [run, busy, problem] = useDo();
  const [how, setHow] = useState("");
  const [from, setFrom] = useState(null);
  const [port, setPort] = useState("");
  const [hear, hearing, deaf] = useDo();
  const [lines] = useAsk(() => get("/scan/lines").catch(() => null), []);
  const put = (key) => (v) => type((old) => ({ ...old, [key]: v }));
  const at = (latitude, longitude, kind, note) => { type((old) => ({ ...old, latitudeDeg: latitude.toFixed(6), longitudeDeg: longitude.toFixed(6), datum: "wgs84" })); setFrom({ kind, note }); };
  const typed = (key) => (v) => { put(key)(v); setFrom({ kind: "typed" }); };
  const metres = (m) => `${t("within")} ${m >= 1000 ? `${Math.round(m / 1000)} km` : `${Math.round(m)} m`}`;
  const phone = () => navigator.geolocation?.getCurrentPosition((p) => at(p.coords.latitude, p.coords.longitude, "phone", metres(p.coords.accuracy)), (e) => setFrom({ failure: e.code }), { enableHighAccuracy: true, timeout: 20_000 });
  const listen = () => hear(() => post("/clock/receiver", receiver(port || lines?.serialPorts[0] || ""))).then((f) => f && at(f.latitudeDeg, f.longitudeDeg, "receiver", f.satellites ? `${f.satellites} ${t("satellites")}` : ""));
  const go = (e) => {
    e.preventDefault();
    run(() => post("/setup/site", { ...form, zh: form.zh || form.en, en: form.en || form.zh, latitudeDeg: Number(form.latitudeDeg || NaN), longitudeDeg: Number(form.longitudeDeg || NaN) }));
  };
  const latitude = Number(form.latitudeDeg), longitude = Number(form.longitudeDeg);
  const isPlaced = form.latitudeDeg !== "" && form.longitudeDeg !== "" && Math.abs(latitude) <= 80 && Math.abs(longitude) <= 180;
  const city = isPlaced ? nearest(latitude, longitude) : null;
  const choice = (kind, id, word) => html`<button type="button" id=${id} aria-pressed=${how === kind} onClick=${() => setHow(how === kind ? "" : kind)}>${word}</button>`;
  return html`<${Title}>${t("setup")}<//><form class="card" onSubmit=${go} novalidate><p>${t("setupAbout")}</p>
    <${Input} name="id" label=${t("gatewayId")} value=${form.id} set=${put("id")} autocapitalize="none" problem=${problem} />
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${problem} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} problem=${problem} /></div>
    <h2>${t("place")}</h2><div class="choices" role="group" aria-label=${t("place")}>${choice("map", "by-map", t("onMap"))}<button type="button" id="by-phone" onClick=${phone}>${t("useGnss")}</button>${choice("receiver", "by-receiver", t("fromReceiver"))}</div>
    ${how === "map" ? html`<${PlaceMap} place=${isPlaced ? [latitude, longitude] : null} set=${(la, lo, m) => at(la, lo, "map", metres(m))} />` : null}
    ${how === "receiver" ? html`<${Input} name="target" label=${t("receiverPort")} value=${port || lines?.serialPorts[0] || ""} set=${setPort} autocapitalize="none" placeholder="/dev/ttyUSB0" problem=${deaf} /><p class="buttons"><button type="button" id="hear" disabled=${hearing} onClick=${listen}>${hearing ? t("listening") : t("listen")}</button></p><${Oops} problem=${deaf} />` : null}
    <div class="two"><${Input} name="latitudeDeg" label=${t("latitude")} type="number" inputmode="decimal" step="any" value=${form.latitudeDeg} set=${typed("latitudeDeg")} problem=${problem} /><${Input} name="longitudeDeg" label=${t("longitude")} type="number" inputmode="decimal" step="any" value=${form.longitudeDeg} set=${typed("longitudeDeg")} problem=${problem} /></div>
    ${from?.failure ? html`<p class="oops" role="alert">${t("phoneRefused")}${t("phoneFailures")[from.failure]}</p>` : from?.kind ? html`<p class="meta" role="status" id="place-from">${t("placeFrom")} ${t("placeKinds")[from.kind]}${from.note ? ` · ${from.note}` : ""}</p>` : null}
    <${Input} name="datum" label=${t("datum")} value=${form.datum} set=${put("datum")} options=${[["wgs84", "WGS-84 (GNSS)"], ["cgcs2000", "CGCS2000"], ["gcj02", "GCJ-02"]]} />
    ${form.datum === "gcj02" ? html`<p class="detail" id="gcj-warning">${t("gcjWarning")}</p>` : null}
    <${Input} name="adcode" label=${t("adcode")} value=${form.adcode} set=${put("adcode")} inputmode="numeric" help=${city ? `${t("nearCity")}${city[0].slice(0, 4)} (${lang() === "zh" ? city[1] : city[2]})` : undefined} problem=${problem} />
    <${Input} name="exercise" type="checkbox" label=${t("exerciseFlag")} value=${form.exercise} set=${put("exercise")} />
    <${Oops} problem=${problem} /><button id="create" class="primary wide" disabled=${busy}>${t("create")}</button></form>
    <${Section} id="s-time" title=${t("clockPage")}><${ClockFacts} /><p><a href="#/clock">${t("compareWith")}</a></p><//>`;
}

/** What a new site still lacks. */
export function Todo({ s }) {
  if (!session.may("technician")) return null;
  const left = [[!s.devices.length, "#/config/device", "device"], [s.devices.length && !s.alarms.length, "#/config/rule", "rule"], [s.devices.length && !s.uplink.configured, "#/config/uplink", "uplink"], [s.alarms.length && s.gateway.exercise, "#/walk", "walk"]].filter(([is]) => is);
  if (!left.length) return null;
  return html`<${Section} id="s-todo" title=${t("next")}><ul class="list">${left.map(([, to, word]) => html`<li><a class="tile" href=${to}>${t("todo")[word]}</a>${word === "device" ? html` <a class="tile" href="#/config/scan">${t("scan")}</a>` : null}</li>`)}</ul><//>`;
}
