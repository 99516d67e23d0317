// Forms drawn from the site's JSON Schema: units, ranges, defaults and help as it declares them. One form for every kind of rule and for the quality tests.
import { html, useState } from "/html.js";
import { t, text, lang } from "/words.js";
import { label, help, choice } from "/schemawords.js";
import { Input, refusal } from "/parts.js";

/** A part of the schema; what stands beside a $ref wins over what it refers to. */
export function resolve(schema, part) {
  if (!part?.$ref) return part || {};
  return { ...resolve(schema, schema.$defs[part.$ref.split("/").at(-1)]), ...part };
}
const kindOf = (part) => part.$ref?.split("/").at(-1);

const SPANS = [["S", 1], ["M", 60], ["H", 3600], ["D", 86400]];
/** An ISO-8601 duration as [number, S|M|H|D]; null when it is none. */
export function spanOf(iso) {
  const m = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(iso || "");
  if (!m) return null;
  const seconds = Number(m[1] || 0) * 86400 + Number(m[2] || 0) * 3600 + Number(m[3] || 0) * 60 + Number(m[4] || 0);
  const [unit, size] = [...SPANS].reverse().find(([, n]) => seconds >= n && Number.isInteger(seconds / n)) || SPANS[0];
  return [seconds / size, unit];
}
export const iso = (n, unit) => unit === "D" ? `P${n}D` : `PT${n}${unit}`;
export const secondsOf = (text) => { const s = spanOf(text); return s ? s[0] * Object.fromEntries(SPANS)[s[1]] : NaN; };
export const shownSpan = (text) => { const s = spanOf(text); return s ? `${s[0]} ${s[1] === "D" && s[0] === 1 ? t("oneDay") : t("spanUnits")[s[1]]}` : text; };

/** The value as it goes into the file: numbers as numbers, what was left empty not at all. */
export function clean(schema, part, value) {
  const p = resolve(schema, part);
  if (value === undefined || value === null || value === "") return undefined;
  if (p.type === "number" || p.type === "integer") return Number.isNaN(Number(value)) ? value : Number(value);
  if (p["x-number"]) return /^\d+$/.test(String(value)) ? Number(value) : value;
  if (Array.isArray(p.type)) return /^\d+$/.test(String(value)) ? Number(value) : value;
  if (Array.isArray(value)) {
    const all = value.map((v) => clean(schema, p.items, v));
    return all.every((v) => v === undefined) ? undefined : all.map((v) => v ?? "");
  }
  if (typeof value === "object") {
    const all = Object.entries(value).map(([k, v]) => [k, clean(schema, p.properties?.[k], v)]).filter(([, v]) => v !== undefined);
    return all.length || p.required?.length ? Object.fromEntries(all) : undefined;
  }
  return value;
}

