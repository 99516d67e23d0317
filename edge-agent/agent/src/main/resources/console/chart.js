// A line chart in SVG with limits that can be dragged, a strip of quality flags, and its table twin.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, figure, clock } from "/words.js";

const LEFT = 58, RIGHT = 12, TOP = 24, BOTTOM = 48, STRIP = 10, TEXT = 16;
const HAND = 22, KNOB = 9, COLUMN = 50, NEAR = 9; // Half of 44 px, for wet fingers; a mouse takes the line itself.

/** The scale's own step: 1, 2 or 5 of a power of ten, `most` at most. */
function even(most) {
  const ten = 10 ** Math.floor(Math.log10(most));
  return [5, 2, 1].map((n) => n * ten).find((s) => s <= most * 1.000001) ?? ten;
}
const digitsOf = (step) => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
const rounded = (v, step) => Number((Math.round(v / step) * step).toFixed(digitsOf(step)));
const within = (v, least, most) => Math.min(most, Math.max(least, v));
const keyOf = (l) => l.id ?? l.name;
const nameOf = (l) => t("limits")[l.name] || t("levels")[l.name] || l.name;

/** How wide the chart is in pixels: one unit of the drawing is one pixel, so that texts and grips are as large as they should be. */
function useWidth(box) {
  const [width, set] = useState(() => Math.min(900, Math.max(240, innerWidth - 50)));
  useEffect(() => {
    if (!box.current) return undefined;
    const watch = new ResizeObserver(([e]) => { if (e.contentRect.width > 0) set(Math.round(within(e.contentRect.width, 240, 900))); });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  return width;
}

/** buckets: [{at, count, min, mean, max, flag}]; lines: [{name, value, id?, set?, least?, most?}], dragged between least and most where these are given; moments: [{at, name}], upright lines. */
export function Chart({ title, unit, buckets, lines = [], moments = [] }) {
  const box = useRef();
  const svg = useRef();
  const end = useRef(() => {});
  const [held, hold] = useState(null); // The scale stands still while a line is moved.
  const W = useWidth(box);
  useEffect(() => () => end.current(), []);
  const good = buckets.filter((b) => b.count > 0);
  if (!good.length) return html`<figure class="chart" ref=${box}><figcaption>${title} (${unit})</figcaption><p class="none">${t("noReadings")}</p></figure>`;
  const H = W < 500 ? 320 : 300;
  const values = good.flatMap((b) => [b.min, b.max]).concat(lines.map((l) => l.value));
  let low = Math.min(...values), high = Math.max(...values);
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  [low, high] = held || [low - pad, high + pad];
  const tall = H - TOP - BOTTOM;
  const step = even(((high - low) / tall) * 2); // What a line is moved by: two pixels at most.
  const from = Date.parse(buckets[0].at), last = Date.parse(buckets.at(-1).at);
  const to = last + (last - from) / Math.max(1, buckets.length - 1); // A bucket is told by its beginning.
  const x = (at) => LEFT + (to === from ? 0.5 : (Date.parse(at) - from) / (to - from)) * (W - LEFT - RIGHT);
  const y = (v) => TOP + (1 - (v - low) / (high - low)) * tall;
  const ticks = [];
  const apart = even((high - low) / 3);
  for (let n = Math.ceil(low / apart); n * apart <= high; n++) ticks.push(n * apart);
  let path = "", band = [], on = false;
  for (const b of buckets) {
    if (!b.count) { on = false; continue; }
    path += `${on ? "L" : "M"}${x(b.at).toFixed(1)} ${y(b.mean).toFixed(1)}`;
    if (b.max > b.min) band.push(html`<line class="band" x1=${x(b.at)} x2=${x(b.at)} y1=${y(b.min)} y2=${y(b.max)} />`);
    on = true;
  }
  const draggable = lines.filter((l) => l.set).sort((a, b) => a.value - b.value); // Neighbours have their knobs in different columns.
  const knobX = (l) => W - RIGHT - HAND - COLUMN * (draggable.indexOf(l) % 2);
  const put = (l, v) => { const next = within(rounded(v, step), l.least === undefined ? -Infinity : l.least + step, l.most === undefined ? Infinity : l.most - step); l.set(rounded(next, step)); };
  const inDrawing = (e) => { const r = svg.current.getBoundingClientRect(); return [((e.clientX - r.left) / r.width) * W, ((e.clientY - r.top) / r.height) * H]; };

  /** The nearest of the lines under the finger; a finger takes the knob alone, so that a swipe over the chart moves the page and no limit. */
  const taken = (e) => {
    const [px, py] = inDrawing(e);
    const onKnob = (l) => Math.abs(px - knobX(l)) <= HAND + 2 && Math.abs(py - y(l.value)) <= HAND;
    const onLine = (l) => e.pointerType === "mouse" && px >= LEFT && Math.abs(py - y(l.value)) <= NEAR;
    const far = (l) => Math.hypot(onLine(l) ? 0 : px - knobX(l), py - y(l.value));
    return draggable.filter((l) => onKnob(l) || onLine(l)).sort((a, b) => far(a) - far(b))[0];
  };
  const down = (e) => {
    const l = e.button === 0 && e.isPrimary ? taken(e) : undefined;
    if (!l) return;
    e.preventDefault();
    svg.current.querySelector(`[data-line="${keyOf(l)}"]`)?.focus({ preventScroll: true });
    end.current();
    const before = l.value, offset = y(l.value) - inDrawing(e)[1];
    hold([low, high]);
    const value = (m) => within(low + (1 - (inDrawing(m)[1] + offset - TOP) / tall) * (high - low), low, high);
    const mine = (work) => (m) => { if (m.pointerId === e.pointerId) work(m); };
    const heard = { pointermove: mine((m) => put(l, value(m))), pointerup: mine(() => end.current()), pointercancel: mine(() => { end.current(); l.set(before); }) };
    end.current = () => { for (const [name, what] of Object.entries(heard)) removeEventListener(name, what); end.current = () => {}; hold(null); };
    for (const [name, what] of Object.entries(heard)) addEventListener(name, what);
  };
  /** The page stays where it is under a finger that has taken a line. Browsers heed touch-action within a drawing or not; this they all heed. */
  const touched = (e) => { if (e.cancelable && e.touches.length === 1 && taken(e.touches[0])) e.preventDefault(); };
  const keys = (l) => (e) => {
    const by = Math.max(step, even((high - low) / 100));
    const d = { ArrowUp: by, ArrowRight: by, ArrowDown: -by, ArrowLeft: -by, PageUp: by * 10, PageDown: -by * 10 }[e.key];
    if (!d) return;
    e.preventDefault();
    const v = rounded(l.value + d, by);
    hold([Math.min(low, v - pad), Math.max(high, v + pad)]);
    put(l, v);
  };

  // Texts keep apart, and stay in the picture.
  const labels = [...lines].sort((a, b) => a.value - b.value).map((l) => ({ l, at: y(l.value) - 5 }));
  labels.forEach((one, i) => { if (i) one.at = Math.min(one.at, labels[i - 1].at - TEXT); });
  [...labels].reverse().forEach((one, i) => { one.at = Math.max(one.at, TEXT - 2 + i * TEXT); });
  const said = (l) => `${nameOf(l)} ${Number(l.value.toFixed(4))}${figure(0, unit).slice(1)}`;
  const marks = lines.map((l) => html`<g key=${keyOf(l)} data-line=${keyOf(l)} class=${l.set ? "limit drag" : "limit"} onKeyDown=${l.set && keys(l)} onBlur=${l.set && (() => hold(null))} tabindex=${l.set ? 0 : undefined}
      role=${l.set ? "slider" : undefined} aria-orientation=${l.set ? "vertical" : undefined} aria-label=${l.set ? nameOf(l) : undefined} aria-valuenow=${l.set ? l.value : undefined} aria-valuetext=${l.set ? said(l) : undefined}
      aria-valuemin=${l.set ? l.least ?? low : undefined} aria-valuemax=${l.set ? l.most ?? high : undefined}>
      ${l.set && html`<line class="grip" x1=${LEFT} x2=${W - RIGHT} y1=${y(l.value)} y2=${y(l.value)} />`}<line class="threshold" x1=${LEFT} x2=${W - RIGHT} y1=${y(l.value)} y2=${y(l.value)} />
      ${l.set && html`<rect class="hand" x=${knobX(l) - HAND} y=${y(l.value) - HAND} width=${HAND * 2} height=${HAND * 2} /><circle class="knob" cx=${knobX(l)} cy=${y(l.value)} r=${KNOB} />`}</g>`);
  return html`<figure class="chart" ref=${box}><figcaption>${title} (${unit})</figcaption>
    <svg ref=${svg} viewBox=${`0 0 ${W} ${H}`} onPointerDown=${down} onTouchStart=${touched} role=${draggable.length ? "group" : "img"} aria-label=${`${title}: ${figure(good.at(-1).mean, unit)}`}>
      ${ticks.map((v) => html`<line class="grid" x1=${LEFT} x2=${W - RIGHT} y1=${y(v)} y2=${y(v)} /><text class="axis end tick" x=${LEFT - 5} y=${y(v) + 4}>${v.toFixed(digitsOf(apart))}</text>`)}
      ${band}<path class="line" d=${path} />
      ${buckets.map((b) => html`<rect class=${`strip f${b.flag}`} x=${x(b.at)} y=${H - BOTTOM + 10} width=${Math.max((W - LEFT - RIGHT) / buckets.length, 1) + 0.3} height=${STRIP} />`)}
      <text class="axis" x=${LEFT} y=${H - 8}>${clock(from)}</text><text class="axis end" x=${W - RIGHT} y=${H - 8}>${clock(to)}</text>
      ${moments.filter((m) => Date.parse(m.at) >= from && Date.parse(m.at) <= to).map((m) => html`<line class="moment" x1=${x(m.at)} x2=${x(m.at)} y1=${TOP} y2=${H - BOTTOM} /><text class=${x(m.at) > W / 2 ? "axis end" : "axis"} x=${x(m.at) + (x(m.at) > W / 2 ? -4 : 4)} y=${H - BOTTOM - 5}>${m.name}</text>`)}
      ${marks}${labels.map(({ l, at }) => html`<text class="axis limit-name" x=${LEFT + 6} y=${at}>${said(l)}</text>`)}
    </svg>
    <p class="legend">${[1, 2, 3, 4, 9].map((f) => html`<span class="legend-key"><span class=${`key f${f}`}></span>${t("flags")[f]}</span> `)}</p>
    <details><summary>${t("table")} (${good.length})</summary><div class="scroll" tabindex="0" role="region" aria-label=${`${t("table")}: ${title}`}><table>
      <thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("least")}</th><th scope="col">${t("mean")}</th><th scope="col">${t("most")}</th><th scope="col">${t("quality")}</th></tr></thead>
      <tbody>${buckets.filter((b) => b.count || b.flag !== 9).map((b) => html`<tr><td>${clock(Date.parse(b.at))}</td><td>${figure(b.min)}</td><td>${figure(b.mean)}</td><td>${figure(b.max)}</td><td>${t("flags")[b.flag]}</td></tr>`)}</tbody>
    </table></div></details></figure>`;
}
