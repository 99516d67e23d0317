// The page: asks for the state, draws it, listens for changes, and says when it is itself out of date.
import { w, lang, text, switchLanguage, clockTime, age, figure } from "/words.js";
import { chart } from "/chart.js";
import * as map from "/map.js";

const LEVELS = ["red", "orange", "yellow", "blue", "notice"];
const SILENT_MS = 180_000; // a gateway speaks every minute; three missed words are silence
const OUT_OF_DATE_MS = 15_000; // three beats of the server
const $ = (id) => document.getElementById(id);

let state = null;
let heardAt = 0;      // monotonic, of the server's last sign of life
let serverOffset = 0; // server clock minus this clock
let isAsking = false, mustAskAgain = false;
let openId = null, openKey = null;
let openModel = null; // { gateway, model } while the panel shows a model

const now = () => Date.now() + serverOffset;

function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (value !== null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

function heard(at) {
  heardAt = performance.now();
  serverOffset = Date.parse(at) - Date.now();
}

async function ask() {
  if (isAsking) { mustAskAgain = true; return; }
  isAsking = true;
  try {
    const answer = await fetch("/api/v1/state");
    if (!answer.ok) return;
    state = await answer.json();
    heard(state.at);
    draw();
    if (openId) await showAlarm(openId, false);
    if (openModel) showModel(openModel, false);
  } catch {
    // No contact: the banner says so by the age of the last word.
  } finally {
    isAsking = false;
    if (mustAskAgain) { mustAskAgain = false; setTimeout(ask, 200); }
  }
}

function draw() {
  document.documentElement.lang = lang() === "zh" ? "zh-CN" : "en";
  document.title = $("title").textContent = w("title");
  $("skip").textContent = w("skip");
  $("language").textContent = w("other");
  $("alerts-title").textContent = `${w("alerts")} (${state ? state.alerts.length : 0})`;
  $("map-title").textContent = w("map");
  $("map").setAttribute("aria-label", w("mapLabel"));
  $("stations-title").textContent = w("stations");
  $("demo").hidden = !state?.openDemo;
  $("demo").textContent = w("demo");
  drawFooter();
  drawLegend();
  if (state) {
    drawAlerts();
    drawStations();
    drawMap();
  }
  tick();
}

function tick() {
  const isOld = !state || performance.now() - heardAt > OUT_OF_DATE_MS;
  $("banner").hidden = !(isOld && state);
  if (state) {
    const banner = w("outOfDate") + clockTime(state.at);
    if (isOld && $("banner").textContent !== banner) $("banner").textContent = banner;
    const words = isOld ? w("stale") : w("live");
    if ($("freshness").textContent !== words) $("freshness").textContent = words;
  }
  document.body.classList.toggle("old", isOld);
}

function exerciseOf(gateway) {
  return state.gateways.find((g) => g.gateway === gateway)?.site?.exercise;
}

function siteName(gateway) {
  return text(state.gateways.find((g) => g.gateway === gateway)?.site?.title) || gateway;
}

function badge(level) {
  return el("span", { class: `badge ${level}` }, w("levels")[level]);
}

/** A test never wears a real alert's colour. */
const look = (alarm) => (alarm.test ? "test" : alarm.level);
const mark = (alarm) => (alarm.test ? el("span", { class: "badge test" }, `${w("test")} · ${w("levels")[alarm.level]}`) : badge(alarm.level));

function orderWords(alarm) {
  const order = alarm.order;
  if (alarm.acknowledgement || !order) return null;
  if (order.outcome === "refused") return `${w("refused")}: ${order.detail || ""}`;
  if (!order.outcome && Date.parse(order.expiresAt) < now()) return w("unanswered");
  return `${w("sent")} (${order.by}, ${clockTime(order.at)})`;
}

function drawAlerts() {
  const list = $("alert-list");
  const focused = document.activeElement?.dataset?.alarm;
  list.replaceChildren();
  if (state.alerts.length === 0) {
    list.append(el("li", { class: "none" }, el("strong", {}, w("noAlerts")), " ", w("noAlertsNote")));
  }
  for (const alarm of state.alerts) {
    const order = orderWords(alarm);
    const button = el("button", { type: "button", class: `alert ${look(alarm)}`, "data-alarm": alarm.alarmId, on: { click: () => showAlarm(alarm.alarmId, true) } },
      mark(alarm),
      el("span", { class: "headline" }, exerciseOf(alarm.gateway) ? `[${w("exercise")}] ` : "", text(alarm.headline)),
      el("span", { class: "meta" }, `${siteName(alarm.gateway)} · ${w("states")[alarm.state] || alarm.state} · `, el("time", { datetime: alarm.changedAt }, age(now() - Date.parse(alarm.changedAt)))),
      order ? el("span", { class: "order" }, order) : null);
    list.append(el("li", {}, button));
    if (focused === alarm.alarmId) button.focus();
  }
}

/** Since when a value has held: nothing is measured after it has arrived, whatever its clock says. */
const heldSince = (v) => Math.min(Date.parse(v.at), Date.parse(v.receivedAt));

/** What a point's last value still says: fresh, suspect, stale or nodata. */
function judge(point, value) {
  if (!value || value.value === null || value.flag === 9 || value.flag === 4) return "nodata";
  if (now() - heldSince(value) > point.staleAfterSeconds * 1000) return "stale";
  return value.flag === 3 ? "suspect" : "fresh";
}

function isSilent(g) {
  return (g.status && g.status.online === false) || now() - Date.parse(g.lastWordAt) > SILENT_MS;
}

function latestOf(gateway, device, point) {
  return state.gauges.find((v) => v.gateway === gateway && v.device === device && v.point === point);
}

/** What is to be said of readings from the future that came after the value shown, if any did. */
function aheadWords(gateway, device, point, value) {
  const ahead = state.ahead.find((a) => a.gateway === gateway && a.device === device && a.point === point);
  if (!ahead || (value && Date.parse(value.receivedAt) > Date.parse(ahead.receivedAt))) return null;
  return el("span", { class: "ahead", title: ahead.reason }, `; ${w("ahead")} ${clockTime(ahead.at)}`);
}

const KIND_WORD = { fresh: "fresh", suspect: "suspect", stale: "stale", nodata: "noData" };

function drawStations() {
  const box = $("stations");
  box.replaceChildren();
  for (const g of state.gateways) {
    const silent = isSilent(g);
    const rows = [];
    for (const device of g.site?.devices || []) {
      for (const point of device.points) {
        const value = latestOf(g.gateway, device.name, point.name);
        const kind = judge(point, value);
        rows.push(el("tr", { class: kind },
          el("th", { scope: "row" }, `${text(device.title) || device.name} · ${text(point.title) || point.name}`),
          el("td", {}, kind === "nodata" ? "–" : figure(value.value, point.unit)),
          el("td", {}, el("span", { class: `kind ${kind}` }, w(KIND_WORD[kind])), " ", value ? el("time", { datetime: value.at }, age(now() - heldSince(value))) : w("never"), aheadWords(g.gateway, device.name, point.name, value))));
      }
    }
    const words = g.status ? `${w("backlog")} ${g.status.backlog} · ${w("clock")} ${w("clocks")[g.status.clockSource] ?? g.status.clockSource}` : "";
    box.append(el("article", { class: silent ? "station silent" : "station" },
      el("h3", {}, siteName(g.gateway), " ", el("span", { class: `kind ${silent ? "nodata" : "fresh"}` }, silent ? w("silent") : w("online"))),
      el("p", { class: "meta" }, `${w("gateway")} ${g.gateway} · `, el("time", { datetime: g.lastWordAt }, age(now() - Date.parse(g.lastWordAt))), words ? ` · ${words}` : ""),
      models(g),
      rows.length ? el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, w("point")), el("th", { scope: "col" }, w("latest")), el("th", { scope: "col" }, w("age")))), el("tbody", {}, ...rows)) : null));
  }
  if (state.gateways.length === 0) box.append(el("p", { class: "none" }, `${w("noData")}: ${w("never")}`));
}

