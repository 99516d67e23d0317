// From nothing to a site, and what is still to be done.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import { post, session } from "/api.js";
import { useDo, Title, Oops, Input, Section } from "/parts.js";

export function Setup() {
  const [form, type] = useState({ id: "gw-01", zh: "", en: "", latitudeDeg: "", longitudeDeg: "", datum: "wgs84", adcode: "", exercise: true });
  const [run, busy, problem] = useDo();
  const put = (key) => (v) => type({ ...form, [key]: v });
  const here = () => navigator.geolocation?.getCurrentPosition((p) => type({ ...form, latitudeDeg: p.coords.latitude.toFixed(6), longitudeDeg: p.coords.longitude.toFixed(6), datum: "wgs84" }));
  const go = (e) => {
    e.preventDefault();
    run(() => post("/setup/site", { ...form, zh: form.zh || form.en, en: form.en || form.zh, latitudeDeg: Number(form.latitudeDeg || NaN), longitudeDeg: Number(form.longitudeDeg || NaN) }));
  };
  return html`<${Title}>${t("setup")}<//><form class="card" onSubmit=${go} novalidate><p>${t("setupAbout")}</p>
    <${Input} name="id" label=${t("gatewayId")} value=${form.id} set=${put("id")} autocapitalize="none" problem=${problem} />
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${problem} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} problem=${problem} /></div>
    <div class="two"><${Input} name="latitudeDeg" label=${t("latitude")} type="number" inputmode="decimal" step="any" value=${form.latitudeDeg} set=${put("latitudeDeg")} problem=${problem} /><${Input} name="longitudeDeg" label=${t("longitude")} type="number" inputmode="decimal" step="any" value=${form.longitudeDeg} set=${put("longitudeDeg")} problem=${problem} /></div>
    <p class="buttons"><button type="button" onClick=${here}>${t("useGnss")}</button></p>
    <${Input} name="datum" label=${t("datum")} value=${form.datum} set=${put("datum")} options=${[["wgs84", "WGS-84 (GNSS)"], ["cgcs2000", "CGCS2000"], ["gcj02", "GCJ-02"]]} />
    ${form.datum === "gcj02" ? html`<p class="detail">${t("gcjWarning")}</p>` : null}
    <${Input} name="adcode" label=${t("adcode")} value=${form.adcode} set=${put("adcode")} inputmode="numeric" problem=${problem} />
    <${Input} name="exercise" type="checkbox" label=${t("exerciseFlag")} value=${form.exercise} set=${put("exercise")} />
    <${Oops} problem=${problem} /><button id="create" class="primary wide" disabled=${busy}>${t("create")}</button></form>`;
}

/** What a new site still lacks. */
export function Todo({ s }) {
  if (!session.may("technician")) return null;
  const left = [[!s.devices.length, "#/config/device", "device"], [s.devices.length && !s.alarms.length, "#/config/rule", "rule"], [s.devices.length && !s.uplink.configured, "#/config/uplink", "uplink"], [s.alarms.length && s.gateway.exercise, "#/walk", "walk"]].filter(([is]) => is);
  if (!left.length) return null;
  return html`<${Section} id="s-todo" title=${t("next")}><ul class="list">${left.map(([, to, word]) => html`<li><a class="tile" href=${to}>${t("todo")[word]}</a></li>`)}</ul><//>`;
}
