// A rule for a point. A device has a form of its own: deviceform.js.
import { html, useState } from "/html.js";
import { t, text, more } from "/words.js";
import "/configwords.js";
import "/walkwords.js";
import { get, post } from "/api.js";
import { useAsk, useDo, Title, Oops, Pending, Input, Section, InDraft, inBoth } from "/parts.js";
import { draftEdits, set, add } from "/config.js";
import { problemsUnder, wrongPlaces } from "/schemaform.js";
import { label, ruleKind, ruleAbout } from "/schemawords.js";
import { KINDS } from "/rule.js";
import { markAt } from "/outputform.js";
import { CheckGroup, proposal, checkEdits, checkProblems } from "/checks.js";

more({
  soundsFrom: ["从哪一级起接通", "Switched on from"], soundsFromHelp: [(output, mark) => `${output}在水位达到${mark}时才接通,更低的告警不接通它。以后可在“输出”里修改。`, (output, mark) => `${output} is switched on when the level reaches ${mark}; milder alarms do not. It can be changed later under Outputs.`],
});


export function AddRule() {
  const asks = [useAsk(() => get("/profiles"), []), useAsk(() => get("/config"), [])];
  const [[catalogue], [c]] = asks;
  return html`<${Title} back="#/config">${t("addRule")}<//>${catalogue && c ? html`<${RuleFields} c=${c} profiles=${catalogue.profiles} />` : html`<${Pending} asks=${asks} />`}
    <${Section} id="other-rules" title=${t("otherRules")}><ul class="list">${KINDS.map((k) => html`<li><a class="tile" href=${`#/config/rule/${k}`}><span><b>${ruleKind(k)}</b> <span class="meta">${ruleAbout(k)}</span></span></a></li>`)}</ul><//>`;
}

/** What was typed as a number; what was left empty is not there. */
const mark = (key, typed) => (typed === "" ? {} : { [key]: Number(typed) });

/** A level's rule, the rule that its gauge is believed by, and an output for it: what of the last two is there already is used. */
function ruleEdits(tree, form, point, output, feedback) {
  const [device, name] = point.split("/");
  const rules = tree.rules || [], outputs = tree.outputs || [];
  const edits = [add(["rules"], { id: form.id.trim(), type: "river-level", title: inBoth(form), point, unit: "m", ...mark("warning", form.warning), ...mark("guarantee", form.guarantee), hysteresis: 0.05, "on-delay": "PT5S", "off-delay": "PT10M", alarm: { latched: true, "escalate-after": "PT15M" } })];
  if (!rules.some((r) => r.type === "credibility" && r.point === point)) {
    const id = rules.some((r) => r.id === `${device}-credible`) ? `${device}-${name}-credible` : `${device}-credible`;
    edits.push(add(["rules"], { id, type: "credibility", title: { zh: "水位计不可信", en: "Gauge not credible" }, point, "stale-after": "PT5M", "fail-after": 5 }));
  }
  if (form.output) {
    const trigger = { rule: form.id.trim(), "at-least": form.from };
    const there = outputs.find((o) => o.point === form.output);
    const [on, relay] = form.output.split("/");
    if (there) edits.push(set(["outputs", there.id, "triggers"], [...(there.triggers || []).filter((x) => x.rule !== trigger.rule), trigger]));
    else edits.push(add(["outputs"], { id: outputs.some((o) => o.id === relay) ? `${on}-${relay}` : relay, title: output, point: form.output, "fail-safe": "off", "dead-man": "PT30M", ...(feedback ? { "read-back": feedback } : {}), triggers: [trigger] }));
  }
  return edits;
}

