// Quality checks for points that have none: what can be at all, and what jumps too far, proposed from the model's range and written as the site file spells them.
import { html, useState } from "/html.js";
import { t, text, figure, more } from "/words.js";
import "/configwords.js";
import { post } from "/api.js";
import { useDo, Oops, Input, Section } from "/parts.js";
import { draftEdits, set } from "/config.js";
import { problemsUnder } from "/schemaform.js";

more({
  checksFor: ["质量检查(这个测点还没有)", "Quality checks (this point has none)"], checksOn: ["检查超量程和尖峰", "Check range and spikes"],
  checksAbout: ["没有检查,读数就一直是“未评”。量程外的读数判为不合格,不能触发告警;与前后读数相差太大的判为可疑,不自动接通警笛。建议值来自型号的量程,请按现场收紧。", "Without checks readings stay “not evaluated”. A reading out of range fails and raises nothing; one that jumps too far from its neighbours is suspect and switches no siren. Proposed from the model's range; narrow them to what the place can bring."],
  checkLeast: ["最小可能值", "Least that can be"], checkMost: ["最大可能值", "Most that can be"], checkSuspect: ["尖峰:相差多少可疑", "Spike: suspect from"], checkFail: ["尖峰:相差多少不合格", "Spike: failed from"],
  checksLack: ["还没有质量检查的测点", "Points without quality checks"], checksAdd: ["加上这些检查(写入草稿)", "Add these checks (into the draft)"], checksSome: ["选择测点并核对数值", "Choose points and look at the figures"],
});

const TWO = ["switch-state", "contact-state"];
const round = (v) => Number(v.toPrecision(2));

/** What would be checked of a point; null where its model tells no range, or it has but two states. */
export function proposal(p) {
  if (!p || p.access === "write" || TWO.includes(p.property) || typeof p.min !== "number" || typeof p.max !== "number" || p.max <= p.min) return null;
  const span = p.max - p.min;
  return { on: true, least: String(p.min), most: String(p.max), suspect: String(round(span / 10)), fail: String(round(span * 0.3)) };
}

/** As the site file spells it; what was left empty is not there and is refused by the check. */
const rules = (v) => ({ "gross-range": { fail: [v.least, v.most].map((x) => (x === "" ? "" : Number(x))) }, ...(v.suspect === "" && v.fail === "" ? {} : { spike: Object.fromEntries(["suspect", "fail"].filter((k) => v[k] !== "").map((k) => [k, Number(v[k])])) }) });

/** chosen: [[point's id, figures]]. */
export function checkEdits(tree, chosen) {
  const all = chosen.filter(([, v]) => v?.on);
  if (!all.length) return [];
  if (!tree.quality) return [set(["quality"], Object.fromEntries(all.map(([id, v]) => [id, rules(v)])))];
  return all.map(([id, v]) => set(["quality", id], rules(v)));
}

/** What is refused of a point's checks, by their fields. */
export const checkProblems = (problems, id, prefix) => Object.fromEntries(Object.entries(problemsUnder(problems, `quality.${id}`)).map(([k, wanted]) => [`${prefix}-${k.startsWith("spike") ? (k.endsWith("fail") ? "fail" : "suspect") : k.endsWith("[1]") ? "most" : "least"}`, wanted]));

export function CheckFields({ prefix, unit, value, set: put, problem }) {
  const one = (key, word) => html`<${Input} name=${`${prefix}-${key}`} label=${`${t(word)} (${unit})`} type="number" inputmode="decimal" step="any" value=${value[key]} set=${(v) => put({ ...value, [key]: v })} problem=${problem} />`;
  return html`<div class="two">${one("least", "checkLeast")}${one("most", "checkMost")}</div><div class="two">${one("suspect", "checkSuspect")}${one("fail", "checkFail")}</div>`;
}

/** In a form that adds something else besides. */
export function CheckGroup({ point, value, set: put, problem }) {
  return html`<fieldset class="group" id="checks"><legend>${t("checksFor")}</legend><p class="help">${t("checksAbout")}</p>
    <${Input} name="checks-on" type="checkbox" label=${t("checksOn")} value=${value.on} set=${(on) => put({ ...value, on })} />
    ${value.on ? html`<${CheckFields} prefix="check" unit=${point.unit} value=${value} set=${put} problem=${problem} />` : null}</fieldset>`;
}

/** After a device or a rule has gone into the draft: what its points still lack. points: [{id, title, unit, …}]; c: the draft as it is now. */
export function CheckOffer({ c, points }) {
  const lacking = points.filter((p) => !c.tree.quality?.[p.id] && proposal(p));
  const [typed, type] = useState({});
  const [first] = useState(lacking);
  const [save, busy, problem, saved] = useDo();
  if (!first.length) return null;
  const of = (p) => typed[p.id] ?? proposal(p);
  const go = () => save(async () => {
    const chosen = first.map((p) => [p.id, of(p)]);
    const edits = checkEdits(c.tree, chosen);
    if (!edits.length) return;
    const { problems } = await post("/config/check", { edits });
    const mine = Object.assign({}, ...first.map((p, i) => checkProblems(problems, p.id, `check-${i}`)));
    if (Object.keys(mine).length) throw Object.assign(new Error(Object.values(mine)[0]), { fields: mine });
    await draftEdits(edits, c);
  });
  return html`<${Section} id="s-checks" title=${`${t("checksLack")} (${first.length})`}>${saved ? html`<p role="status" class="done" id="checks-done">${t("inDraft")} <a href="#/config">${t("config")}</a></p>` : html`<p class="help">${t("checksAbout")}</p>
    <details open=${problem?.fields ? true : undefined}><summary>${t("checksSome")}</summary>${first.map((p, i) => html`<fieldset class="group"><legend>${text(p.title)}</legend><${Input} name=${`check-${i}-on`} type="checkbox" label=${`${t("checksOn")}: ${figure(p.min, p.unit)} … ${figure(p.max, p.unit)}`} value=${of(p).on} set=${(on) => type({ ...typed, [p.id]: { ...of(p), on } })} />
      ${of(p).on ? html`<${CheckFields} prefix=${`check-${i}`} unit=${p.unit} value=${of(p)} set=${(v) => type({ ...typed, [p.id]: v })} problem=${problem} />` : null}</fieldset>`)}</details>
    ${problem?.fields ? null : html`<${Oops} problem=${problem} />`}<p class="buttons"><button type="button" id="add-checks" class="wide" disabled=${busy || !first.some((p) => of(p).on)} onClick=${go}>${t("checksAdd")}</button></p>`}<//>`;
}
