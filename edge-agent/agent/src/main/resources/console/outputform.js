// An output's form, from the site's schema: what switches it on and from which level, how long, what forbids it, how it fails.
import { html, useState, useRef } from "/html.js";
import { t, text, figure, more } from "/words.js";
import "/configwords.js";
import { choice } from "/schemawords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, Title, Oops, Pending, Section, Badge, InDraft, inBoth } from "/parts.js";
import { Properties, resolve, clean, difference, problemsUnder } from "/schemaform.js";
import { draftEdits, add } from "/config.js";
import { Remove } from "/removal.js";
import { pointsOf } from "/rule.js";
import "/outputs.js";

more({
  outputForm: ["输出的设置", "Settings of the output"], removeOutput: ["删除输出", "Remove the output"], noSuchOutput: ["草稿里没有这个输出。", "There is no such output in the draft."], noSwitches: ["没有可写的测点:请先添加继电器一类的设备。", "No device here can be switched: add a relay first."],
  whatLevelsMean: ["各级别在这些规则中的含义", "What the levels are in these rules"], notReached: ["规则没有这一级的界限,达不到", "the rule has no mark for it: never reached"],
});

const MARKS = { yellow: "warning", orange: "guarantee", red: "highest" };
/** What a level is for a river's rule in the file: the name and value of its mark; null when other rules are asked, undefined when it has no such mark. */
export function markAt(rule, level) {
  if (rule?.type !== "river-level") return null;
  if (level === "blue") return rule["near-warning"] === undefined ? undefined : `${t("limits")["near-warning"]} ${figure(rule.warning - rule["near-warning"], rule.unit)}`;
  const mark = MARKS[level];
  return mark && rule[mark] !== undefined && rule[mark] !== "" ? `${t("limits")[mark]} ${figure(Number(rule[mark]), rule.unit)}` : level === "notice" ? null : undefined;
}

export function OutputForm({ args: [id] }) {
  const asks = [useAsk(() => get("/schema/site"), []), useAsk(() => get("/profiles"), []), useAsk(() => get("/config"), [])];
  const [[schema], [catalogue], [c]] = asks;
  const had = useRef(null);
  // One that has just been taken out is still shown.
  const old = had.current = id ? (c?.tree?.outputs || []).find((o) => o.id === id) || had.current : null;
  const name = id || t("addOutput");
  if (!schema || !catalogue || !c) return html`<${Title} back="#/outputs">${name}<//><${Pending} asks=${asks} />`;
  if (id && !old) return html`<${Title} back="#/outputs">${name}<//><p class="none">${t("noSuchOutput")}</p>`;
  return html`<${Editor} c=${c} schema=${schema} tree=${c.tree} points=${pointsOf(c.tree, catalogue.profiles)} old=${old} />`;
}

function begun(tree, points) {
  const outputs = tree.outputs || [];
  const free = points.find((p) => p.access !== "read" && !outputs.some((o) => o.point === p.id));
  if (!free) return { id: "", title: {}, "fail-safe": "off", "dead-man": "PT30M", triggers: [{}] };
  const [device, point] = free.id.split("/");
  const feedback = points.find((p) => p.id === `${free.id}-feedback`);
  return { id: outputs.some((o) => o.id === point) ? `${device}-${point}` : point, title: {}, point: free.id, "fail-safe": "off", "dead-man": "PT30M", ...(feedback ? { "read-back": feedback.id } : {}), triggers: [{}] };
}

function Editor({ c, schema, tree, points, old }) {
  const part = resolve(schema, { $ref: "#/$defs/output" });
  const [value, type] = useState(() => (old ? { ...old } : begun(tree, points)));
  const [wrong, setWrong] = useState({});
  const [elsewhere, setElsewhere] = useState([]);
  const [save, busy, problem, saved, changed] = useDo();
  const id = old?.id || value.id;
  const now = clean(schema, part, value);
  const titles = now.title && inBoth(now.title);
  const after = Object.fromEntries(Object.keys(part.properties).filter((k) => now[k] !== undefined).map((k) => [k, k === "title" ? titles : now[k]]));
  const edits = old ? difference(["outputs", old.id], old, after) : [add(["outputs"], after)];
  const writable = points.filter((p) => p.access !== "read").map((p) => [p.id, p.title]);
  const readable = points.filter((p) => p.access !== "write").map((p) => [p.id, p.title]);
  const rules = (tree.rules || []).map((r) => [r.id, text(r.title) || r.id]);
  const form = { schema, part: "output", problems: wrong, choices: { point: writable, "read-back": readable, "interlocks.point": readable, rule: rules, unit: [...new Set(points.map((p) => p.unit))].map((u) => [u, u]) } };
  const put = (next) => { type(next); changed(); };
  const keep = () => save(async () => {
    const { problems } = await post("/config/check", { edits });
    const mine = problemsUnder(problems, `outputs.${id}`);
    setWrong(mine);
    setElsewhere(Object.keys(mine).length ? [] : problems);
    if (Object.keys(mine).length) throw new Error([t("wrong"), mine[""]].filter(Boolean).join(t("listComma")));
    await draftEdits(edits, c);
  });
  const main = new Set(["title", "point", "read-back", "fail-safe", "dead-man", "triggers", ...(old ? [] : ["id"])]);
  const meanings = (value.triggers || []).map((x) => ({ x, rule: (tree.rules || []).find((r) => r.id === x.rule) })).filter(({ x, rule }) => rule && x["at-least"] && markAt(rule, x["at-least"]) !== null);
  return html`<${Title} back="#/outputs">${old ? text(old.title) : t("addOutput")}<//>${old ? html`<p class="meta">${old.id}</p>` : null}
    ${writable.length ? null : html`<p class="oops">${t("noSwitches")}</p>`}
    <form onSubmit=${(e) => { e.preventDefault(); keep(); }} novalidate><${Section} id="u-form" title=${t("outputForm")}>
      <${Properties} form=${form} part=${part} value=${value} set=${put} only=${(k) => main.has(k)} />
      ${meanings.length ? html`<p class="help">${t("whatLevelsMean")}</p><ul class="list" id="levels-mean">${meanings.map(({ x, rule }) => html`<li><${Badge} level=${x["at-least"]}>${choice(x["at-least"])}<//> ${text(rule.title)}: <b>${markAt(rule, x["at-least"]) ?? t("notReached")}</b></li>`)}</ul>` : null}
      <details id="more-settings" open=${Object.keys(wrong).some((k) => !main.has(k.split(/[.[]/)[0]))}><summary>${t("moreSettings")}</summary><${Properties} form=${form} part=${part} value=${value} set=${put} only=${(k) => !main.has(k) && k !== "id"} /></details>
      <${Oops} problem=${problem} />${elsewhere.length ? html`<p class="detail">${t("wrongElsewhere")}${elsewhere.slice(0, 5).map((p) => text(p.where)).join(t("listComma"))}</p>` : null}
      ${session.may("technician") ? html`<p class="buttons"><button id="to-draft" class="primary" disabled=${busy || saved || !edits.length}>${t("toDraft")}</button>
        ${old ? html`<${Remove} c=${c} list="outputs" name=${old.id} label=${text(old.title)} id="remove-output" kind="danger" word=${t("removeOutput")} disabled=${busy || saved} then=${() => save(async () => {})} />` : null}</p>` : null}
      <${InDraft} is=${saved} /><//></form>`;
}
