// The walk test and its sheet.
import { html, useState, useEffect } from "/html.js";
import { t, text, clock, moment } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import { get, post, session } from "/api.js";
import { useLive, useAsk, useDo, Title, Oops, Input, Section, Confirm } from "/parts.js";

const millis = (ms) => ms < 10_000 ? `${(ms / 1000).toFixed(3)} s` : `${(ms / 1000).toFixed(1)} s`;

function Steps({ walk }) {
  return html`<div><table class="steps"><thead><tr><th scope="col">${t("walkSteps")}</th><th scope="col">${t("state")}</th><th scope="col">${t("took")}</th></tr></thead>
    <tbody>${walk.steps.map((s) => html`<tr class=${s.outcome} data-station=${s.station}><th scope="row">${t("steps")[s.station]}<small class="why">${text(s.detail)}</small></th>
      <td><span class=${`state ${{ passed: "online", failed: "failed" }[s.outcome] || ""}`}>${{ waiting: t("waiting"), passed: t("passed"), failed: t("failedWord"), skipped: t("skipped") }[s.outcome]}</span></td>
      <td class="number">${s.at && s.outcome === "passed" ? millis(s.afterMillis) : "–"}</td></tr>`)}</tbody></table></div>`;
}

export function Walk() {
  const s = useLive();
  const [walk, set] = useState(null);
  const [rule, setRule] = useState("");
  const [value, setValue] = useState("");
  const [silent, setSilent] = useState(false);
  const [asking, ask] = useState(false);
  const [deaf, setDeaf] = useState(null);
  const [run, busy, problem] = useDo();
  const [past, missing, again] = useAsk(() => get("/walk/sheets"), [walk?.over]);
  useEffect(() => {
    let stop = false;
    const look = () => get("/walk").then((w) => { if (stop) return; setDeaf(null); if (w.id) set(w); }).catch((p) => { if (!stop) setDeaf(p); });
    look();
    const timer = setInterval(look, 1000);
    return () => { stop = true; clearInterval(timer); };
  }, []);
  const rules = (s?.alarms || []).map((a) => [a.rule, text(a.title) || a.rule]);
  const chosen = rule || rules[0]?.[0] || "";
  const underWay = walk && !walk.over;
  const outputs = s?.outputs || [];
  const begin = () => { ask(false); run(() => post("/walk", { rule: chosen, silent, ...(value === "" ? {} : { value: Number(value) }) })).then((w) => w && set(w)); };
  return html`<${Title} back="#/more">${t("walk")}<//><${Oops} problem=${deaf} />
    ${asking ? html`<${Confirm} danger title=${t("walkAsk")} yes=${t("startWalk")} onYes=${begin} onNo=${() => ask(false)}><p>${t("walkWarn")} ${outputs.map((o) => text(o.title) || o.id).join(t("listComma"))}</p><//>` : null}
    ${underWay ? html`<${Section} id="w-now" title=${`${text(walk.title)} · ${walk.injected}`}><${Steps} walk=${walk} />
      ${walk.headline.zh ? html`<p><span class="badge notice">${walk.status || "Test"}</span> ${text(walk.headline)}</p>` : null}
      ${session.may("technician") ? html`<p class="buttons"><button id="walk-ack" class="primary" disabled=${busy || !walk.alarmId || walk.steps.at(-1).outcome !== "waiting"} onClick=${() => run(() => post("/walk/acknowledge")).then((w) => w && set(w))}>${t("acknowledgeTest")}</button>
        <button id="walk-end" disabled=${busy} onClick=${() => run(() => post("/walk/end")).then((w) => { if (w) { set(w); again(); location.hash = `#/walk/${w.id}`; } })}>${t("endWalk")}</button></p>` : null}<${Oops} problem=${problem} /><//>`
    : session.may("technician") ? html`<form class="card" onSubmit=${(e) => { e.preventDefault(); if (silent || !outputs.length) begin(); else ask(true); }} novalidate><p>${t("walkAbout")}</p>
      <${Input} name="rule" label=${t("walkRule")} value=${chosen} set=${setRule} options=${rules} problem=${problem} />
      <${Input} name="value" label=${t("walkValue")} type="number" inputmode="decimal" step="any" value=${value} set=${setValue} problem=${problem} />
      <${Input} name="silent" type="checkbox" label=${t("silent")} value=${silent} set=${setSilent} />
      <${Oops} problem=${problem} /><button id="walk-begin" class="primary wide" disabled=${busy || !chosen}>${t("startWalk")}</button></form>` : null}
    <${Oops} problem=${missing} again=${again} />${past?.sheets?.length ? html`<${Section} id="w-past" title=${t("walkPast")}><ul class="list">${past.sheets.map((w) => html`<li><a class="tile" href=${`#/walk/${w.id}`}>${clock(Date.parse(w.startedAt))} · ${text(w.title)} · ${w.steps.some((x) => x.outcome === "failed") ? t("failedWord") : t("passed")}</a></li>`)}</ul><//>` : null}`;
}

export function Sheet({ args: [id] }) {
  const s = useLive();
  const [past, problem, again] = useAsk(() => get("/walk/sheets"), [id]);
  const walk = past?.sheets.find((w) => w.id === id);
  if (!walk) return html`<${Title} back="#/walk">${t("sheet")}<//><${Oops} problem=${problem} again=${again} />${past ? html`<p class="none">${t("noSheet")}</p>` : null}`;
  const passed = !walk.steps.some((x) => x.outcome === "failed");
  const row = (name, value) => html`<div class="fact"><dt>${name}</dt><dd>${value}</dd></div>`;
  return html`<${Title} back="#/walk">${t("sheet")}<//><section aria-label=${t("sheet")} class="sheet"><p class="big">${passed ? t("passed") : t("failedWord")}</p>
    <dl class="facts">${row(t("gatewayWord"), s?.gateway ? `${text(s.gateway.title)} (${s.gateway.id})` : "")}${row(t("rule"), `${text(walk.title)} (${walk.rule})`)}${row(t("point"), walk.point)}${row(t("walkValue"), walk.injected)}${walk.calibration ? row(t("present"), `${t("slope")} ${walk.calibration.slope}, ${t("offsetWord")} ${walk.calibration.offset}`) : null}
      ${row(t("time"), moment(walk.startedAt, s?.gateway?.zone))}${row(t("tester"), walk.by)}${row("CAP", walk.status || "–")}${row(t("alarmWord"), html`<span class="mono">${walk.alarmId}</span>`)}</dl>
    <${Steps} walk=${walk} />
    <div class="two sign"><p>${t("signature")}: ______________</p><p>${t("witness")}: ______________</p></div>
    <p class="buttons"><button class="primary" onClick=${() => print()}>${t("print")}</button></p></section>`;
}
