// What the first start asked, changed later: name, place, time, uplink. Goes into the draft.
import { html, useState } from "/html.js";
import { t, more } from "/words.js";
import "/configwords.js";
import "/placewords.js";
import { get, post, session } from "/api.js";
import { over } from "/meanwhile.js";
import { useAsk, useDo, Title, Oops, Pending, Input, Section, inBoth } from "/parts.js";
import { PlaceFields, degrees } from "/placefields.js";
import { ClockFacts } from "/clock.js";
import { draftEdits, set, remove } from "/config.js";
import { problemsUnder } from "/schemaform.js";

more({
  cardTitle: ["存储卡", "The card"], cardRated: ["额定写入量 TBW(TB)", "Rated endurance, TBW (TB)"],
  cardHelp: ["在卡的包装或数据手册上,称作 TBW 或“耐久度”。例:高耐久 64 GB 卡约 40;普通卡不标,可不填。填了之后总览显示一张新卡还能用多少年。", "On the card's package or data sheet, as TBW or endurance. A high-endurance card of 64 GB has some 40; ordinary cards tell none: leave it empty then. With it the overview tells the years of a new card."],
});

export function Site() {
  const [c, problem, again] = useAsk(() => get("/config"), []);
  if (!c) return html`<${Title} back="#/config">${t("sitePage")}<//><${Pending} asks=${[[c, problem, again]]} />`;
  const uplink = c.tree.uplink;
  return html`<${Title} back="#/config">${t("sitePage")}<//>
    ${c.tree.gateway ? html`<${Fields} c=${c} gateway=${c.tree.gateway} />` : html`<p class="none">${t("noSite")}</p>`}
    <${Section} id="s-time" title=${t("clockPage")}><${ClockFacts} /><ul class="list"><li><a class="tile" href="#/clock">${t("timeSource")}</a></li></ul><//>
    ${c.tree.gateway ? html`<${Card} c=${c} />` : null}
    <${Section} id="s-uplink" title=${t("uplinkSetup")}><p>${uplink ? html`<span class="mono">${uplink.broker}</span>` : t("noUplink")}</p><ul class="list"><li><a class="tile" href="#/config/uplink">${t("change")}</a></li></ul><//>`;
}

/** What the form has, as the configuration says it. */
const said = (gateway) => ({ zh: gateway.title?.zh || "", en: gateway.title?.en || "", latitudeDeg: String(gateway.position?.["latitude-deg"] ?? ""), longitudeDeg: String(gateway.position?.["longitude-deg"] ?? ""), datum: "wgs84", adcode: String(gateway.adcode ?? ""), exercise: !!gateway.exercise, zone: gateway.zone || "Asia/Shanghai" });
const PLACES = { zh: ["title", "zh"], en: ["title", "en"], latitudeDeg: ["position"], longitudeDeg: ["position"], datum: ["position"] };
/** A position is one thing. */
const WHERE = ["latitudeDeg", "longitudeDeg", "datum"];

/** What the card may be written to, by its maker. */
function Card({ c }) {
  const old = c.tree.store?.["card-endurance-tb"];
  const [tb, type] = useState(old === undefined ? "" : String(old));
  const [save, busy, problem, saved, changed] = useDo();
  const path = ["store", "card-endurance-tb"];
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const now = c.tree.store?.["card-endurance-tb"];
      const edits = tb === "" ? (now === undefined ? [] : [remove(path)]) : Number(tb) === now ? [] : [set(path, Number(tb))];
      if (!edits.length) return;
      const { problems } = await post("/config/check", { edits });
      const mine = problemsUnder(problems, "store")["card-endurance-tb"];
      if (mine) throw Object.assign(new Error(mine), { fields: { card: mine } });
      await draftEdits(edits, c);
    });
  };
  return html`<${Section} id="s-card" title=${t("cardTitle")}><form onSubmit=${go} novalidate><${Input} name="card" label=${t("cardRated")} type="number" inputmode="decimal" step="any" min="0.1" max="100000" value=${tb} set=${(v) => { type(v); changed(); }} help=${t("cardHelp")} problem=${problem} />
    ${problem?.fields ? null : html`<${Oops} problem=${problem} />`}${session.may("technician") ? html`<button id="save-card" class="wide" disabled=${busy || saved}>${t("toDraft")}</button>` : null}
    ${saved ? html`<p role="status" class="done" id="card-done">${t("inDraft")} <a href="#/config">${t("config")}</a></p>` : null}</form><//>`;
}

function Fields({ c, gateway }) {
  const [first, setFirst] = useState(() => said(gateway));
  const [form, type] = useState(first);
  const [placedFrom, setPlacedFrom] = useState(null);
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
    <h2>${t("place")}</h2><${PlaceFields} form=${form} type=${(change) => { type(change); setDone(null); }} from=${placedFrom} setFrom=${setPlacedFrom} problem=${problem} />
    <${Input} name="zone" label=${t("zone")} value=${form.zone} set=${put("zone")} autocapitalize="none" problem=${problem} />
    <${Input} name="exercise" type="checkbox" label=${t("exerciseFlag")} value=${form.exercise} set=${put("exercise")} />
    <${Oops} problem=${problem} />${may ? html`<button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button>` : null}
    ${done ? html`<p role="status" class="done" id="site-done">${done.converted ? `${t("convertedTo")} ${done.latitudeDeg.toFixed(6)}, ${done.longitudeDeg.toFixed(6)}. ` : ""}${done.changed ? html`${t("inDraft")} <a href="#/config" class="go-config">${t("config")}</a>` : t("nothingChanged")}</p>` : null}</form>`;
}