/** Edits that make one value of the other. */
export function difference(path, before, after) {
  const map = (v) => v && typeof v === "object" && !Array.isArray(v);
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (after === undefined) return [{ op: "remove", path }];
  if (!map(before) || !map(after) || Object.keys(before).length === 0) return [{ op: "set", path, value: after }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((k) => difference([...path, k], before[k], after[k]));
}

function range(p) {
  const low = p.exclusiveMinimum !== undefined ? `> ${p.exclusiveMinimum}` : p.minimum !== undefined && p.maximum === undefined ? `≥ ${p.minimum}` : "";
  return p.maximum !== undefined ? `${p.minimum ?? ""}…${p.maximum}` : low;
}
const unitOf = (p, form) => (p["x-unit"] || "").replace("{unit}", form.unit || "").replace("{point}", form.pointUnit || "");

/** One property. What it is called and means the schema may say itself, in both languages. `form`: {schema, part, problems by place, choices by key or by path, unit, pointUnit, secrets}; `place`: where it is, with dots. */
function Property({ form, name, part, value, set, place, required, only = () => true }) {
  const p = resolve(form.schema, part);
  const path = [...place, name];
  const id = path.join("-").replaceAll("/", "_");
  const unit = unitOf(p, form);
  const word = p["x-title"] ? text(p["x-title"]) : label(form.part, name);
  const chosen = (v) => (p["x-choices"]?.[v] ? text(p["x-choices"][v]) : choice(v));
  const title = `${word}${unit ? ` (${unit})` : ""}${required ? "" : ` · ${t("optional")}`}`;
  const about = [p["x-help"] ? text(p["x-help"]) : help(form.part, name, p.description), range(p), p.default !== undefined ? `${t("otherwise")} ${p.format?.startsWith("duration") ? shownSpan(p.default) : typeof p.default === "boolean" ? t(p.default ? "yes" : "no") : chosen(p.default)}` : ""].filter(Boolean).join(lang() === "zh" ? "；" : "; ");
  const problem = { fields: { [id]: form.problems[path.join(".")] } };
  const common = { name: id, label: title, help: about, problem, "aria-required": required ? "true" : undefined };
  const offered = form.choices[path.filter((k) => !/^\d+$/.test(k)).join(".")] || form.choices[name];
  const some = offered && p.type !== "array" ? offered : null;
  if (p.const !== undefined || !only(name)) return null;
  if (some) return html`<${Input} ...${common} value=${value ?? ""} set=${set} options=${[...(required && value ? [] : [["", "–"]]), ...some, ...(value && !some.some(([v]) => v === value) ? [[value, value]] : [])]} />`;
  if (p.enum) return html`<${Input} ...${common} value=${value === undefined ? "" : String(value)} set=${set} options=${[...(required && value !== undefined ? [] : [["", "–"]]), ...p.enum.map((v) => [String(v), chosen(v)])]} />`;
  if (p.type === "boolean") return html`<${Input} name=${id} label=${word} type="checkbox" value=${value ?? p.default ?? false} set=${set} help=${p["x-help"] ? about : undefined} problem=${problem} />`;
  const what = p["x-secret"] || (name === "password-file" ? "password" : "");
  if (what && form.secrets) return html`<${Input} ...${common} type=${what === "password" ? "password" : "area"} rows="4" autocomplete="off" help=${[about, value ? `${t("keptIn")} ${value}` : ""].filter(Boolean).join(lang() === "zh" ? "；" : "; ")} value=${form.secrets.values[id]?.value ?? ""} set=${(v) => form.secrets.set(id, { path, what, value: v })} />`;
  if (Array.isArray(p.type)) return html`<${CountOrSpan} common=${common} value=${value} set=${set} />`;
  if (p.format === "duration" || p.format === "duration-or-zero") return html`<${Span} common=${common} value=${value} set=${set} />`;
  if (p.type === "number" || p.type === "integer") return html`<${Input} ...${common} type="number" inputmode="decimal" step="any" min=${p.minimum} max=${p.maximum} value=${value ?? ""} set=${set} />`;
  if (p.type === "object") return html`<${Group} form=${form} title=${title} about=${about} part=${p} value=${value} set=${set} path=${path} required=${required} />`;
  if (p.type === "array" && p.maxItems === 2) return html`<${Ends} form=${form} common=${common} p=${p} value=${value} set=${set} path=${path} required=${required} />`;
  if (p.type === "array" && resolve(form.schema, p.items).type === "object") return html`<${Rows} form=${form} title=${title} p=${p} value=${value || []} set=${set} path=${path} />`;
  if (p.type === "array") return html`<${Several} form=${form} common=${common} name=${name} value=${value || []} set=${set} />`;
  return html`<${Input} ...${common} value=${value ?? ""} set=${set} autocapitalize="none" />`;
}

function Span({ common, value, set }) {
  const [n, unit] = spanOf(value) || ["", "S"];
  const [chosen, choose] = useState(unit);
  const u = value ? unit : chosen;
  return html`<div class="pair"><${Input} ...${common} type="number" inputmode="decimal" step="any" min="0" value=${n} set=${(v) => set(v === "" ? undefined : iso(v, u))} />
    <${Input} name=${`${common.name}-u`} label=${t("spanUnit")} value=${u} set=${(v) => { choose(v); if (value) set(iso(n, v)); }} options=${SPANS.map(([k]) => [k, t("spanUnits")[k]])} /></div>`;
}

function CountOrSpan({ common, value, set }) {
  const isSpan = typeof value === "string" && value.startsWith("P");
  const [n, unit] = isSpan ? spanOf(value) || ["", "S"] : [value ?? "", "#"];
  const [chosen, choose] = useState(unit);
  const u = value === undefined ? chosen : unit;
  const put = (v, w) => set(v === "" ? undefined : w === "#" ? Number(v) : iso(v, w));
  return html`<div class="pair"><${Input} ...${common} type="number" inputmode="decimal" step="any" min="0" value=${n} set=${(v) => put(v, u)} />
    <${Input} name=${`${common.name}-u`} label=${t("spanUnit")} value=${u} set=${(v) => { choose(v); if (n !== "") put(n, v); }} options=${[["#", t("readingsInRow")], ...SPANS.map(([k]) => [k, t("spanUnits")[k]])]} /></div>`;
}

function Ends({ form, common, p, value, set, path, required }) {
  const [low, high] = value || ["", ""];
  const item = resolve(form.schema, p.items);
  const put = (a, b) => set(a === "" && b === "" && !required ? undefined : [a, b]);
  const one = (which, word, v, on) => html`<${Input} name=${`${common.name}-${which}`} label=${`${common.label}${t("colon")}${t(word)}`} type="number" inputmode="decimal" step="any" min=${item.minimum} max=${item.maximum} value=${v} set=${on}
    help=${which === 0 ? common.help : undefined} problem=${{ fields: { [`${common.name}-${which}`]: form.problems[`${path.join(".")}[${which}]`] || (which === 0 ? form.problems[path.join(".")] : undefined) } }} />`;
  return html`<div class="two">${one(0, "leastEnd", low, (v) => put(v, high))}${one(1, "mostEnd", high, (v) => put(low, v))}</div>`;
}

function Several({ form, common, name, value, set }) {
  const some = form.choices[name] || (form.choices[`${name}[]`] ?? null);
  if (!some) return html`<${Input} ...${common} help=${[common.help, t("withCommas")].filter(Boolean).join(" ")} value=${value.join(", ")} set=${(v) => set(v.split(/[,,]/).map((x) => x.trim()).filter(Boolean))} autocapitalize="none" />`;
  const put = (v, on) => set(on ? [...value, v] : value.filter((x) => x !== v));
  return html`<fieldset class="group"><legend>${common.label}</legend>${common.help ? html`<p class="help">${common.help}</p>` : null}
    ${some.map(([v, l], i) => html`<${Input} name=${`${common.name}-${i}`} type="checkbox" label=${l} value=${value.includes(v)} set=${(on) => put(v, on)} />`)}
    ${common.problem.fields[common.name] ? html`<p class="oops">${refusal(common.problem.fields[common.name])}</p>` : null}</fieldset>`;
}

function Rows({ form, title, p, value, set, path }) {
  const item = resolve(form.schema, p.items);
  return html`<fieldset class="group"><legend>${title}</legend>
    ${value.map((row, i) => html`<div class="rows"><${Properties} form=${{ ...form, problems: shifted(form.problems, path, i) }} part=${item} value=${row} set=${(v) => set(value.map((x, k) => (k === i ? v : x)))} place=${[...path, String(i)]} />
      ${form.problems[`${path.join(".")}[${i}]`] ? html`<p class="oops">${refusal(form.problems[`${path.join(".")}[${i}]`])}</p>` : null}
      <p class="buttons"><button type="button" onClick=${() => set(value.length > 1 ? value.filter((_, k) => k !== i) : undefined)}>${t("remove")}</button></p></div>`)}
    <p class="buttons"><button type="button" onClick=${() => set([...value, {}])}>${t("addRow")}</button></p></fieldset>`;
}
/** Problems name a row as list[2]; its fields are known as list.2. */
const shifted = (problems, path, i) => {
  const prefix = `${path.join(".")}[${i}]`;
  return Object.fromEntries(Object.entries(problems).map(([k, v]) => [k.startsWith(prefix) ? `${path.join(".")}.${i}${k.slice(prefix.length)}` : k, v]));
};

function Group({ form, title, about, part, value, set, path, required }) {
  const own = value?.unit ? { ...form, unit: value.unit } : form;
  const inner = html`<${Properties} form=${own} part=${part} value=${value || {}} set=${set} place=${path} />`;
  const wrong = form.problems[path.join(".")];
  const note = html`${about ? html`<p class="help">${about}</p>` : null}${wrong ? html`<p class="oops">${refusal(wrong)}</p>` : null}`;
  if (required) return html`<fieldset class="group"><legend>${title}</legend>${note}${inner}</fieldset>`;
  if (!part.required?.length) return html`<details class="group" open=${!!value && Object.keys(value).length > 0}><summary>${title}</summary>${note}${inner}</details>`;
  const id = `use-${path.join("-").replaceAll("/", "_")}`;
  return html`<fieldset class="group"><legend>${title}</legend>${note}<${Input} name=${id} type="checkbox" label=${t("useThis")} value=${value !== undefined} set=${(on) => set(on ? {} : undefined)} />${value !== undefined ? inner : null}</fieldset>`;
}

/** All properties of an object, in the schema's order; `only` leaves some out. */
export function Properties({ form, part, value, set, place = [], only }) {
  return html`${Object.entries(part.properties || {}).map(([name, one]) => html`<${Property} key=${name} form=${form} name=${name} part=${one} value=${value[name]} place=${place} only=${only}
    required=${(part.required || []).includes(name)} set=${(v) => { const next = { ...value }; if (v === undefined) delete next[name]; else next[name] = v; set(next); }} />`)}`;
}

const under = (list, prefix) => list.filter((p) => p.place === prefix || p.place.startsWith(`${prefix}.`) || p.place.startsWith(`${prefix}[`));
/** What is wrong, told by the names of its places. */
export const wrongPlaces = (list) => `${t("wrong")}${t("colon")}${[...new Set(list.map((p) => text(p.where)))].slice(0, 5).join(t("listComma"))}`;
/** Problems of a check under one place, by what is left of their path. */
export function problemsUnder(list, prefix) {
  return Object.fromEntries(under(list, prefix).map((p) => [p.place.slice(prefix.length + 1) || "", p.wanted[lang()]]));
}