/** What runs on a gateway and beside; a package that runs beside can be looked at and changed to. */
function models(g) {
  const all = g.status?.models || [];
  if (all.length === 0) return null;
  return el("ul", { class: "models" }, ...all.map((m) => el("li", {},
    `${text(m.title) || m.model}: ${m.packageName} ${m.version}${m.promoted ? ` (${w("wasBeside")})` : ""}`,
    m.shadow || m.promoted ? el("button", { type: "button", "data-model": `${g.gateway}/${m.model}`, on: { click: () => showModel({ gateway: g.gateway, model: m.model }, true) } }, w("compare")) : null)));
}

function modelOrderWords(order) {
  if (!order) return null;
  const what = `${w(order.action === "promote" ? "promote" : "rollBack")}: `;
  if (order.outcome === "refused") return `${what}${w("orderRefused")}: ${order.detail || ""}`;
  if (order.outcome) return `${what}${w("orderDone")} (${order.by}, ${clockTime(order.at)})`;
  if (Date.parse(order.expiresAt) < now()) return what + w("orderUnanswered");
  return `${what}${w("orderSent")} (${order.by}, ${clockTime(order.at)})`;
}

/** A model beside its shadow in figures, and the order to change from one to the other. */
function showModel(which, mayFocus) {
  const m = state.gateways.find((g) => g.gateway === which.gateway)?.status?.models?.find((x) => x.model === which.model);
  if (!m) return;
  const order = state.modelOrders.find((o) => o.gateway === which.gateway && o.model === which.model);
  const key = JSON.stringify([which, m, order, lang()]);
  const section = $("detail");
  if (key === openKey && !mayFocus) return;
  const focused = section.contains(document.activeElement) ? document.activeElement.id : null;
  const kept = openModel ? { operator: $("ack-operator")?.value, note: $("ack-note")?.value, token: $("ack-token")?.value } : {};
  openId = null;
  openModel = which;
  openKey = key;
  section.hidden = false;
  section.className = "model-change";
  const fact = (name, value) => [el("dt", {}, name), el("dd", {}, value)];
  const words = modelOrderWords(order);
  const s = m.shadow;
  const answered = s ? s.asked - s.failed : 0;
  const isWaiting = order && !order.outcome && Date.parse(order.expiresAt) > now();
  section.replaceChildren(
    el("div", { class: "detail-head" }, el("h2", { id: "detail-title" }, `${text(m.title) || m.model} · ${siteName(which.gateway)}`),
      el("button", { type: "button", on: { click: close } }, w("close"))),
    el("dl", {},
      ...fact(w("answers"), `${m.packageName} ${m.version}${m.promoted ? ` (${w("wasBeside")})` : ""} · SHA-256 ${m.sha256.slice(0, 16)}…`),
      ...(s ? [
        ...fact(w("beside"), `${s.packageName} ${s.version} · SHA-256 ${s.sha256.slice(0, 16)}…`),
        ...fact(w("asked"), `${s.asked} (${w("failedAnswers")} ${s.failed})`),
        ...fact(w("agreed"), answered > 0 ? `${s.agreed} / ${answered} (${(100 * s.agreed / answered).toFixed(1)} %)` : "–"),
        ...fact(w("difference"), answered > 0 ? s.meanDifference.toFixed(3) : "–"),
        ...fact(w("meanMillis"), answered > 0 ? `${s.meanMillis.toFixed(1)} ms` : "–"),
      ] : [])),
    ...(s?.stopped ? [el("p", { class: "stopped", role: "status" }, `${w("stopped")}: ${s.stopped}`)] : []),
    ...(words ? [el("p", { class: "order", role: "status" }, words)] : []),
    ...(isWaiting ? [] : m.promoted ? [modelForm(which, m, "roll-back", kept)] : s && !s.stopped ? [modelForm(which, m, "promote", kept)] : []));
  if (mayFocus) { section.focus(); section.scrollIntoView({ block: "start" }); } else if (focused) $(focused)?.focus();
}

