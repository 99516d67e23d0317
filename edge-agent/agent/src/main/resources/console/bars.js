// What stands at the top of every page, whatever it shows: contact lost, a change on trial or taken back, a draft, a walk test under way.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, text, clock } from "/words.js";
import "/configwords.js";
import "/pagewords.js";
import { post, live, session } from "/api.js";
import { useLive, useOld, useTicks, useDo, Oops, page } from "/parts.js";

export function Bars({ where }) {
  const s = useLive();
  const old = useOld();
  const [read, set] = useState(() => sessionStorage.getItem("read-take-back"));
  if (!s) return null;
  const c = s.config || {};
  const isTold = c.reverted && !c.trial && read !== c.revertedAt;
  const done = () => { sessionStorage.setItem("read-take-back", c.revertedAt); set(c.revertedAt); };
  return html`${old ? html`<p id="banner" role="alert">${t("outOfDate")} ${clock(live.heardWall)}</p>` : !s.running && s.hasSite ? html`<p id="banner" role="alert">${t("notRunning")}</p>` : null}
    ${c.trial ? html`<${OnTrial} trial=${c.trial} />` : null}
    ${isTold ? html`<${TakenBack} c=${c} where=${where} done=${done} />` : null}
    ${!c.trial && !(isTold && c.draft) && (c.draft || c.changedByHand) && where !== "#/config" ? html`<p id="draft-bar" class="bar"><a href="#/config"><span>${c.draft ? t("draftWaits")(c.draftChanges) : t("handWaits")}</span> <b>${t(session.may("technician") ? "reviewApply" : "review")} ›</b></a></p>` : null}
    ${s.walk && where !== "#/walk" ? html`<p id="walk-bar" class="bar"><a href="#/walk"><span><b>${t("walkNow")}</b> · ${text(s.walk.title)} · ${t(s.walk.silent ? "walkSilent" : "walkLoud")}</span> <b>${t(session.may("technician") ? "walkTo" : "review")} ›</b></a></p>` : null}`;
}

/** The countdown stands outside what a screen reader reads out. Whoever has applied the change finds the focus on the button that keeps it. */
function OnTrial({ trial }) {
  const [run, busy, problem] = useDo();
  const keep = useRef();
  const waits = trial.waitsFor ?? []; // Meanwhile the button keeps the focus, but does nothing.
  useTicks(1000);
  useEffect(() => { if (performance.now() - page.applied < 15_000) { keep.current?.focus({ preventScroll: true }); scrollTo(0, 0); } }, []);
  const left = Math.max(0, trial.secondsLeft - Math.floor((performance.now() - live.stateAt) / 1000));
  return html`<section id="trial" aria-label=${t("onTrial")}><p><b role="status">${t("onTrial")}</b> · <span role="timer">${left} ${t("secondsLeft")}</span></p>${waits.length ? html`<p id="trial-waits" role="status">${t("waitsFor")}${waits.map(text).join(t("listComma"))}</p>` : null}
    ${session.may("technician") ? html`<p class="buttons"><button id="keep" class="primary" ref=${keep} disabled=${busy} aria-disabled=${waits.length ? "true" : undefined} onClick=${() => waits.length || run(() => post("/config/confirm"))}>${t("keep")}</button>
      <button disabled=${busy} onClick=${() => run(() => post("/config/revert"))}>${t("takeBack")}</button></p>` : null}<${Oops} problem=${problem} /></section>`;
}

/** Stands until it has been read. */
const TakenBack = ({ c, where, done }) => html`<section id="taken-back" class="bar" aria-label=${t("backAt")}><p role="alert"><b>${t("backAt")}</b> (${clock(Date.parse(c.revertedAt))})${t("colon")}${text(c.reverted)}${t("stop")}${c.draft ? t("backDraft") : ""}</p>
  <p class="buttons">${c.draft && where !== "#/config" ? html`<a class="tile" href="#/config">${t("review")}</a>` : null}<button id="take-back-read" onClick=${done}>${t("understood")}</button></p></section>`;
