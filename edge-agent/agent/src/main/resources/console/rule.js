// Any rule: its form from the schema, its limits on charts, what they would have raised.
import { html, useState, useRef } from "/html.js";
import { t, text, clock } from "/words.js";
import "/configwords.js";
import { ruleKind, ruleAbout } from "/schemawords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Pending, Section, Badge, InDraft, inBoth } from "/parts.js";
import { Chart } from "/chart.js";
import { Properties, resolve, clean, difference, problemsUnder, secondsOf } from "/schemaform.js";
import { CheckOffer } from "/checks.js";
import { draftEdits, add } from "/config.js";
import { Remove } from "/removal.js";
import { FromLevel } from "/outputs.js";

export const KINDS = ["river-level", "rainstorm", "credibility", "model", "forecast", "camera-credibility"];
const LEVELS = ["notice", "blue", "yellow", "orange", "red"];
const NEW = { "river-level": { unit: "m", hysteresis: 0.05, "on-delay": "PT5S", "off-delay": "PT10M" }, rainstorm: {}, credibility: { "stale-after": "PT5M", "fail-after": 5 }, model: { models: [] }, forecast: { unit: "m", marks: {} }, "camera-credibility": { "stale-after": "PT2M" } };

/** Points of the draft's devices: [id, title, unit, property, access]. */
export const pointsOf = (tree, profiles) => (tree.devices || []).flatMap((d) => (profiles.find((p) => p.id === d.profile)?.points || []).map((p) => ({ id: `${d.name}/${p.name}`, title: `${text(d.title)} ${text(p.title)}`, unit: p.unit, property: p.property, access: p.access, min: p.min, max: p.max })));

export function Rule({ args: [id] }) { return html`<${Loaded} id=${id} />`; }
export function NewRule({ args: [type] }) { return html`<${Loaded} type=${type} />`; }

function Loaded({ id, type }) {
  const asks = [useAsk(() => get("/schema/site"), []), useAsk(() => get("/profiles"), []), useAsk(() => get("/config"), [])];
  const [[schema], [catalogue], [c]] = asks;
  const had = useRef(null);
  const back = id ? `#/alarms/${id}` : "#/config/rule";
  // One that has just been taken out is still shown.
  const old = had.current = id ? (c?.tree?.rules || []).find((r) => r.id === id) || had.current : null;
  if (!schema || !catalogue || !c) return html`<${Title} back=${back}>${id || ruleKind(type)}<//><${Pending} asks=${asks} />`;
  if (id && !old) return html`<${Title} back=${back}>${id}<//><p class="none">${t("noSuchRule")}</p>`;
  return html`<${Editor} c=${c} schema=${schema} tree=${c.tree} points=${pointsOf(c.tree, catalogue.profiles)} old=${old} type=${old?.type || type} back=${back} />`;
}

function begun(type, tree, points) {
  const fits = points.find((p) => p.access !== "write" && (type === "rainstorm" ? p.unit === "mm" : type === "river-level" ? p.property === "water-level" : true));
  let n = 1;
  while ((tree.rules || []).some((r) => r.id === `${type}-${n}`)) n++;
  return { id: `${type}-${n}`, title: {}, ...(["river-level", "rainstorm", "credibility"].includes(type) && fits ? { point: fits.id } : {}), ...(type === "rainstorm" && fits ? { kind: "cumulative" } : {}), ...NEW[type] };
}