function RuleFields({ c, profiles }) {
  const [form, type] = useState({ id: "river-high", zh: "河道水位超限", en: "River level high", point: "", warning: "", guarantee: "", output: "", from: "orange" });
  const [checks, setChecks] = useState({});
  const [save, busy, problem, saved, changed] = useDo();
  const of = (d) => profiles.find((p) => p.id === d?.profile);
  const devices = c.tree.devices || [];
  const choices = (fits) => devices.flatMap((d) => (of(d)?.points || []).filter(fits).map((p) => [`${d.name}/${p.name}`, `${text(d.title)} ${text(p.title)}`]));
  const levels = choices((p) => p.property === "water-level"), switches = choices((p) => p.access !== "read");
  const point = form.point || levels[0]?.[0] || "";
  const put = (key) => (v) => { type({ ...form, [key]: v }); changed(); };
  const points = (id) => of(devices.find((d) => d.name === id.split("/")[0]))?.points || [];
  const own = points(point).find((x) => x.name === point.split("/")[1]);
  const lacks = own && !c.tree.quality?.[point] ? checks[point] ?? proposal(own) : null;
  const output = () => points(form.output).find((x) => x.name === form.output.split("/")[1])?.title;
  const feedback = () => (points(form.output).some((x) => x.name === `${form.output.split("/")[1]}-feedback`) ? `${form.output}-feedback` : null);
  const at = (level) => markAt({ type: "river-level", unit: "m", ...mark("warning", form.warning), ...mark("guarantee", form.guarantee) }, level) ?? t("limits")[level === "yellow" ? "warning" : "guarantee"];
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const edits = ruleEdits(c.tree, form, point, output(), feedback());
      const more = lacks ? checkEdits(c.tree, [[point, lacks]]) : [];
      const { problems } = await post("/config/check", { edits: [...edits, ...more] });
      const unfit = more.length ? checkProblems(problems, point, "check") : {};
      const mine = problemsUnder(problems, `rules.${form.id.trim()}`);
      const beside = Object.fromEntries(Object.entries(mine).map(([k, v]) => [{ "title.zh": "zh", "title.en": "en", title: "zh" }[k] ?? k, v]));
      // What is wrong with what comes along has no field of its own; what was wrong before is told under Configuration.
      const along = edits.slice(1).flatMap(({ path, value }) => Object.values(problemsUnder(problems, path[2] ? path.join(".") : `${path[0]}.${value.id}`)));
      const rest = [...Object.entries(beside).filter(([k]) => !["id", "zh", "en", "point", "warning", "guarantee"].includes(k)).map(([k, v]) => `${label("river-level", k)} ${v}`), ...along];
      const fields = { ...beside, ...unfit };
      if (Object.keys(fields).length || along.length) throw Object.assign(new Error(rest.length ? `${t("wrong")}${t("colon")}${rest.join(t("listComma"))}` : wrongPlaces(problems.filter((p) => p.place.startsWith(`rules.${form.id.trim()}`) || p.place.startsWith(`quality.${point}`)))), { fields });
      return draftEdits([...edits, ...more], c);
    });
  };
  return html`<form class="card" onSubmit=${go} novalidate>
    <${Input} name="id" label=${t("ruleId")} value=${form.id} set=${put("id")} autocapitalize="none" problem=${problem} />
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${problem} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} problem=${problem} /></div>
    <${Input} name="point" label=${t("point")} value=${point} set=${put("point")} options=${levels} problem=${problem} />
    <div class="two"><${Input} name="warning" label=${`${t("limits").warning} (m)`} type="number" inputmode="decimal" step="any" value=${form.warning} set=${put("warning")} problem=${problem} /><${Input} name="guarantee" label=${`${t("limits").guarantee} (m)`} type="number" inputmode="decimal" step="any" value=${form.guarantee} set=${put("guarantee")} problem=${problem} /></div>
    <${Input} name="output" label=${t("addSiren")} value=${form.output} set=${put("output")} options=${[["", t("none")], ...switches]} />
    ${form.output ? html`<${Input} name="from" label=${t("soundsFrom")} value=${form.from} set=${put("from")} options=${["yellow", "orange"].map((level) => [level, `${t("fromLevel")(t("levels")[level])}${t("colon")}${at(level)}`])} help=${t("soundsFromHelp")(text(output()), at(form.from))} />` : null}
    ${lacks && !saved ? html`<${CheckGroup} point=${own} value=${lacks} set=${(v) => { setChecks({ ...checks, [point]: v }); changed(); }} problem=${problem} />` : null}
    <${Oops} problem=${problem} /><button id="save" class="primary wide" disabled=${busy || saved}>${t("toDraft")}</button><${InDraft} is=${saved} /></form>`;
}
