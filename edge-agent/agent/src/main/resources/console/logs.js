// The log, filtered and live.
import { html, useState, useEffect } from "/html.js";
import { t, clock } from "/words.js";
import { get } from "/api.js";
import { Title, Oops, Input } from "/parts.js";

export function Logs() {
  const [level, setLevel] = useState("info");
  const [part, setPart] = useState("");
  const [lines, setLines] = useState([]);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    let stop = false;
    const ask = () => get(`/logs?level=${level}&text=${encodeURIComponent(part)}&limit=200`).then((a) => { if (!stop) { setLines(a.lines); setProblem(null); } }).catch((p) => !stop && setProblem(p));
    ask();
    const timer = setInterval(ask, 2000);
    return () => { stop = true; clearInterval(timer); };
  }, [level, part]);
  return html`<${Title} back="#/more">${t("logs")}<//>
    <section aria-label=${t("filter")}><div class="two"><${Input} name="level" label=${t("level")} value=${level} set=${setLevel} options=${["info", "warning", "error"].map((l) => [l, t("logLevels")[l]])} />
    <${Input} name="text" label=${t("contains")} value=${part} set=${setPart} /></div><${Oops} problem=${problem} /></section>
    <section aria-label=${t("logs")}><ol class="log" tabindex="0">${lines.slice().reverse().map((l) => html`<li key=${l.seq} class=${l.level}><span class="meta">${clock(Date.parse(l.at))} ${l.source}</span> <span class="text">${l.text}</span></li>`)}</ol></section>`;
}
