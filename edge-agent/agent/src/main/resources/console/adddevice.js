// A rule for a point; the uplink. A device has a form of its own: deviceform.js.
import { html, useState } from "/html.js";
import { t, text, more } from "/words.js";
import "/configwords.js";
import "/walkwords.js";
import { get, post } from "/api.js";
import { useAsk, useDo, Title, Oops, Pending, Input, Section, InDraft, inBoth } from "/parts.js";
import { draftEdits, set, add, remove } from "/config.js";
import { difference, problemsUnder, wrongPlaces } from "/schemaform.js";
import { label, ruleKind, ruleAbout } from "/schemawords.js";
import { KINDS } from "/rule.js";
import { markAt } from "/outputform.js";

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
  const [save, busy, problem, saved, changed] = useDo();
  const of = (d) => profiles.find((p) => p.id === d?.profile);
  const devices = c.tree.devices || [];
  const choices = (fits) => devices.flatMap((d) => (of(d)?.points || []).filter(fits).map((p) => [`${d.name}/${p.name}`, `${text(d.title)} ${text(p.title)}`]));
  const levels = choices((p) => p.property === "water-level"), switches = choices((p) => p.access !== "read");
  const point = form.point || levels[0]?.[0] || "";
  const put = (key) => (v) => { type({ ...form, [key]: v }); changed(); };
  const points = (id) => of(devices.find((d) => d.name === id.split("/")[0]))?.points || [];
  const output = () => points(form.output).find((x) => x.name === form.output.split("/")[1])?.title;
  const feedback = () => (points(form.output).some((x) => x.name === `${form.output.split("/")[1]}-feedback`) ? `${form.output}-feedback` : null);
  const at = (level) => markAt({ type: "river-level", unit: "m", ...mark("warning", form.warning), ...mark("guarantee", form.guarantee) }, level) ?? t("limits")[level === "yellow" ? "warning" : "guarantee"];
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const edits = ruleEdits(c.tree, form, point, output(), feedback());
      const { problems } = await post("/config/check", { edits });
      const mine = problemsUnder(problems, `rules.${form.id.trim()}`);
      const beside = Object.fromEntries(Object.entries(mine).map(([k, v]) => [{ "title.zh": "zh", "title.en": "en", title: "zh" }[k] ?? k, v]));
      // What is wrong with what comes along has no field of its own; what was wrong before is told under Configuration.
      const along = edits.slice(1).flatMap(({ path, value }) => Object.values(problemsUnder(problems, path[2] ? path.join(".") : `${path[0]}.${value.id}`)));
      const rest = [...Object.entries(beside).filter(([k]) => !["id", "zh", "en", "point", "warning", "guarantee"].includes(k)).map(([k, v]) => `${label("river-level", k)} ${v}`), ...along];
      if (Object.keys(beside).length || along.length) throw Object.assign(new Error(rest.length ? `${t("wrong")}${t("colon")}${rest.join(t("listComma"))}` : wrongPlaces(problems.filter((p) => p.place.startsWith(`rules.${form.id.trim()}`)))), { fields: beside });
      return draftEdits(edits, c);
    });
  };
  return html`<form class="card" onSubmit=${go} novalidate>
    <${Input} name="id" label=${t("ruleId")} value=${form.id} set=${put("id")} autocapitalize="none" problem=${problem} />
    <div class="two"><${Input} name="zh" label=${t("titleZh")} value=${form.zh} set=${put("zh")} problem=${problem} /><${Input} name="en" label=${t("titleEn")} value=${form.en} set=${put("en")} problem=${problem} /></div>
    <${Input} name="point" label=${t("point")} value=${point} set=${put("point")} options=${levels} problem=${problem} />
    <div class="two"><${Input} name="warning" label=${`${t("limits").warning} (m)`} type="number" inputmode="decimal" step="any" value=${form.warning} set=${put("warning")} problem=${problem} /><${Input} name="guarantee" label=${`${t("limits").guarantee} (m)`} type="number" inputmode="decimal" step="any" value=${form.guarantee} set=${put("guarantee")} problem=${problem} /></div>
    <${Input} name="output" label=${t("addSiren")} value=${form.output} set=${put("output")} options=${[["", t("none")], ...switches]} />
    ${form.output ? html`<${Input} name="from" label=${t("soundsFrom")} value=${form.from} set=${put("from")} options=${["yellow", "orange"].map((level) => [level, `${t("fromLevel")(t("levels")[level])}${t("colon")}${at(level)}`])} help=${t("soundsFromHelp")(text(output()), at(form.from))} />` : null}
    <${Oops} problem=${problem} /><button id="save" class="primary wide" disabled=${busy || saved}>${t("toDraft")}</button><${InDraft} is=${saved} /></form>`;
}

