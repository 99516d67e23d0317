// The map: our own vector base layer, gateways and gauges, alerts. Works with no network but our server.
import * as L from "/vendor/leaflet-1.9.4.js";
import { w, lang, text } from "/words.js";

let map, stations, alerts, base, cityLayer, cities = [];
const LEVELS = ["red", "orange", "yellow", "blue", "notice"];
let hasView = false;

export async function start(element, hasTianditu) {
  map = L.map(element, { center: [34.2, 113.6], zoom: 7, minZoom: 5, maxZoom: 18, zoomControl: false, fadeAnimation: false, zoomAnimation: false });
  L.control.zoom({ zoomInTitle: w("zoomIn"), zoomOutTitle: w("zoomOut") }).addTo(map);
  map.attributionControl.setPrefix("Leaflet");
  base = L.layerGroup().addTo(map);
  cityLayer = L.layerGroup().addTo(map);
  stations = L.layerGroup().addTo(map);
  alerts = L.layerGroup().addTo(map);
  map.on("zoomend", cityNames);
  const data = await (await fetch("/base.json")).json();
  for (const lake of data.lakes) L.polygon(lake.ring.map(([lon, lat]) => [lat, lon]), { className: "lake", interactive: false, weight: 1 }).addTo(base);
  for (const river of data.rivers) L.polyline(river.line.map(([lon, lat]) => [lat, lon]), { className: "river", interactive: false, weight: river.rank <= 3 ? 3 : 1.5 }).addTo(base);
  map.attributionControl.addAttribution(w("credit"));
  cities = data.cities;
  cityNames();
  if (hasTianditu) {
    const layer = (name) => L.tileLayer(`/tiles/tianditu/${name}/{z}/{x}/{y}`, { maxZoom: 18 });
    L.control.layers({}, { [w("tianditu")]: L.layerGroup([layer("base"), layer("names")]) }).addTo(map);
  }
}

function cityNames() {
  cityLayer.clearLayers();
  const shown = map.getZoom() < 7 ? cities.filter((c) => c.code === "410100") : cities;
  for (const city of shown) {
    L.marker([city.lat, city.lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: "city", html: "", iconSize: [6, 6] }) })
      .bindTooltip(city[lang()], { permanent: true, direction: "right", className: "city-name", offset: [2, 0] }).addTo(cityLayer);
  }
}

/** places: [{lat, lon, name, words, brief, kind}]; open: [{alarm, lat, lon}]; pick(alarmId) when an alert is chosen. */
export function draw(places, open, pick) {
  if (!map) return;
  const isBusy = document.activeElement && document.activeElement.closest("#map .leaflet-marker-icon");
  const focused = isBusy ? isBusy.dataset.key : null;
  stations.clearLayers();
  alerts.clearLayers();
  for (const p of places) {
    const marker = L.marker([p.lat, p.lon], { icon: L.divIcon({ className: `place ${p.kind}`, html: "", iconSize: [18, 18] }), alt: `${p.name}: ${p.words}`, title: `${p.name}: ${p.words}` });
    marker.bindPopup(() => {
      const box = document.createElement("div");
      const name = document.createElement("strong");
      name.textContent = p.name;
      const words = document.createElement("p");
      words.textContent = p.words;
      box.append(name, words);
      return box;
    });
    if (p.kind === "nodata" || p.kind === "stale") {
      marker.bindTooltip(p.brief, { permanent: true, direction: "bottom", className: "place-words", offset: [0, 8] });
    }
    marker.addTo(stations);
    name(marker, `${p.name}: ${p.words}`, `p ${p.name}`);
  }
  for (const { alarm, others, lat, lon } of byPlace(open)) {
    const label = document.createElement("span");
    label.textContent = (alarm.test ? w("test") : w("levels")[alarm.level]) + (others ? ` +${others}` : "");
    const marker = L.marker([lat, lon], { icon: L.divIcon({ className: `alert-mark ${alarm.test ? "test" : alarm.level}`, html: label, iconSize: null, iconAnchor: [28, 36] }), zIndexOffset: 1000 * (5 - rank(alarm)) });
    marker.on("click", () => pick(alarm.alarmId));
    marker.on("keypress", (e) => { if (e.originalEvent.key === "Enter") pick(alarm.alarmId); });
    marker.addTo(alerts);
    name(marker, `${label.textContent}: ${text(alarm.headline)}`, `a ${alarm.alarmId}`);
  }
  if (focused) for (const icon of document.querySelectorAll("#map .leaflet-marker-icon")) if (icon.dataset.key === focused) icon.focus();
  const all = [...places, ...open].map((p) => [p.lat, p.lon]);
  if (!hasView && all.length) {
    hasView = true;
    map.fitBounds(L.latLngBounds(all).pad(0.4), { maxZoom: 9 });
  }
}

/** A test comes after everything real. */
const rank = (alarm) => (alarm.test ? LEVELS.length : LEVELS.indexOf(alarm.level));

/** One mark per place, of the worst alert there: a lesser one must never cover it. */
function byPlace(open) {
  const places = new Map();
  for (const o of open) {
    const key = `${o.lat.toFixed(4)} ${o.lon.toFixed(4)}`;
    const worst = places.get(key);
    if (!worst) places.set(key, { ...o, others: 0 });
    else if (rank(o.alarm) < rank(worst.alarm)) places.set(key, { ...o, others: worst.others + 1 });
    else worst.others++;
  }
  return [...places.values()];
}

function name(marker, words, key) {
  const icon = marker.getElement();
  icon.setAttribute("role", "button");
  icon.setAttribute("aria-label", words);
  icon.dataset.key = key;
}

export function relabel() { if (map) cityNames(); }
