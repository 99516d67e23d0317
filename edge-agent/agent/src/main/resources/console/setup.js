// From nothing to a site, and what is still to be done.
import { html, useState, useEffect } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/placewords.js";
import "/fieldwords.js";
import "/pagewords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, useDraft, Title, Oops, Input, Section, inBoth } from "/parts.js";
import { PlaceFields, degrees } from "/placefields.js";
import { ClockFacts } from "/clock.js";
import { TimeFields, timeForm, timeBody, usual } from "/timesource.js";

const EMPTY = { id: "", zh: "", en: "", latitudeDeg: "", longitudeDeg: "", datum: "wgs84", adcode: "", exercise: true, ...timeForm() };
const KEPT = "setup"; // What was typed outlives a look at another page, and a phone that drops the page meanwhile.
const before = () => { try { return JSON.parse(sessionStorage.getItem(KEPT)); } catch { return null; } };

export function Setup() {
  const [form, type] = useState(() => ({ ...EMPTY, ...before()?.form }));
  const [placedFrom, setPlacedFrom] = useState(() => before()?.placedFrom ?? null);
  const [run, busy, problem] = useDo();
  const [from, tell] = useState("");
  const [c, missing, again] = useAsk(() => get("/clock"), [], 10_000);
  useEffect(() => { get("/setup/id").then(({ proposed }) => { if (proposed) { tell(proposed); type((old) => (old.id ? old : { ...old, id: proposed })); } }, () => {}); }, []);
  useEffect(() => { sessionStorage.setItem(KEPT, JSON.stringify({ form, placedFrom })); }, [form, placedFrom]);
  const put = (key) => (v) => type((old) => ({ ...old, [key]: v }));
  const go = (e) => {
    e.preventDefault();
    const { how, timeServers, receiver, ...site } = form;
    run(() => post("/setup/site", { ...site, ...inBoth(form), ...timeBody({ how: how ?? (c ? usual(c) : "ntp"), timeServers, receiver }), latitudeDeg: degrees(form.latitudeDeg), longitudeDeg: degrees(form.longitudeDeg) }).then((made) => { sessionStorage.removeItem(KEPT); return made; }));
  };
  return html`<${Title}>${t("setup")}<//><form class="card" onSubmit=${go} novalidate><p>${t("setupAbout")}</p>
    <${Input} name="id" label=${t("gatewayId")} value=${form.id} set=${put("id")} autocapitalize="none" help=${from && form.id === from ? t("idFromBoard") : t("idAbout")} problem=${problem} />
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${problem} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} problem=${problem} /></div>
    <h2>${t("place")}</h2><${PlaceFields} form=${form} type=${type} from=${placedFrom} setFrom=${setPlacedFrom} problem=${problem} />
    <h2>${t("timeSource")}</h2><${ClockFacts} /><${TimeFields} form=${form} type=${type} c=${c} problem=${problem} /><${Oops} problem=${missing} again=${again} />
    <${Input} name="exercise" type="checkbox" label=${t("exerciseFlag")} value=${form.exercise} set=${put("exercise")} />
    <${Oops} problem=${problem} /><button id="create" class="primary wide" disabled=${busy}>${t("create")}</button></form>`;
}

/** What a new site still lacks, counted with the draft; and how an exercise comes to its end. */
export function Todo({ s }) {
  const draft = useDraft(s);
  const asks = session.may("technician") && s.alarms.length > 0 && s.gateway.exercise;
  const [past] = useAsk(() => (asks ? get("/walk/sheets") : Promise.resolve(null)), [asks, !!s.walk]);
  if (!session.may("technician") || s.config?.trial) return null;
  const count = (key, running) => Math.max(running, draft?.tree?.[key]?.length || 0);
  const devices = count("devices", s.devices.length), rules = count("rules", s.alarms.length);
  const passed = past?.sheets?.some((w) => (w.verdict ? w.verdict === "passed" : w.steps.length > 0 && w.steps.every((x) => x.outcome === "passed")));
  const left = [[draft, "#/config", t("todoDraft")], [!devices, "#/config/device", t("todo").device], [!devices, "#/config/scan", t("scan")], [devices && !rules, "#/config/rule", t("todo").rule], [devices && !s.uplink.configured && !draft?.tree?.uplink, "#/config/uplink", t("todo").uplink],
    [asks && past && !passed, "#/walk", t("todo").walk], [asks && passed, "#/config/site", t("todoReal"), t("todoRealHow")]].filter(([is]) => is);
  return left.length ? html`<${Section} id="s-todo" title=${t("next")}><ul class="list">${left.map(([, to, word, how]) => html`<li><a class="tile" href=${to}><span>${word}${how ? html`<small class="why">${how}</small>` : null}</span></a></li>`)}</ul><//>` : null;
}
