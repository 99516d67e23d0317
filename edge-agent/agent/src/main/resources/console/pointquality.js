// A point's quality tests: its flags over time, its limits on charts, and what other limits would have flagged and raised.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/schemawords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Pending, Section, InDraft } from "/parts.js";
import { Chart } from "/chart.js";
import { Properties, resolve, clean, difference, problemsUnder } from "/schemaform.js";
import { pointsOf, number, Tried, DAYS } from "/rule.js";
import { draftEdits } from "/config.js";

export function PointQuality({ args: [device, point] }) {
  const id = `${device}/${point}`;
  const asks = [useAsk(() => get("/schema/site"), []), useAsk(() => get("/profiles"), []), useAsk(() => get("/config"), [])];
  const [[schema], [catalogue], [c]] = asks;
  if (!schema || !catalogue || !c) return html`<${Title} back=${`#/points/${id}`}>${t("qualityTests")}<//><${Pending} asks=${asks} />`;
  return html`<${Tests} id=${id} c=${c} schema=${schema} tree=${c.tree} points=${pointsOf(c.tree, catalogue.profiles)} />`;
}

function Tests({ id, c, schema, tree, points }) {
  const part = resolve(schema, { $ref: "#/$defs/quality" });
  const old = tree.quality?.[id];
  const [value, type] = useState(() => ({ ...(old || {}) }));
  const [days, setDays] = useState(30);
  const [wrong, setWrong] = useState({});
  const [result, setResult] = useState(null);
  const [run, busy, problem] = useDo();
  const [save, saving, oops, saved, changed] = useDo();
  const own = points.find((p) => p.id === id);
  const put = (next) => { type(next); setResult(null); changed(); };
  const after = clean(schema, part, value) || {};
  const edits = edited(tree.quality, id, old, after);
  const form = { schema, part: "quality", problems: wrong, pointUnit: own?.unit, choices: { points: points.filter((p) => p.id !== id && p.unit === own?.unit && p.access !== "write").map((p) => [p.id, p.title]) } };
  const prefix = `quality.${id}`;
  const refused = (p) => { if (p?.body?.errors) setWrong(Object.fromEntries(p.body.errors.filter((e) => e.field.startsWith(`${prefix}.`)).map((e) => [e.field.slice(prefix.length + 1), p.fields[e.field]]))); throw p; };
  const tryIt = () => run(() => post("/what-if", { days, edits, point: id }).catch(refused)).then((r) => { if (r) { setResult(r); setWrong({}); } });
  const keep = () => save(async () => {
    const mine = problemsUnder((await post("/config/check", { edits })).problems, prefix);
    setWrong(mine);
    if (Object.keys(mine).length) throw new Error(t("wrong"));
    await draftEdits(edits, c);
  });
  return html`<${Title} back=${`#/points/${id}`}>${own?.title || id}<//><p class="meta">${t("qualityTests")} · ${id}</p>
    <${Section} id="q-charts" title=${t("threshold")}><p>${t("qualityTestsAbout")}</p>
      <div class="choices" role="group" aria-label=${t("span")}>${[1, 7, 30].map((n) => html`<button type="button" aria-pressed=${days === n} onClick=${() => setDays(n)}>${t("spans")[DAYS[n]]}</button>`)}</div>
      <${Charts} id=${id} title=${own?.title || id} unit=${own?.unit || ""} value=${value} set=${put} days=${days} /><//>
    <form onSubmit=${(e) => { e.preventDefault(); keep(); }} novalidate><${Section} id="q-form" title=${t("qualityTests")}>
      <${Properties} form=${form} part=${part} value=${value} set=${put} />
      <${Oops} problem=${problem || oops} />
      <p class="buttons"><button type="button" id="what-if" disabled=${busy} onClick=${tryIt}>${busy ? t("running") : `${t("whatIf")} (${t("spans")[DAYS[days]]})`}</button>
        ${session.may("technician") ? html`<button id="to-draft" class="primary" disabled=${saving || saved || !edits.length}>${t("toDraft")}</button>` : null}</p>
      <${InDraft} is=${saved} /><//></form>
    ${result ? html`<div id="what-if-result"><${Section} id="q-flags" title=${t("flagsThen")}><${Flags} flags=${result.flags} /><//>${result.rules.map((r) => html`<${Tried} tried=${r} />`)}</div>` : null}`;
}

function edited(all, id, old, after) {
  if (old) return Object.keys(after).length ? difference(["quality", id], old, after) : [{ op: "remove", path: ["quality", id] }];
  if (!Object.keys(after).length) return [];
  return all ? [{ op: "set", path: ["quality", id], value: after }] : [{ op: "set", path: ["quality"], value: { [id]: after } }];
}

function Flags({ flags }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t("quality")}><table><thead><tr><th scope="col">${t("quality")}</th><th scope="col">${t("whatNow")}</th><th scope="col">${t("whatThen")}</th></tr></thead>
    <tbody>${[1, 2, 3, 4, 9].map((f) => html`<tr data-flag=${f}><th scope="row">${t("flags")[f]}</th><td class="number">${flags.now[f] || 0}</td><td class="number">${flags.changed[f] || 0}</td></tr>`)}</tbody></table></div>`;
}

