// A small SVG line chart with threshold lines, and its table twin. A gap in the data is a gap in the line.
import { w, clockTime, figure } from "/words.js";

const NS = "http://www.w3.org/2000/svg";
const W = 640, H = 240, LEFT = 64, RIGHT = 14, TOP = 14, BOTTOM = 30;

function svg(name, attributes, content) {
  const node = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (content !== undefined) node.textContent = content;
  return node;
}

/** readings: [{at, value|null, flag}], oldest first; thresholds: [{name, value}]. */
export function chart(title, unit, readings, thresholds) {
  const box = document.createElement("figure");
  box.className = "chart";
  const caption = document.createElement("figcaption");
  caption.textContent = `${title} (${unit})`;
  box.append(caption);
  const good = readings.filter((r) => r.value !== null && r.value !== undefined);
  if (good.length === 0) {
    const none = document.createElement("p");
    none.textContent = w("noReadings");
    box.append(none, table(readings, unit, title));
    return box;
  }
  const values = good.map((r) => r.value).concat(thresholds.map((t) => t.value));
  let low = Math.min(...values), high = Math.max(...values);
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  low -= pad; high += pad;
  const times = readings.map((r) => Date.parse(r.at));
  const from = Math.min(...times), to = Math.max(...times);
  const x = (t) => LEFT + (to === from ? 0.5 : (t - from) / (to - from)) * (W - LEFT - RIGHT);
  const y = (v) => TOP + (1 - (v - low) / (high - low)) * (H - TOP - BOTTOM);
  const drawing = svg("svg", { viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": `${title}: ${figure(good.at(-1).value, unit)}` });
  for (let i = 0; i <= 4; i++) {
    const v = low + ((high - low) * i) / 4;
    drawing.append(svg("line", { x1: LEFT, x2: W - RIGHT, y1: y(v), y2: y(v), class: "grid" }));
    drawing.append(svg("text", { x: LEFT - 6, y: y(v) + 4, class: "axis end" }, v.toFixed(high - low < 5 ? 2 : 0)));
  }
  drawing.append(svg("text", { x: LEFT, y: H - 8, class: "axis" }, clockTime(from)));
  if (to > from) drawing.append(svg("text", { x: W - RIGHT, y: H - 8, class: "axis end" }, clockTime(to)));
  let lastLabel = Infinity;
  for (const t of [...thresholds].sort((a, b) => a.value - b.value)) {
    drawing.append(svg("line", { x1: LEFT, x2: W - RIGHT, y1: y(t.value), y2: y(t.value), class: "threshold" }));
    const at = Math.min(y(t.value) - 5, lastLabel - 18);
    lastLabel = at;
    drawing.append(svg("text", { x: LEFT + 6, y: at, class: "axis" }, `${w("limits")[t.name] || t.name} ${figure(t.value, unit)}`));
  }
  let line = "", isOn = false;
  for (const r of readings) {
    if (r.value === null || r.value === undefined) { isOn = false; continue; }
    line += `${isOn ? "L" : "M"}${x(Date.parse(r.at)).toFixed(1)} ${y(r.value).toFixed(1)}`;
    isOn = true;
  }
  drawing.append(svg("path", { d: line, class: "line" }));
  if (good.length <= 60) {
    for (const r of good) drawing.append(svg("circle", { cx: x(Date.parse(r.at)), cy: y(r.value), r: 3, class: r.flag >= 3 ? "dot suspect" : "dot" }));
  }
  box.append(drawing, table(readings, unit, title));
  return box;
}

function table(readings, unit, title) {
  const details = document.createElement("details");
  const summary = document.createElement("summary");
  summary.textContent = `${w("table")} (${readings.length})`;
  const scroll = document.createElement("div");
  scroll.className = "scroll";
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", `${w("table")}: ${title}`);
  const t = document.createElement("table");
  const head = t.createTHead().insertRow();
  for (const name of ["time", "value", "flag"]) {
    const th = document.createElement("th");
    th.scope = "col";
    th.textContent = w(name);
    head.append(th);
  }
  const body = t.createTBody();
  for (const r of readings) {
    const row = body.insertRow();
    row.insertCell().textContent = clockTime(r.at);
    row.insertCell().textContent = figure(r.value, unit);
    row.insertCell().textContent = w("flags")[r.flag] || String(r.flag);
  }
  scroll.append(t);
  details.append(summary, scroll);
  return details;
}