function modelForm(which, m, action, kept) {
  const word = w(action === "promote" ? "promote" : "rollBack");
  const note = w(action === "promote" ? "promoteNote" : "rollBackNote");
  return orderForm(word, word, kept, `/api/v1/gateways/${encodeURIComponent(which.gateway)}/models/${encodeURIComponent(which.model)}/${action}`,
    action === "promote" ? { sha256: m.shadow.sha256 } : {}, note);
}

function drawMap() {
  const places = [];
  for (const g of state.gateways) {
    const silent = isSilent(g);
    if (g.site?.position) places.push({ lat: g.site.position.latitudeDeg, lon: g.site.position.longitudeDeg, name: siteName(g.gateway), kind: silent ? "nodata" : "fresh", brief: `${w("silent")} ${age(now() - Date.parse(g.lastWordAt))}`, words: silent ? `${w("silent")}, ${age(now() - Date.parse(g.lastWordAt))}` : w("online") });
    for (const device of g.site?.devices || []) {
      if (!device.position) continue;
      const points = device.points.map((p) => ({ p, v: latestOf(g.gateway, device.name, p.name) })).map(({ p, v }) => ({ p, v, kind: judge(p, v) }));
      const rank = ["fresh", "suspect", "stale", "nodata"];
      const kind = points.length ? points.map((x) => x.kind).sort((a, b) => rank.indexOf(b) - rank.indexOf(a))[0] : "nodata";
      const words = points.map(({ p, v, kind: k }) => `${text(p.title) || p.name} ${k === "nodata" ? w("noData") : figure(v.value, p.unit)}${v ? `, ${age(now() - heldSince(v))}` : ""}${k === "fresh" || k === "nodata" ? "" : ` (${w(KIND_WORD[k])})`}`).join("; ") || w("noData");
      places.push({ lat: device.position.latitudeDeg, lon: device.position.longitudeDeg, name: text(device.title) || device.name, kind, words, brief: brief(points, kind) });
    }
  }
  const open = [];
  for (const alarm of state.alerts) {
    const g = state.gateways.find((x) => x.gateway === alarm.gateway);
    const at = alarm.position || g?.site?.devices.find((d) => d.name === alarm.device)?.position || g?.site?.position;
    if (at) open.push({ alarm, lat: at.latitudeDeg, lon: at.longitudeDeg });
  }
  map.draw(places, open, (id) => showAlarm(id, true));
}

