// How good the gateway's clock is, what it follows, and what a phone says of it.
import { html, useState } from "/html.js";
import { t, text, clock } from "/words.js";
import "/placewords.js";
import { get, post, session, live } from "/api.js";
import { useAsk, useDo, useTicks, Oops, Fact, Confirm } from "/parts.js";

export const span = (s) => { const a = Math.abs(s); return a < 1 ? `${(a * 1000).toFixed(a < 0.01 ? 2 : 0)} ms` : a < 120 ? `${a.toFixed(1)} s` : a < 172_800 ? `${(a / 3600).toFixed(1)} h` : `${(a / 86_400).toFixed(1)} d`; };
export const signed = (s) => `${s < 0 ? "−" : "+"}${span(s)}`;

export function ClockFacts() {
  const [c, problem] = useAsk(() => get("/clock").then((a) => ({ ...a, apart: (Date.parse(a.at) - Date.now()) / 1000 })), [], 10_000);
  useTicks(1000);
  if (!c) return html`<${Oops} problem=${problem} />`;
  const apart = live.knowsOffset ? live.serverOffset / 1000 : c.apart;
  const now = Date.now() + apart * 1000;
  return html`<dl class="facts" id="clock-facts"><${Fact} name=${t("gatewayClock")}>${clock(now)}<//>
    <${Fact} name=${t("clockSource")} bad=${!c.synchronized}>${t("clockSources")[c.source]}<//>
    ${c.following ? html`<${Following} f=${c.following} />` : null}
    <${Fact} name=${t("clockWord")} bad=${!c.synchronized}>${t("clockIs")[c.synchronized]}<//>
    <${Fact} name=${t("uncertainty")} bad=${c.uncertaintySeconds === undefined}>${c.uncertaintySeconds === undefined ? t("unknownWord") : `± ${span(c.uncertaintySeconds)}`}<//>
    <${Fact} name=${t("phoneSays")} bad=${Math.abs(apart) > 30}>${signed(apart)}<//></dl><p class="meta">${text(c.detail)}</p>`;
}

/** How it goes with the source that the site names. */
function Following({ f }) {
  const off = f.offsetSeconds === undefined ? "" : `${signed(f.offsetSeconds)} ± ${span(f.uncertaintySeconds)}`;
  return html`<${Fact} name=${t("follows")} bad=${!["following", "yielding", "starting"].includes(f.doing)}><span id="following" data-doing=${f.doing}>${f.source}${t("colon")}${t("doings")[f.doing]}</span>${off ? html`<br /><span class="meta">${t("lastOff")} ${off}${f.at ? ` · ${clock(Date.parse(f.at))}` : ""}</span>` : null}${text(f.why) ? html`<br /><span class="meta">${text(f.why)}</span>` : null}<//>`;
}

/** How far the gateway's clock is from this phone's, and setting it: once, where nothing else keeps it and the gateway may. */
export function TakePhone() {
  const [c, , , took] = useAsk(() => get("/clock"), []);
  const [asking, ask] = useState(false);
  const [run, busy, problem, done] = useDo();
  useTicks(1000);
  if (!c || !session.may("technician") || (c.synchronized && !done)) return null;
  const take = () => {
    ask(false);
    run(async () => {
      // Half the way there and back: a small question tells how long it takes.
      const began = performance.now();
      await get("/clock");
      const way = (performance.now() - began) / 2;
      took(await post("/clock/set", { at: new Date(Date.now() + way).toISOString() }));
    });
  };
  const apart = live.knowsOffset ? live.serverOffset / 1000 : 0;
  return html`<div id="take-phone"><p>${t("takePhoneAbout")}</p>${c.maySet ? null : html`<div id="no-right"><p class="detail">${t("noRight")}</p><${Unit} /></div>`}
    <p class="buttons"><button type="button" id="take-time" disabled=${busy || !c.maySet} onClick=${() => ask(true)}>${t("takePhone")}</button></p><${Oops} problem=${problem} />
    ${done ? html`<p role="status" class="done" id="time-taken">${t("timeTaken")}</p>` : null}
    ${asking ? html`<${Confirm} danger=${Math.abs(apart) > 86_400} title=${t("takePhone")} yes=${t("takePhone")} onYes=${take} onNo=${() => ask(false)}><p>${t("gatewayClock")}${t("colon")}<b>${clock(live.now())}</b><br />${t("phoneClock")}${t("colon")}<b>${clock(Date.now())}</b></p><p>${t("takePhoneAsk")}</p><//>` : null}</div>`;
}

/** The same in short, for the overview. */
export function ClockBrief() {
  const [c, problem, again] = useAsk(() => get("/clock"), [], 60_000);
  useTicks(1000);
  return html`<${Oops} problem=${problem} again=${again} /><dl class="facts"><${Fact} name=${t("gatewayTime")}>${live.knowsOffset ? clock(live.now()) : "…"}<//>
    <${Fact} name=${t("clockGap")} bad=${Math.abs(live.serverOffset) > 30_000}>${live.knowsOffset ? `${Math.abs(live.serverOffset / 1000).toFixed(1)} s` : "…"}<//>
    ${c ? html`<${Fact} name=${t("clockSource")} bad=${!c.synchronized}>${t("clockSources")[c.source]} · ${t("clockIs")[c.synchronized]}<//>
    <${Fact} name=${t("uncertainty")} bad=${c.uncertaintySeconds === undefined}>${c.uncertaintySeconds === undefined ? t("unknownWord") : `± ${span(c.uncertaintySeconds)}`}<//>` : null}</dl>`;
}

/** What the service's unit needs for it. */
export const Unit = () => html`<pre tabindex="0">${"AmbientCapabilities=CAP_SYS_TIME\nCapabilityBoundingSet=CAP_SYS_TIME"}</pre>`;
