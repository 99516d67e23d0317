// From nothing to a site, and what is still to be done.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/placewords.js";
import { post, session } from "/api.js";
import { useDo, Title, Oops, Input, Section } from "/parts.js";
import { PlaceFields, degrees } from "/placefields.js";
import { ClockFacts } from "/clock.js";

export function Setup() {
  const [form, type] = useState({ id: "gw-01", zh: "", en: "", latitudeDeg: "", longitudeDeg: "", datum: "wgs84", adcode: "", exercise: true });
  const [run, busy, problem] = useDo();
  const put = (key) => (v) => type((old) => ({ ...old, [key]: v }));
  const go = (e) => {
    e.preventDefault();
    run(() => post("/setup/site", { ...form, zh: form.zh || form.en, en: form.en || form.zh, latitudeDeg: degrees(form.latitudeDeg), longitudeDeg: degrees(form.longitudeDeg) }));
  };
  return html`<${Title}>${t("setup")}<//><form class="card" onSubmit=${go} novalidate><p>${t("setupAbout")}</p>
    <${Input} name="id" label=${t("gatewayId")} value=${form.id} set=${put("id")} autocapitalize="none" problem=${problem} />
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${problem} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} problem=${problem} /></div>
    <h2>${t("place")}</h2><${PlaceFields} form=${form} type=${type} problem=${problem} />
    <${Input} name="exercise" type="checkbox" label=${t("exerciseFlag")} value=${form.exercise} set=${put("exercise")} />
    <${Oops} problem=${problem} /><button id="create" class="primary wide" disabled=${busy}>${t("create")}</button></form>
    <${Section} id="s-time" title=${t("clockPage")}><${ClockFacts} /><p><a href="#/clock">${t("timeSource")}</a></p><//>`;
}

/** What a new site still lacks. */
export function Todo({ s }) {
  if (!session.may("technician")) return null;
  const left = [[!s.devices.length, "#/config/device", "device"], [s.devices.length && !s.alarms.length, "#/config/rule", "rule"], [s.devices.length && !s.uplink.configured, "#/config/uplink", "uplink"], [s.alarms.length && s.gateway.exercise, "#/walk", "walk"]].filter(([is]) => is);
  if (!left.length) return null;
  return html`<${Section} id="s-todo" title=${t("next")}><ul class="list">${left.map(([, to, word]) => html`<li><a class="tile" href=${to}>${t("todo")[word]}</a>${word === "device" ? html` <a class="tile" href="#/config/scan">${t("scan")}</a>` : null}</li>`)}</ul><//>`;
}
