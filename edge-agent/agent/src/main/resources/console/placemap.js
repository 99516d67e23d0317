// A small map of one's own, without a network: rivers, cities and a graticule, to tap a place on.
import { html, useState, useRef, useMemo } from "/html.js";
import { t, lang } from "/words.js";
import "/placewords.js";
import { RIVERS, LAKES, CITIES } from "/mapdata.js";

const W = 360, H = 320, LEAST = 25, MOST = 20_000;
const HENAN = { lon: 113.6, lat: 33.9, scale: 52 };
const STEPS = [5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];
const M_PER_DEG = 111_320;
/** Rivers and cities are drawn from a map of the world: a bend of a river may lie so many metres beside where it is. */
const COARSE = 2_000;

function path(numbers, closed) {
  let x = numbers[0], y = numbers[1], d = `M${x} ${-y}`;
  for (let i = 2; i < numbers.length; i += 2) { x += numbers[i]; y += numbers[i + 1]; d += `L${x} ${-y}`; }
  return closed ? `${d}Z` : d;
}

/** place: [latitude, longitude] or null; set(latitude, longitude, metres) when one is tapped. */
export function PlaceMap({ place, set }) {
  const [view, look] = useState(place ? { lon: place[1], lat: place[0], scale: 800 } : HENAN);
  const drag = useRef(null);
  const lines = useMemo(() => ({ great: RIVERS.filter((r) => r[0]).map((r) => path(r.slice(1))).join(""), small: RIVERS.filter((r) => !r[0]).map((r) => path(r.slice(1))).join(""), lakes: LAKES.map((l) => path(l, true)).join("") }), []);
  const flat = Math.cos((view.lat * Math.PI) / 180);
  const sx = view.scale * flat, sy = view.scale;
  const px = (lon) => W / 2 + (lon - view.lon) * sx, py = (lat) => H / 2 - (lat - view.lat) * sy;
  const finger = Math.round((M_PER_DEG / view.scale) * 8), metres = Math.max(COARSE, finger);
  const put = (x, y) => set(view.lat + (H / 2 - y) / sy, view.lon + (x - W / 2) / sx, metres);
  const zoom = (by) => look((v) => ({ ...v, scale: Math.min(MOST, Math.max(LEAST, v.scale * by)), ...(place && by > 1 ? { lat: place[0], lon: place[1] } : {}) }));
  const down = (e) => { drag.current = { x: e.clientX, y: e.clientY, view, moved: false }; e.currentTarget.setPointerCapture?.(e.pointerId); };
  const unit = (svg) => W / svg.getBoundingClientRect().width;
  const move = (e) => {
    const d = drag.current;
    if (!d) return;
    const k = unit(e.currentTarget), dx = (e.clientX - d.x) * k, dy = (e.clientY - d.y) * k;
    if (Math.hypot(dx, dy) > 8) d.moved = true;
    if (d.moved) look({ ...d.view, lon: d.view.lon - dx / sx, lat: Math.max(-80, Math.min(80, d.view.lat + dy / sy)) });
  };
  const up = (e) => {
    const d = drag.current;
    drag.current = null;
    if (!d || d.moved) return;
    const box = e.currentTarget.getBoundingClientRect(), k = W / box.width;
    put((e.clientX - box.left) * k, (e.clientY - box.top) * k);
  };
  const keys = (e) => {
    const by = { ArrowLeft: [-20, 0], ArrowRight: [20, 0], ArrowUp: [0, 20], ArrowDown: [0, -20] }[e.key];
    if (by) { e.preventDefault(); look((v) => ({ ...v, lon: v.lon + by[0] / sx, lat: v.lat + by[1] / sy })); }
    else if (e.key === "+" || e.key === "=") zoom(2);
    else if (e.key === "-") zoom(0.5);
    else if (e.key === "Enter") { e.preventDefault(); put(W / 2, H / 2); }
  };
  const step = STEPS.find((s) => s * sx < 90) ?? STEPS.at(-1);
  const digits = Math.max(0, Math.ceil(-Math.log10(step)));
  const ticks = (from, to) => { const list = []; for (let v = Math.ceil(from / step); v * step <= to && list.length < 30; v++) list.push(v * step); return list; };
  const lons = ticks(view.lon - W / 2 / sx, view.lon + W / 2 / sx), lats = ticks(view.lat - H / 2 / sy, view.lat + H / 2 / sy);
  const bar = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000].filter((m) => (m / M_PER_DEG) * sy < 110).at(-1) ?? 1;
  const scale = `translate(${W / 2} ${H / 2}) scale(${sx / 100} ${sy / 100}) translate(${-view.lon * 100} ${view.lat * 100})`;
  return html`<figure class="placemap"><svg id="place-map" viewBox=${`0 0 ${W} ${H}`} role="application" tabindex="0" aria-label=${t("mapAbout")} onPointerDown=${down} onPointerMove=${move} onPointerUp=${up} onPointerCancel=${() => { drag.current = null; }} onKeyDown=${keys}>
      <rect width=${W} height=${H} class="land" /><g transform=${scale}><path class="lake" d=${lines.lakes} /><path class="river" d=${lines.small} /><path class="river great" d=${lines.great} /></g>
      ${lons.map((v) => html`<line class="grid" x1=${px(v)} x2=${px(v)} y1="0" y2=${H} /><text x=${px(v) + 2} y=${H - 4}>${v.toFixed(digits)}°</text>`)}
      ${lats.map((v) => html`<line class="grid" x1="0" x2=${W} y1=${py(v)} y2=${py(v)} /><text x="2" y=${py(v) - 2}>${v.toFixed(digits)}°</text>`)}
      ${CITIES.map(([, zh, en, lon, lat]) => { const x = px(lon), y = py(lat); return x < 0 || y < 0 || x > W || y > H ? null : html`<circle class="city" cx=${x} cy=${y} r="2.5" /><text class="name" x=${x + 4} y=${y + 4}>${lang() === "zh" ? zh : en}</text>`; })}
      ${place ? html`<g class="mark"><circle cx=${px(place[1])} cy=${py(place[0])} r="9" /><line x1=${px(place[1]) - 14} x2=${px(place[1]) + 14} y1=${py(place[0])} y2=${py(place[0])} /><line x1=${px(place[1])} x2=${px(place[1])} y1=${py(place[0]) - 14} y2=${py(place[0]) + 14} /></g>` : null}
      <g class="bar"><line x1="12" x2=${12 + (bar / M_PER_DEG) * sy} y1="14" y2="14" /><text x="12" y="28">${bar >= 1000 ? `${bar / 1000} km` : `${bar} m`}</text></g></svg>
    <figcaption class="buttons"><button type="button" id="map-in" aria-label=${t("zoomIn")} onClick=${() => zoom(3)}>+</button><button type="button" id="map-out" aria-label=${t("zoomOut")} onClick=${() => zoom(1 / 3)}>−</button><button type="button" onClick=${() => look(HENAN)}>${t("wholeMap")}</button><span class="meta" id="tap-good">${t("tapGood")} ${Math.round(metres / 1000)} km${finger < COARSE ? ` · ${t("tooCoarse")}` : ""}</span></figcaption></figure>`;
}

/** The city whose centre is nearest: the first four digits of its counties' codes. */
export function nearest(latitude, longitude) {
  const flat = Math.cos((latitude * Math.PI) / 180);
  const far = CITIES.map((c) => [Math.hypot((c[3] - longitude) * flat, c[4] - latitude), c]).sort((a, b) => a[0] - b[0])[0];
  return far[0] < 1.2 ? far[1] : null;
}