export function UplinkForm() {
  const asks = [useAsk(() => get("/config"), [])];
  const [[c]] = asks;
  return c ? html`<${UplinkFields} c=${c} old=${c.tree.uplink || {}} />` : html`<${Title} back="#/config">${t("uplinkSetup")}<//><${Pending} asks=${asks} />`;
}

function UplinkFields({ c, old }) {
  const [form, type] = useState({ broker: old.broker || "", receipts: old.receipts || "map", user: old.user || "", password: "", key: "", trust: "" });
  const [save, busy, problem, saved, changed] = useDo();
  const put = (key) => (v) => { type({ ...form, [key]: v }); changed(); };
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const typed = [["password", form.password], ["command-key", form.key], ["trust", form.trust]].filter(([, value]) => value);
      const uplinkWith = (files) => {
        const uplink = { broker: form.broker, ...(old.broker && !old.receipts && form.receipts === "map" ? {} : { receipts: form.receipts }) };
        if (form.user) uplink.user = form.user;
        const password = files.password || old["password-file"], key = files["command-key"] || old["command-key"], trust = files.trust || old.trust;
        if (form.user && password) uplink["password-file"] = password;
        if (key) uplink["command-key"] = key;
        if (trust) uplink.trust = trust;
        return difference(["uplink"], old, uplink);
      };
      // Looked at with the names that the secrets will have, then kept, then put into the draft.
      const tried = uplinkWith(Object.fromEntries(typed.map(([what]) => [what, `secrets/${what}-new`])));
      const { problems } = tried.length ? await post("/config/check", { edits: tried }) : { problems: [] };
      const mine = problemsUnder(problems, "uplink");
      if (Object.keys(mine).length) throw Object.assign(new Error(Object.values(mine)[0]), { fields: mine });
      const files = {};
      for (const [what, value] of typed) files[what] = (await post("/secrets", { what, value })).file;
      const edits = uplinkWith(files);
      return edits.length ? draftEdits(edits, c) : null;
    });
  };
  return html`<${Title} back="#/config">${t("uplinkSetup")}<//><form class="card" onSubmit=${go} novalidate>
    <${Input} name="broker" label=${t("broker")} value=${form.broker} set=${put("broker")} autocapitalize="none" inputmode="url" problem=${problem} />
    <${Input} name="receipts" label=${t("receiptsFrom")} value=${form.receipts} set=${put("receipts")} options=${["map", "broker"].map((k) => [k, t("receiptKinds")[k]])} />
    <div class="two"><${Input} name="user" label=${t("brokerUser")} value=${form.user} set=${put("user")} autocomplete="off" /><${Input} name="value" label=${t("brokerPassword")} type="password" value=${form.password} set=${put("password")} autocomplete="off" problem=${problem} /></div>
    <${Input} name="key" type="area" rows="4" label=${t("commandKey")} help=${t("keyHelp")} value=${form.key} set=${put("key")} />
    <${Input} name="trust" type="area" rows="4" label=${t("trustPem")} value=${form.trust} set=${put("trust")} />
    <${Oops} problem=${problem} /><button id="save" class="primary wide" disabled=${busy || saved}>${t("toDraft")}</button>${old.broker ? html`<p class="buttons"><button type="button" id="remove-uplink" disabled=${busy} onClick=${() => save(() => draftEdits([remove(["uplink"])], c))}>${t("removeUplink")}</button></p>` : null}<${InDraft} is=${saved} /></form>`;
}