/** `No data` or `Out of date` and since when, by the worst point of a device. */
function brief(points, kind) {
  const worst = points.find((x) => x.kind === kind)?.v;
  return `${w(KIND_WORD[kind])} ${worst ? age(now() - heldSince(worst)) : w("never")}`;
}

function drawLegend() {
  $("legend").replaceChildren(`${w("legend")}: `,
    ...LEVELS.map(badge),
    ...["fresh", "suspect", "stale", "nodata"].map((k) => el("span", { class: `kind ${k}` }, w(KIND_WORD[k]))));
}

function drawFooter() {
  const link = (href, words) => el("a", { href }, words);
  $("footer").replaceChildren(`${w("feeds")}: `, link("/feeds/cap.atom", "CAP (Atom)"), " · ", link("/feeds/alerts.geojson", "GeoJSON"), " · ", link("/feeds/gaps.json", "gaps"), " · ", link("/health", "health"), ` · ${w("credit")}`);
}

async function showAlarm(id, mayFocus) {
  let alarm;
  try {
    const answer = await fetch(`/api/v1/alarms/${encodeURIComponent(id)}`);
    if (!answer.ok) return;
    alarm = await answer.json();
  } catch {
    return;
  }
  const key = JSON.stringify([alarm.alarmId, alarm.revision, alarm.order, lang()]);
  const section = $("detail");
  if (key !== openKey || mayFocus) {
    const kept = { operator: $("ack-operator")?.value, note: $("ack-note")?.value, token: $("ack-token")?.value };
    openId = id;
    openModel = null;
    openKey = key;
    section.hidden = false;
    section.className = look(alarm);
    section.replaceChildren(...detail(alarm, kept));
    if (mayFocus) { section.focus(); section.scrollIntoView({ block: "start" }); }
  }
}