function Charts({ id, title, unit, value, set, days }) {
  const range = () => { const to = new Date(); return `from=${new Date(to - days * 86400_000).toISOString()}&to=${to.toISOString()}`; };
  const [series, problem, again] = useAsk(() => get(`/points/${id}/series?${range()}&buckets=240`), [id, days]);
  const [last, noLast, lastAgain] = useAsk(() => (value.spike || value["rate-of-change"] ? get(`/points/${id}/readings?${range()}&limit=2000`) : Promise.resolve(null)), [id, days, !!value.spike, !!value["rate-of-change"]]);
  const end = (path, i, name) => {
    const ends = path(value);
    return number(ends?.[i]) === null ? [] : [{ id: `${name} ${i}`, name, value: number(ends[i]), least: i ? number(ends[0]) ?? undefined : undefined, most: i ? undefined : number(ends[1]) ?? undefined, set: (v) => set(path.put(value, ends.map((x, k) => (k === i ? v : x)))) }];
  };
  const gross = (key) => Object.assign((v) => v["gross-range"]?.[key], { put: (v, ends) => ({ ...v, "gross-range": { ...v["gross-range"], [key]: ends } }) });
  const month = new Date().getMonth() + 1;
  const season = (value.climatology || []).findIndex((s) => { const [a, b] = (s.months || []).map(Number); return a <= b ? a <= month && month <= b : month >= a || month <= b; });
  const usual = Object.assign((v) => v.climatology?.[season]?.suspect, { put: (v, ends) => ({ ...v, climatology: v.climatology.map((s, k) => (k === season ? { ...s, suspect: ends } : s)) }) });
  const f = t("flags");
  const lines = [...[0, 1].flatMap((i) => end(gross("fail"), i, f[4])), ...[0, 1].flatMap((i) => end(gross("suspect"), i, f[3])), ...(season < 0 ? [] : [0, 1].flatMap((i) => end(usual, i, `${f[3]} (${t("seasonNow")})`)))];
  const limit = (test, key, name) => (number(value[test]?.[key]) === null ? [] : [{ id: `${test} ${key}`, name, value: number(value[test][key]), least: 0, set: (v) => v > 0 && set({ ...value, [test]: { ...value[test], [key]: v } }) }]);
  return html`<${Oops} problem=${problem} again=${again} /><${Oops} problem=${noLast} again=${lastAgain} />${series ? html`<${Chart} title=${title} unit=${series.unit} buckets=${series.buckets} lines=${lines} />` : null}
    ${value.spike && last ? html`<${Chart} title=${t("spikeChart")} unit=${unit} buckets=${highest(spikes(last.readings, value.spike.method))} lines=${[...limit("spike", "suspect", f[3]), ...limit("spike", "fail", f[4])]} />` : null}
    ${value["rate-of-change"] && last ? html`<${Chart} title=${t("rateChart")} unit=${`${unit}/s`} buckets=${highest(rates(last.readings))} lines=${limit("rate-of-change", "per-second", f[3])} />` : null}`;
}

const good = (readings) => readings.filter((r) => r.value !== null && r.value !== undefined && r.flag !== 9);
const one = (r, v) => ({ at: r.at, count: 1, min: v, mean: v, max: v, flag: r.flag });

const DRAWN = 240;
/** No more than can be told apart on a phone: of neighbours the highest, which is the one that a limit meets. */
function highest(all) {
  const n = Math.ceil(all.length / DRAWN);
  const groups = Array.from({ length: Math.ceil(all.length / n) || 0 }, (_, i) => all.slice(i * n, i * n + n));
  return groups.map((g) => g.reduce((a, b) => (b.max > a.max ? b : a)));
}

/** The spike test's own figure for each reading that has neighbours. */
function spikes(readings, method) {
  const all = good(readings);
  return all.slice(1, -1).map((r, i) => {
    const before = all[i].value, after = all[i + 2].value;
    const a = r.value - before, b = r.value - after;
    return one(r, method === "differential" ? (a * b > 0 ? Math.min(Math.abs(a), Math.abs(b)) : 0) : Math.abs(r.value - (before + after) / 2));
  });
}

function rates(readings) {
  const all = good(readings);
  return all.slice(1).map((r, i) => { const s = (Date.parse(r.at) - Date.parse(all[i].at)) / 1000; return one(r, s > 0 ? Math.abs(r.value - all[i].value) / s : 0); });
}
