// A line chart in SVG with limits that can be dragged, a strip of quality flags, and its table twin.
import { html, useRef } from "/html.js";
import { t, figure, clock } from "/words.js";

const W = 640, H = 260, LEFT = 58, RIGHT = 12, TOP = 12, BOTTOM = 44, STRIP = 10;

/** buckets: [{at, count, min, mean, max, flag}]; lines: [{name, value, set?}]. */
export function Chart({ title, unit, buckets, lines = [] }) {
  const svg = useRef();
  const good = buckets.filter((b) => b.count > 0);
  if (!good.length) return html`<figure class="chart"><figcaption>${title} (${unit})</figcaption><p class="none">${t("noReadings")}</p></figure>`;
  const values = good.flatMap((b) => [b.min, b.max]).concat(lines.map((l) => l.value));
  let low = Math.min(...values), high = Math.max(...values);
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  low -= pad; high += pad;
  const from = Date.parse(buckets[0].at), to = Date.parse(buckets.at(-1).at);
  const x = (at) => LEFT + (to === from ? 0.5 : (Date.parse(at) - from) / (to - from)) * (W - LEFT - RIGHT);
  const y = (v) => TOP + (1 - (v - low) / (high - low)) * (H - TOP - BOTTOM);
  const step = (W - LEFT - RIGHT) / buckets.length;
  let path = "", band = [], on = false;
  for (const b of buckets) {
    if (!b.count) { on = false; continue; }
    path += `${on ? "L" : "M"}${x(b.at).toFixed(1)} ${y(b.mean).toFixed(1)}`;
    if (b.max > b.min) band.push(html`<line class="band" x1=${x(b.at)} x2=${x(b.at)} y1=${y(b.min)} y2=${y(b.max)} />`);
    on = true;
  }
  const drag = (line) => (e) => {
    if (!line.set) return;
    e.preventDefault();
    const box = svg.current.getBoundingClientRect();
    const move = (m) => {
      const at = ((m.clientY - box.top) / box.height) * H;
      const v = low + (1 - (at - TOP) / (H - TOP - BOTTOM)) * (high - low);
      line.set(Number(v.toFixed(high - low < 20 ? 2 : 1)));
    };
    const end = () => { removeEventListener("pointermove", move); removeEventListener("pointerup", end); };
    addEventListener("pointermove", move);
    addEventListener("pointerup", end);
  };
  const keys = (line) => (e) => {
    const by = (high - low) / 200;
    const d = { ArrowUp: by, ArrowDown: -by, PageUp: by * 10, PageDown: -by * 10 }[e.key];
    if (line.set && d) { e.preventDefault(); line.set(Number((line.value + d).toFixed(3))); }
  };
  let lastLabel = Infinity;
  const marks = [...lines].sort((a, b) => a.value - b.value).map((l) => {
    const at = Math.min(y(l.value) - 5, lastLabel - 15);
    lastLabel = at;
    const label = `${t("limits")[l.name] || t("levels")[l.name] || l.name} ${figure(l.value, unit)}`;
    return html`<g class=${l.set ? "limit drag" : "limit"} onPointerDown=${drag(l)} onKeyDown=${keys(l)} tabindex=${l.set ? 0 : undefined}
      role=${l.set ? "slider" : undefined} aria-label=${l.set ? t("limits")[l.name] || t("levels")[l.name] || l.name : undefined} aria-valuenow=${l.set ? l.value : undefined} aria-valuetext=${l.set ? label : undefined}
      aria-valuemin=${l.set ? low : undefined} aria-valuemax=${l.set ? high : undefined}>
      <line class="grip" x1=${LEFT} x2=${W - RIGHT} y1=${y(l.value)} y2=${y(l.value)} /><line class="threshold" x1=${LEFT} x2=${W - RIGHT} y1=${y(l.value)} y2=${y(l.value)} />
      ${l.set && html`<circle class="knob" cx=${W - RIGHT - 14} cy=${y(l.value)} r="9" />`}<text class="axis" x=${LEFT + 6} y=${at}>${label}</text></g>`;
  });
  return html`<figure class="chart"><figcaption>${title} (${unit})</figcaption>
    <svg ref=${svg} viewBox=${`0 0 ${W} ${H}`} role=${lines.some((l) => l.set) ? "group" : "img"} aria-label=${`${title}: ${figure(good.at(-1).mean, unit)}`}>
      ${[0, 1, 2, 3, 4].map((i) => { const v = low + ((high - low) * i) / 4; return html`<line class="grid" x1=${LEFT} x2=${W - RIGHT} y1=${y(v)} y2=${y(v)} /><text class="axis end" x=${LEFT - 5} y=${y(v) + 4}>${v.toFixed(high - low < 5 ? 2 : 0)}</text>`; })}
      ${band}<path class="line" d=${path} />
      ${buckets.map((b) => html`<rect class=${`strip f${b.flag}`} x=${x(b.at)} y=${H - BOTTOM + 8} width=${Math.max(step, 1) + 0.3} height=${STRIP} />`)}
      <text class="axis" x=${LEFT} y=${H - 8}>${clock(from)}</text><text class="axis end" x=${W - RIGHT} y=${H - 8}>${clock(to)}</text>
      ${marks}
    </svg>
    <p class="legend">${[1, 2, 3, 4, 9].map((f) => html`<span class="legend-key"><span class=${`key f${f}`}></span>${t("flags")[f]}</span> `)}</p>
    <details><summary>${t("table")} (${good.length})</summary><div class="scroll" tabindex="0" role="region" aria-label=${`${t("table")}: ${title}`}><table>
      <thead><tr><th scope="col">${t("time")}</th><th scope="col">${t("least")}</th><th scope="col">${t("mean")}</th><th scope="col">${t("most")}</th><th scope="col">${t("quality")}</th></tr></thead>
      <tbody>${buckets.filter((b) => b.count || b.flag !== 9).map((b) => html`<tr><td>${clock(Date.parse(b.at))}</td><td>${figure(b.min)}</td><td>${figure(b.mean)}</td><td>${figure(b.max)}</td><td>${t("flags")[b.flag]}</td></tr>`)}</tbody>
    </table></div></details></figure>`;
}