/** Limits that a reading is compared with as it stands; sums, rates and times are told in words. */
const STAGES = new Set(["near-warning", "warning", "guarantee", "historic-highest", "limit"]);

/** As the site's file calls it; its id when the map does not know better. */
function pointName(gateway, device, point) {
  const d = state.gateways.find((g) => g.gateway === gateway)?.site?.devices.find((one) => one.name === device);
  const p = d?.points.find((one) => one.name === point);
  return `${text(d?.title) || device} · ${text(p?.title) || point}`;
}

function detail(alarm, kept) {
  const fact = (name, value) => [el("dt", {}, name), el("dd", {}, value)];
  const at = alarm.position ? `${alarm.position.latitudeDeg.toFixed(4)}, ${alarm.position.longitudeDeg.toFixed(4)}` : "–";
  const parts = [
    el("div", { class: "detail-head" }, el("h2", { id: "detail-title" }, mark(alarm), " ", exerciseOf(alarm.gateway) ? `[${w("exercise")}] ` : "", text(alarm.headline)),
      el("button", { type: "button", on: { click: close } }, w("close"))),
    ...(alarm.test ? [el("p", { class: "test-note" }, w("testNote"))] : []),
    el("p", {}, text(alarm.evidence.summary)),
    el("dl", {},
      ...fact(w("state"), `${w("states")[alarm.state] || alarm.state} (${alarm.active ? w("yes") : w("no")})`),
      ...fact(w("raised"), clockTime(alarm.raisedAt)),
      ...fact(w("changed"), clockTime(alarm.changedAt)),
      ...fact(w("gateway"), siteName(alarm.gateway)),
      ...fact(w("device"), `${pointName(alarm.gateway, alarm.device, alarm.point)} (${alarm.device}/${alarm.point})`),
      ...fact(w("rule"), alarm.ruleId),
      ...fact(w("confidence"), `${Math.round(alarm.evidence.confidence * 100)} %`),
      ...fact(w("place"), at)),
  ];
  if (alarm.acknowledgement) {
    const a = alarm.acknowledgement;
    parts.push(el("p", { class: "acknowledged" }, `${w("by")} ${a.by}, ${clockTime(a.at)}${a.note ? `: ${a.note}` : ""}`));
  }
  const order = orderWords(alarm);
  if (order) parts.push(el("p", { class: "order", role: "status" }, order));
  if (!alarm.acknowledgement && alarm.state !== "normal") parts.push(form(alarm, kept));
  parts.push(el("h3", {}, w("evidence")));
  if (alarm.evidence.model) parts.push(modelEvidence(alarm.evidence.model));
  const series = new Map();
  for (const r of alarm.evidence.readings) {
    const key = pointName(alarm.gateway, r.device, r.point);
    if (!series.has(key)) series.set(key, []);
    series.get(key).push(r);
  }
  for (const [name, readings] of series) {
    const unit = readings[0].unit;
    parts.push(chart(name, unit, readings, alarm.evidence.thresholds.filter((t) => t.unit === unit && STAGES.has(t.name))));
  }
  const others = alarm.evidence.thresholds.filter((t) => !STAGES.has(t.name));
  if (others.length) parts.push(el("p", { class: "limits" }, others.map((t) => `${w("limits")[t.name] || t.name} ${figure(t.value, t.unit)}`).join(" · ")));
  if (series.size === 0 && !alarm.evidence.model) parts.push(el("p", {}, w("noReadings")));
  if (alarm.capXml) parts.push(el("details", {}, el("summary", {}, w("cap")), el("pre", { tabindex: "0", role: "region", "aria-label": w("cap") }, alarm.capXml.replace(/></g, ">\n<"))));
  return parts;
}