function Editor({ c, schema, tree, points, old, type, back }) {
  const part = resolve(schema, { $ref: `#/$defs/${type}` });
  const [value, type_] = useState(() => (old ? { ...old } : begun(type, tree, points)));
  const [first] = useState(() => new Set([...part.required, ...Object.keys(value).filter((k) => k !== "alarm")]));
  const [days, setDays] = useState(30);
  const [wrong, setWrong] = useState({});
  const [elsewhere, setElsewhere] = useState([]);
  const [result, setResult] = useState(null);
  const [run, busy, problem] = useDo();
  const [save, saving, oops, saved, changed] = useDo();
  const put = (next) => { type_(next); setResult(null); changed(); };
  const id = old?.id || value.id;
  const now = { ...clean(schema, part, value), type };
  const titles = now.title && inBoth(now.title);
  const after = Object.fromEntries(["id", "type", ...Object.keys(part.properties)].filter((k, i, all) => all.indexOf(k) === i && now[k] !== undefined).map((k) => [k, k === "title" ? titles : now[k]]));
  const edits = old ? difference(["rules", old.id], old, after) : [add(["rules"], after)];
  const models = (tree.models || []).map((m) => [m.id, text(m.title)]);
  const own = points.find((p) => p.id === value.point);
  const units = [...new Set(["m", "cm", "mm", ...points.map((p) => p.unit)])].map((u) => [u, u]);
  const form = { schema, part: type, problems: wrong, unit: value.unit, pointUnit: own?.unit,
    choices: { point: points.filter((p) => p.access !== "write" && (type !== "rainstorm" || p.unit === "mm")).map((p) => [p.id, p.title]), model: models, "models[]": models, "suppressed-by": (tree.rules || []).filter((r) => r.id !== id).map((r) => [r.id, text(r.title)]), unit: units } };
  const refused = (p) => { if (p?.body?.errors) setWrong(Object.fromEntries(p.body.errors.filter((e) => e.field.startsWith(`rules.${id}.`)).map((e) => [e.field.slice(`rules.${id}.`.length), p.fields[e.field]]))); throw p; };
  const check = async () => {
    const { problems } = await post("/config/check", { edits });
    const mine = problemsUnder(problems, `rules.${id}`);
    setWrong(mine);
    setElsewhere(Object.keys(mine).length ? [] : problems);
    return !Object.keys(mine).length;
  };
  const tryIt = () => run(() => post("/what-if", { days, edits, rule: id }).catch(refused)).then((r) => { if (r) { setResult(r.rules[0]); setWrong({}); } });
  const keep = () => save(async () => { if (!(await check())) throw new Error(t("wrong")); await draftEdits(edits, c); });
  return html`<${Title} back=${back}>${old ? text(old.title) : `${t("newRule")}${t("colon")}${ruleKind(type)}`}<//>
    <p class="meta">${ruleKind(type)} · ${ruleAbout(type)}${old ? ` · ${old.id}` : ""}</p>
    <${Limits} value=${value} set=${put} days=${days} setDays=${setDays} own=${own} points=${points} tree=${tree} />
    <form onSubmit=${(e) => { e.preventDefault(); keep(); }} novalidate><${Section} id="r-form" title=${t("editRule")}>
      ${["model", "forecast", "camera-credibility"].includes(type) && !models.length ? html`<p class="oops">${t("noModelsYet")}</p>` : null}
      <${Properties} form=${form} part=${part} value=${value} set=${put} only=${(k) => !(old && k === "id") && first.has(k)} />
      <details id="more-settings" open=${Object.keys(wrong).some((k) => !first.has(k.split(/[.[]/)[0]))}><summary>${t("moreSettings")}</summary><${Properties} form=${form} part=${part} value=${value} set=${put} only=${(k) => !first.has(k)} /></details>
      <${Oops} problem=${problem || oops} />${elsewhere.length ? html`<p class="detail">${t("wrongElsewhere")}${elsewhere.slice(0, 5).map((p) => text(p.where)).join(t("listComma"))}</p>` : null}
      <p class="buttons"><button type="button" id="what-if" disabled=${busy} onClick=${tryIt}>${busy ? t("running") : `${t("whatIf")} (${t("spans")[DAYS[days]]})`}</button>
        ${session.may("technician") ? html`<button id="to-draft" class="primary" disabled=${saving || saved || !edits.length}>${t("toDraft")}</button>
          ${old ? html`<${Remove} c=${c} list="rules" name=${old.id} label=${text(old.title)} id="remove-rule" kind="danger" word=${t("removeRule")} disabled=${saving || saved} then=${() => save(async () => {})} />` : null}` : null}</p>
      <${InDraft} is=${saved} /><//></form>
    ${saved && !old ? html`<${CheckOffer} c=${c} points=${points.filter((p) => p.id === value.point)} />` : null}
    ${old ? html`<${Switched} rule=${old} outputs=${tree.outputs || []} />` : null}
    ${result ? html`<div id="what-if-result"><${Tried} tried=${result} /></div>` : null}`;
}

