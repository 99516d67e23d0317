// Two-point calibration: the sensor's reading against something better, twice.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, text, figure } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import { get, post, del, live } from "/api.js";
import { over } from "/meanwhile.js";
import { useAsk, useLive, useTicks, useDo, Title, Oops, Input, Section, Flag, Age, InDraft } from "/parts.js";

const MEAN_OF = 10;
/** Readings that a mean may be made of: good ones, and those that nobody has tested. */
const FIT = [1, 2];
/** After so many polls without a reading, the last one tells nothing of now. */
const POLLS = 3;
const round = (v) => Number(v.toPrecision(7));

export function Calibrate({ args: [device, name] }) {
  const [p, set] = useState(null);
  const [seen, setSeen] = useState([]);
  const [form, type] = useState({ lowReading: "", lowReference: "", highReading: "", highReference: "" });
  const [found, setFound] = useState(null);
  const [oops, setOops] = useState(null);
  const [run, busy, problem] = useDo();
  const [done, setDone] = useState(false);
  const [unfit, setUnfit] = useState(0);
  const last = useRef("");
  const most = useRef(Infinity);
  useTicks(1000);
  const s = useLive();
  const own = s?.devices?.find((d) => d.name === device);
  most.current = Math.max(POLLS * (own?.pollSeconds ?? 1), 5) * 1000;
  const isOld = !p?.at || live.now() - Date.parse(p.at) > most.current;
  const isLost = !!oops || live.isOld() || ["offline", "link-down", "misconfigured"].includes(own?.state);
  const isFit = FIT.includes(p?.flag) && !isOld && !isLost;
  useEffect(() => {
    let is = true, timer;
    const look = async () => {
      try {
        const answer = await get(`/devices/${device}/raw?after=${Number.MAX_SAFE_INTEGER}`);
        const point = answer.points.find((x) => x.name === name);
        if (is && point) {
          set(point);
          if (point.at && point.at !== last.current) {
            const gap = Date.parse(point.at) - Date.parse(last.current);
            last.current = point.at;
            if (point.scaled !== undefined && FIT.includes(point.flag)) setSeen((old) => [...(gap > most.current ? [] : old), point.scaled].slice(-MEAN_OF));
            else setUnfit((n) => n + 1);
          }
        }
        setOops(null);
      } catch (e) { if (is) setOops(e); }
      if (is) timer = setTimeout(look, 1000);
    };
    look();
    return () => { is = false; clearTimeout(timer); };
  }, [device, name]);
  const mean = seen.length ? round(seen.reduce((a, b) => a + b, 0) / seen.length) : null;
  const spread = seen.length ? Math.max(...seen) - Math.min(...seen) : 0;
  const put = (key) => (v) => { type((old) => ({ ...old, [key]: v })); setFound(null); setDone(false); };
  const number = (v) => (v === "" ? NaN : Number(v));
  const [c, missing, load] = useAsk(() => get("/config"), []);
  const body = (keep) => ({ ...Object.fromEntries(Object.entries(form).map(([k, v]) => [k, number(v)])), keep });
  const path = `/points/${device}/${name}/calibration`;
  const drafted = (write) => over(c, write, { places: [["devices", device, "calibration", name]] });
  const ask = (keep) => run(() => (keep ? drafted((headers) => post(path, body(true), headers)) : post(path, body(false)))).then((a) => { if (a) { setFound(a); setDone(a.kept); } });
  const unit = p ? figure(0, p.unit).replace("0", "").trim() : "";
  const pair = (n, r, f) => html`<${Section} id=${`cal-${n}`} title=${t(`point${n}`)}>
    <p class="buttons"><button type="button" id=${`take-${n}`} disabled=${mean === null || !isFit} onClick=${() => put(r)(String(mean))}>${t("takeReading")}</button></p>
    <div class="two"><${Input} name=${r} label=${`${t("reading")} ${unit}`} type="number" inputmode="decimal" step="any" value=${form[r]} set=${put(r)} problem=${problem} /><${Input} name=${f} label=${`${t("reference")} ${unit}`} type="number" inputmode="decimal" step="any" value=${form[f]} set=${put(f)} problem=${problem} /></div><//>`;
  return html`<${Title} back=${`#/devices/${device}/raw`}>${t("calibrate")}<//><${Oops} problem=${oops} />
    ${p ? html`<section aria-label=${t("nowRead")}><p>${text(p.title)} · ${device}/${name}</p><p class="big" id="cal-now">${t(isOld || isLost ? "lastRead" : "nowRead")} ${p.scaled === undefined ? "–" : figure(p.scaled, p.unit)} ${p.at ? html`<${Flag} flag=${p.flag} /> <small><${Age} at=${p.at} /></small>` : html`<small>${t("never")}</small>`}</p>
      ${isFit ? null : html`<p class="detail" role="status" id="cal-unfit">${t(isOld || isLost ? "readingOld" : "readingUnfit")}</p>`}
      <p class="meta">${p.raw === undefined ? "" : `${t("raw")} ${p.raw} · `}${seen.length} ${t("meanOf")} ${figure(spread, p.unit)}${unfit ? ` · ${unfit} ${t("leftOut")}` : ""} · ${t("present")}${t("colon")}${p.calibration ? `${t("slope")} ${p.calibration.slope}${t("comma")}${t("offsetWord")} ${p.calibration.offset}` : t("noCalibration")}</p><p>${t("calibrateAbout")}</p></section>
    <form onSubmit=${(e) => { e.preventDefault(); ask(false); }} novalidate>${pair(1, "lowReading", "lowReference")}${pair(2, "highReading", "highReference")}
      <section aria-label=${t("compute")}><${Oops} problem=${missing} again=${load} /><${Oops} problem=${problem} /><p class="buttons"><button id="compute" class=${found ? "" : "primary"} disabled=${busy}>${t("compute")}</button></p>
      ${found ? html`<div id="calibration" role="status"><p class="big">${t("slope")} ${found.slope} · ${t("offsetWord")} ${found.offset} ${unit}</p>
        ${p.scaled === undefined || isOld || isLost ? null : html`<p>${t("wouldRead")} <b>${figure(found.slope * p.scaled + found.offset, p.unit)}</b></p>`}
        ${found.warnings.length ? html`<ul class="list">${found.warnings.map((w) => html`<li class="detail warn">▲ ${text(w)}</li>`)}</ul>` : html`<p class="meta">${t("looksRight")}</p>`}
        <p class="buttons"><button type="button" id="keep-calibration" class="primary" disabled=${busy || done || !c} onClick=${() => ask(true)}>${t("toDraft")}</button></p></div>` : null}
      <${InDraft} is=${done} />
      ${p.calibration ? html`<p class="buttons"><button type="button" id="remove-calibration" disabled=${busy || done || !c} onClick=${() => run(() => drafted((headers) => del(path, headers))).then((r) => r && setDone(true))}>${t("removeCalibration")}</button></p>` : null}</section></form>` : null}`;
}
