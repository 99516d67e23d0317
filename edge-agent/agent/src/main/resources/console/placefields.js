// Where a gateway stands: tapped on a map, from a phone, from a receiver or typed; and the county that is in.
import { html, useState } from "/html.js";
import { t, lang } from "/words.js";
import "/configwords.js";
import "/placewords.js";
import { get, post } from "/api.js";
import { useAsk, useDo, Oops, Input } from "/parts.js";
import { PlaceMap, nearest } from "/placemap.js";
import { receiver } from "/timesource.js";

/** What was typed as a number; nothing is none. */
export const degrees = (typed) => Number(typed === "" ? NaN : typed);

/** form: {latitudeDeg, longitudeDeg, datum, adcode} as typed; type(old => new). from: {kind, note}, where the place is from, or null; setFrom(it). */
export function PlaceFields({ form, type, from, setFrom, problem }) {
  const [how, setHow] = useState("");
  const [failure, fail] = useState(0);
  const [port, setPort] = useState("");
  const [hear, hearing, deaf] = useDo();
  const [lines] = useAsk(() => get("/scan/lines").catch(() => null), []);
  const put = (key) => (v) => type((old) => ({ ...old, [key]: v }));
  const at = (latitude, longitude, kind, note) => { type((old) => ({ ...old, latitudeDeg: latitude.toFixed(6), longitudeDeg: longitude.toFixed(6), datum: "wgs84" })); fail(0); setFrom({ kind, note }); };
  const typed = (key) => (v) => { put(key)(v); fail(0); setFrom({ kind: "typed" }); };
  const metres = (m) => `${t("within")} ${m >= 1000 ? `${Math.round(m / 1000)} km` : `${Math.round(m)} m`}`;
  const phone = () => navigator.geolocation?.getCurrentPosition((p) => at(p.coords.latitude, p.coords.longitude, "phone", metres(p.coords.accuracy)), (e) => fail(e.code), { enableHighAccuracy: true, timeout: 20_000 });
  const listen = () => hear(() => post("/clock/receiver", receiver(port || lines?.serialPorts[0] || ""))).then((f) => f && at(f.latitudeDeg, f.longitudeDeg, "receiver", f.satellites ? `${f.satellites} ${t("satellites")}` : ""));
  const latitude = degrees(form.latitudeDeg), longitude = degrees(form.longitudeDeg);
  const isPlaced = Math.abs(latitude) <= 80 && Math.abs(longitude) <= 180;
  const isFound = ["map", "phone", "receiver"].includes(from?.kind);
  const city = isPlaced ? nearest(latitude, longitude) : null;
  const choice = (kind, id, word) => html`<button type="button" id=${id} aria-pressed=${how === kind} onClick=${() => setHow(how === kind ? "" : kind)}>${word}</button>`;
  return html`<div class="choices" role="group" aria-label=${t("place")}>${choice("map", "by-map", t("onMap"))}<button type="button" id="by-phone" onClick=${phone}>${t("useGnss")}</button>${choice("receiver", "by-receiver", t("fromReceiver"))}</div>
    ${how === "map" ? html`<${PlaceMap} place=${isPlaced ? [latitude, longitude] : null} set=${(la, lo, m) => at(la, lo, "map", metres(m))} />` : null}
    ${how === "receiver" ? html`<${Input} name="target" label=${t("receiverPort")} value=${port || lines?.serialPorts[0] || ""} set=${setPort} autocapitalize="none" placeholder="/dev/ttyUSB0" problem=${deaf} /><p class="buttons"><button type="button" id="hear" disabled=${hearing} onClick=${listen}>${hearing ? t("listening") : t("listen")}</button></p><${Oops} problem=${deaf} />` : null}
    <div class="two"><${Input} name="latitudeDeg" label=${t("latitude")} type="number" inputmode="decimal" step="any" value=${form.latitudeDeg} set=${typed("latitudeDeg")} problem=${problem} /><${Input} name="longitudeDeg" label=${t("longitude")} type="number" inputmode="decimal" step="any" value=${form.longitudeDeg} set=${typed("longitudeDeg")} problem=${problem} /></div>
    ${failure ? html`<p class="oops" role="alert">${t("phoneRefused")}${t("phoneFailures")[failure]}</p>` : from?.kind ? html`<p class="meta" role="status" id="place-from">${t("placeFrom")} ${t("placeKinds")[from.kind]}${from.note ? ` · ${from.note}` : ""}</p>` : null}
    <${Input} name="datum" label=${t("datum")} value=${form.datum} set=${put("datum")} disabled=${isFound} help=${isFound ? t("datumOfPlace") : undefined} options=${[["wgs84", "WGS-84 (GNSS)"], ["cgcs2000", "CGCS2000"], ["gcj02", "GCJ-02"]]} />
    ${form.datum === "gcj02" ? html`<p class="detail" id="gcj-warning">${t("gcjWarning")}</p>` : null}
    <${Input} name="adcode" label=${t("adcode")} value=${form.adcode} set=${put("adcode")} inputmode="numeric" help=${city ? `${t("nearCity")}${city[0].slice(0, 4)} (${lang() === "zh" ? city[1] : city[2]})` : undefined} problem=${problem} />`;
}