/** What a model saw and said: the picture, the scores in words and bars, and which model it was. */
function modelEvidence(model) {
  const percent = (value) => `${(value * 100).toFixed(1)} %`;
  const parts = [];
  if (model.picture) {
    const best = model.scores[0];
    parts.push(el("img", { class: "seen", src: `data:image/jpeg;base64,${model.picture.base64}`,
      alt: best ? `${w("seen")}: ${text(best.title)} ${percent(best.value)}` : w("seen") }));
  }
  parts.push(el("table", { class: "scores" },
    el("caption", {}, w("scores")),
    el("tbody", {}, ...model.scores.map((s) => el("tr", {},
      el("th", { scope: "row" }, text(s.title)),
      el("td", {}, el("meter", { min: "0", max: "1", value: String(s.value), "aria-label": text(s.title) })),
      el("td", {}, percent(s.value)))))));
  parts.push(el("p", { class: "limits" }, `${w("model")} ${model.name} ${model.version} · SHA-256 ${model.sha256.slice(0, 16)}…`));
  return el("div", { class: "model" }, ...parts);
}

function form(alarm, kept) {
  return orderForm(w("acknowledge"), w("send"), kept, `/api/v1/alarms/${encodeURIComponent(alarm.alarmId)}/acknowledge`, { revision: alarm.revision });
}

/** Who orders, why, and the button; what the server refuses is said beside it. */
function orderForm(title, send, kept, address, body, explained) {
  const field = (id, label, attributes, value) => {
    const input = el("input", { id, ...attributes });
    input.value = value || "";
    return el("p", {}, el("label", { for: id }, label), input);
  };
  const answer = el("p", { class: "answer", role: "alert" });
  const node = el("form", { class: "acknowledge" },
    el("h3", {}, title),
    explained ? el("p", {}, explained) : null,
    field("ack-operator", w("operator"), { required: true, maxlength: "64", autocomplete: "name" }, kept.operator),
    field("ack-note", w("note"), { maxlength: "500" }, kept.note),
    state.openDemo ? null : field("ack-token", w("token"), { type: "password", required: true, autocomplete: "off" }, kept.token),
    el("button", { type: "submit" }, send), answer);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const headers = { "content-type": "application/json" };
    const token = $("ack-token")?.value;
    if (token) headers.authorization = `Bearer ${token}`;
    const button = node.querySelector("button");
    button.disabled = true;
    try {
      const reply = await fetch(address, {
        method: "POST", headers,
        body: JSON.stringify({ operator: $("ack-operator").value, note: $("ack-note").value, ...body }),
      });
      if (!reply.ok) answer.textContent = w("failed") + ((await reply.json()).error || reply.status);
      else await ask();
    } catch (e) {
      answer.textContent = w("failed") + e.message;
    } finally {
      button.disabled = false;
    }
  });
  return node;
}

function close() {
  const opener = openModel ? `[data-model="${CSS.escape(`${openModel.gateway}/${openModel.model}`)}"]` : `[data-alarm="${CSS.escape(openId)}"]`;
  openId = openKey = openModel = null;
  $("detail").hidden = true;
  $("detail").replaceChildren();
  (document.querySelector(opener) || $("alerts")).focus();
}

function listen() {
  const source = new EventSource("/api/v1/events");
  source.addEventListener("beat", (e) => { heard(JSON.parse(e.data).at); tick(); });
  source.addEventListener("change", (e) => { heard(JSON.parse(e.data).at); ask(); });
  source.addEventListener("error", () => { if (source.readyState === EventSource.CLOSED) setTimeout(listen, 3000); });
}

$("language").addEventListener("click", () => { switchLanguage(); openKey = null; draw(); map.relabel(); if (openId) showAlarm(openId, false); if (openModel) showModel(openModel, false); });
draw();
await ask();
try {
  await map.start($("map"), Boolean(state?.tianditu));
  if (state) drawMap();
} finally {
  listen();
  setInterval(tick, 1000);
  setInterval(() => { if (state) { drawAlerts(); drawStations(); drawMap(); } }, 30_000);
}