/** What the rule switches on, and from which level, in the draft. */
const Switched = ({ rule, outputs }) => {
  const all = outputs.flatMap((o) => (o.triggers || []).filter((x) => x.rule === rule.id).map((x) => ({ o, level: x["at-least"] })));
  return html`<${Section} id="r-outputs" title=${t("switchesOn")}>${all.length ? html`<ul class="list">${all.map(({ o, level }) => html`<li class="row"><a href=${`#/outputs/${o.id}`}>${text(o.title) || o.id}</a><${FromLevel} level=${level} /></li>`)}</ul>` : html`<p class="none">${t("switchesNone")}</p>`}
    <p class="buttons"><a href="#/outputs">${t("outputs")}</a></p><//>`;
};

/** What one rule would have raised, as it is and changed. */
export function Tried({ tried }) {
  const short = (episodes) => episodes.length ? html`<ul class="list">${episodes.slice(-20).map((e) => html`<li><${Badge} level=${e.level} /> ${clock(Date.parse(e.raisedAt))} – ${e.endedAt ? clock(Date.parse(e.endedAt)) : t("still")}<p class="meta">${text(e.summary)}</p></li>`)}</ul>` : html`<p class="none">${t("noneRaised")}</p>`;
  if (tried.whyNot) return html`<${Section} id=${`r-not-${tried.rule}`} title=${`${text(tried.title)}${t("colon")}${t("notTried")}`}><p class="detail">${text(tried.whyNot)}</p><//>`;
  return html`<div class="columns"><${Section} id=${`r-now-${tried.rule}`} title=${`${text(tried.title)} · ${t("whatNow")}${t("colon")}${tried.now.length} ${t("wouldRaise")}`}><p class="meta">${tried.readings} ${t("readingsUsed")}</p>${tried.note ? html`<p class="meta">${text(tried.note)}</p>` : null}${tried.cut ? html`<p class="detail">${t("cutShort")}</p>` : null}${short(tried.now)}<//>
    <${Section} id=${`r-then-${tried.rule}`} title=${`${t("whatThen")}${t("colon")}${tried.changed.length} ${t("wouldRaise")}`}>${short(tried.changed)}<//></div>`;
}

export const DAYS = { 1: "PT24H", 7: "P7D", 30: "P30D" };
/** What was typed as a number; null where it is none. */
export const number = (v) => (v === "" || v === undefined || v === null || Number.isNaN(Number(v)) ? null : Number(v));
const line = (name, v, set) => (number(v) === null ? [] : [{ name, value: number(v), set }]);

/** The rule's limits on the chart of what they are compared with. */
function Limits({ value, set, days, setDays, own, points, tree }) {
  const put = (key) => (v) => set({ ...value, [key]: v });
  const charts = [];
  if (value.type === "river-level" || (value.warning !== undefined && value.point)) {
    const near = number(value["near-warning"]), warning = number(value.warning);
    const marks = ["warning", "guarantee", "highest"].flatMap((k) => line(k, value[k], put(k))).map((l, i, all) => ({ ...l, least: all[i - 1]?.value, most: all[i + 1]?.value }));
    const lines = [...(near !== null && warning !== null ? [{ name: "near-warning", value: Number((warning - near).toFixed(4)), most: warning, set: (v) => v < warning && set({ ...value, "near-warning": Number((warning - v).toFixed(4)) }) }] : []), ...marks];
    if (value.point) charts.push({ point: value.point, title: own?.title || value.point, unit: value.unit, lines });
  }
  if (value.kind) {
    const spans = {};
    const usual = { blue: { window: "PT12H", mm: 50 }, yellow: { window: "PT6H", mm: 50 }, orange: { window: "PT3H", mm: 50 }, red: { window: "PT3H", mm: 100 } };
    for (const colour of Object.keys(usual)) {
      const limit = value[colour] || usual[colour];
      if (number(limit.mm) !== null && secondsOf(limit.window) > 0) (spans[limit.window] ||= []).push({ name: colour, value: number(limit.mm), least: 0, set: (v) => v > 0 && set({ ...value, [colour]: { ...limit, mm: v } }) });
    }
    for (const [window, lines] of Object.entries(spans)) charts.push({ point: value.point, title: `${t("sumOver")} ${secondsOf(window) / 3600} h`, unit: "mm", lines, sum: { seconds: secondsOf(window), counter: value.kind === "cumulative" } });
  }
  if (value.marks && value.model) {
    const first = Object.values((tree.models || []).find((m) => m.id === value.model)?.points || {})[0];
    const lines = LEVELS.flatMap((k) => line(k, value.marks[k], (v) => set({ ...value, marks: { ...value.marks, [k]: v } })));
    if (first) charts.push({ point: first, title: points.find((p) => p.id === first)?.title || first, unit: value.unit, lines });
  }
  if (value.models?.length && value.labels?.length) charts.push({ point: `${value.models[0]}/${value.labels[0].toLowerCase().replaceAll("_", "-")}`, title: `${t("scoreOf")}${t("colon")}${value.labels[0]}`, unit: "1", lines: [...line("raise-above", value["raise-above"] ?? 0.7, put("raise-above")), ...line("clear-below", value["clear-below"] ?? 0.4, put("clear-below"))] });
  if (value.sensor?.point) charts.push({ point: value.sensor.point, title: points.find((p) => p.id === value.sensor.point)?.title || value.sensor.point, unit: value.sensor.unit, lines: line("limit", value.sensor.limit, (v) => set({ ...value, sensor: { ...value.sensor, limit: v } })) });
  if (!charts.length && value.point) charts.push({ point: value.point, title: own?.title || value.point, unit: own?.unit, lines: [] });
  if (!charts.length) return null;
  return html`<${Section} id="r-limits" title=${t("threshold")}>${charts.some((c) => c.lines.length) ? html`<p>${t("dragAbout")}</p>` : null}
    <div class="choices" role="group" aria-label=${t("span")}>${[1, 7, 30].map((n) => html`<button type="button" aria-pressed=${days === n} onClick=${() => setDays(n)}>${t("spans")[DAYS[n]]}</button>`)}</div>
    ${charts.map((c) => html`<${PointChart} key=${`${c.point} ${c.title} ${days}`} chart=${c} days=${days} />`)}<//>`;
}

function PointChart({ chart, days }) {
  const [series, problem, again] = useAsk(() => { const to = new Date(); return get(`/points/${chart.point}/series?from=${new Date(to - days * 86400_000).toISOString()}&to=${to.toISOString()}&buckets=240${chart.unit ? `&unit=${encodeURIComponent(chart.unit)}` : ""}`); }, [chart.point, chart.unit, days]);
  if (!series) return html`<${Oops} problem=${problem} again=${again} />`;
  const buckets = chart.sum ? rolling(series.buckets, chart.sum) : series.buckets;
  return html`<${Chart} title=${chart.title} unit=${series.unit} buckets=${buckets} lines=${chart.lines} />`;
}

/** The rain of a window that ends with each bucket; as exact as the buckets are short. */
function rolling(buckets, { seconds, counter }) {
  let last = null;
  const rain = buckets.map((b) => {
    if (!b.count) return 0;
    if (!counter) return b.mean * b.count;
    const since = last === null ? b.max - b.min : b.max >= last ? b.max - last : b.max;
    last = b.max;
    return since;
  });
  return buckets.map((b, i) => {
    if (!b.count) return b;
    let sum = 0;
    for (let k = i; k >= 0 && Date.parse(b.at) - Date.parse(buckets[k].at) < seconds * 1000; k--) sum += rain[k];
    return { ...b, min: sum, mean: sum, max: sum };
  });
}
