// What the first start asked, changed later: name, place, time, uplink. Goes into the draft.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/placewords.js";
import { get, post, session } from "/api.js";
import { over } from "/meanwhile.js";
import { useAsk, useDo, Title, Oops, Pending, Input, Section, inBoth } from "/parts.js";
import { PlaceFields, degrees } from "/placefields.js";
import { ClockFacts } from "/clock.js";

export function Site() {
  const [c, problem, again] = useAsk(() => get("/config"), []);
  if (!c) return html`<${Title} back="#/config">${t("sitePage")}<//><${Pending} asks=${[[c, problem, again]]} />`;
  const uplink = c.tree.uplink;
  return html`<${Title} back="#/config">${t("sitePage")}<//>
    ${c.tree.gateway ? html`<${Fields} c=${c} gateway=${c.tree.gateway} />` : html`<p class="none">${t("noSite")}</p>`}
    <${Section} id="s-time" title=${t("clockPage")}><${ClockFacts} /><ul class="list"><li><a class="tile" href="#/clock">${t("timeSource")}</a></li></ul><//>
    <${Section} id="s-uplink" title=${t("uplinkSetup")}><p>${uplink ? html`<span class="mono">${uplink.broker}</span>` : t("noUplink")}</p><ul class="list"><li><a class="tile" href="#/config/uplink">${t("change")}</a></li></ul><//>`;
}

/** What the form has, as the configuration says it. */
const said = (gateway) => ({ zh: gateway.title?.zh || "", en: gateway.title?.en || "", latitudeDeg: String(gateway.position?.["latitude-deg"] ?? ""), longitudeDeg: String(gateway.position?.["longitude-deg"] ?? ""), datum: "wgs84", adcode: String(gateway.adcode ?? ""), exercise: !!gateway.exercise, zone: gateway.zone || "Asia/Shanghai" });
const PLACES = { zh: ["title", "zh"], en: ["title", "en"], latitudeDeg: ["position"], longitudeDeg: ["position"], datum: ["position"] };
/** A position is one thing. */
const WHERE = ["latitudeDeg", "longitudeDeg", "datum"];

function Fields({ c, gateway }) {
  const [first, setFirst] = useState(() => said(gateway));
  const [form, type] = useState(first);
  const [save, busy, problem] = useDo();
  const [done, setDone] = useState(null);
  const put = (key) => (v) => { type((old) => ({ ...old, [key]: v })); setDone(null); };
  const may = session.may("technician");
  const go = (e) => {
    e.preventDefault();
    setDone(null);
    // What was not typed here stays as it is by then.
    const mine = Object.keys(form).filter((k) => (WHERE.includes(k) ? WHERE : [k]).some((w) => form[w] !== first[w]));
    save(() => over(c, (headers, tree) => {
      const all = { ...said(tree.gateway || {}), ...Object.fromEntries(mine.map((k) => [k, form[k]])) };
      return post("/config/gateway", { ...all, ...inBoth(all), latitudeDeg: degrees(all.latitudeDeg), longitudeDeg: degrees(all.longitudeDeg) }, headers);
    }, { places: mine.map((k) => ["gateway", ...(PLACES[k] || [k])]) })).then((answer) => {
      if (!answer) return;
      const place = answer.converted ? { datum: "wgs84", latitudeDeg: answer.latitudeDeg.toFixed(6), longitudeDeg: answer.longitudeDeg.toFixed(6) } : {};
      setDone(answer);
      setFirst({ ...form, ...place });
      type((old) => ({ ...old, ...place }));
    });
  };
  return html`<form class="card" onSubmit=${go} novalidate><p class="meta">${t("gatewayWord")} <span class="mono">${gateway.id}</span> · ${t("idStays")}</p>
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${problem} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} problem=${problem} /></div>
    <h2>${t("place")}</h2><${PlaceFields} form=${form} type=${(change) => { type(change); setDone(null); }} problem=${problem} />
    <${Input} name="zone" label=${t("zone")} value=${form.zone} set=${put("zone")} autocapitalize="none" problem=${problem} />
    <${Input} name="exercise" type="checkbox" label=${t("exerciseFlag")} value=${form.exercise} set=${put("exercise")} />
    <${Oops} problem=${problem} />${may ? html`<button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button>` : null}
    ${done ? html`<p role="status" class="done" id="site-done">${done.converted ? `${t("convertedTo")} ${done.latitudeDeg.toFixed(6)}, ${done.longitudeDeg.toFixed(6)}. ` : ""}${done.changed ? html`${t("inDraft")} <a href="#/config" class="go-config">${t("config")}</a>` : t("nothingChanged")}</p>` : null}</form>`;
}
