// A device's line as it is spoken on, and its values raw, scaled and calibrated.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, text, figure } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import { get } from "/api.js";
import { Title, Oops, Section, Flag, Age } from "/parts.js";
import { Frames } from "/frames.js";

const MOST = 200;

export function Raw({ args: [name] }) {
  const [now, set] = useState(null);
  const [pieces, setPieces] = useState([]);
  const [problem, setProblem] = useState(null);
  const [held, hold] = useState(false);
  const [mine, onlyMine] = useState(true);
  const kept = useRef([]);
  useEffect(() => {
    if (held) return undefined;
    let is = true, timer;
    const look = async () => {
      try {
        const last = kept.current.at(-1)?.number ?? 0;
        const answer = await get(`/devices/${name}/raw?after=${last}`);
        if (!is) return;
        // The last one seen may have grown; numbers begin anew when nobody has looked for a while.
        const fresh = answer.pieces.length && answer.pieces[0].number < last ? [] : kept.current.filter((p) => !answer.pieces.some((q) => q.number === p.number));
        kept.current = [...fresh, ...answer.pieces].slice(-MOST);
        set(answer); setPieces(kept.current); setProblem(null);
      } catch (p) { if (is) setProblem(p); }
      if (is) timer = setTimeout(look, 1000);
    };
    look();
    return () => { is = false; clearTimeout(timer); };
  }, [name, held]);
  const shown = mine ? pieces.filter((p) => p.mine) : pieces;
  return html`<${Title} back="#/devices">${t("rawView")}${t("colon")}${name}<//><${Oops} problem=${problem} />
    ${now ? html`<${Section} id="s-values" title=${t("values")}><div class="scroll" tabindex="0" role="region" aria-label=${t("values")}><table><thead><tr><th scope="col">${t("point")}</th><th scope="col">${t("raw")}</th><th scope="col">${t("scaled")}</th><th scope="col">${t("calibrated")}</th><th scope="col">${t("quality")}</th></tr></thead>
      <tbody>${now.points.map((p) => html`<tr><th scope="row"><a href=${`#/points/${name}/${p.name}/calibrate`}>${text(p.title)}</a></th><td class="number">${p.raw ?? "–"}</td><td class="number">${p.scaled === undefined ? "–" : figure(p.scaled, p.unit)}</td><td class="number">${p.calibration && p.value !== null && p.value !== undefined ? figure(p.value, p.unit) : "–"}</td><td>${p.at ? html`<${Flag} flag=${p.flag} /> <small><${Age} at=${p.at} /></small>` : t("never")}</td></tr>`)}</tbody></table></div><//>
    <${Section} id="s-frames" title=${t("frames")}><p class="meta">${t("rawAbout")}</p>
      ${now.hasFrames ? html`<div class="choices" role="group" aria-label=${t("frames")}><button id="hold" aria-pressed=${held} onClick=${() => hold(!held)}>${t(held ? "goOn" : "hold")}</button><button id="mine" aria-pressed=${mine} onClick=${() => onlyMine(!mine)}>${t("onlyThis")}</button></div>
        ${shown.length ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t("frames")}><${Frames} pieces=${shown.slice().reverse()} /></div>` : html`<p class="none" role="status">${t("awaiting")}</p>`}` : null}<//>` : null}`;
}
