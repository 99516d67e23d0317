// The shell: who is signed in, where in the page we are, whether what it shows is still true.
import { html, render, useState, useEffect, useRef } from "/html.js";
import { t, text, lang, switchLanguage } from "/words.js";
import { get, session } from "/api.js";
import "/scheme.js";
import { useLive, useOld, page } from "/parts.js";
import { Bars } from "/bars.js";
import { Login, First, Own } from "/login.js";
import { Overview } from "/overview.js";
import { Devices, Point } from "/devices.js";
import { Alarms, Alarm } from "/alarms.js";
import { Outputs } from "/outputs.js";
import { OutputForm } from "/outputform.js";
import { Logs } from "/logs.js";
import { People } from "/people.js";
import { More } from "/more.js";
import { Config } from "/config.js";
import { Rule, NewRule } from "/rule.js";
import { PointQuality } from "/pointquality.js";
import { AddRule } from "/adddevice.js";
import { UplinkForm } from "/uplink.js";
import { AddDevice } from "/deviceform.js";
import { LinkForm } from "/linefields.js";
import { Clock } from "/clockpage.js";
import { Scan } from "/scan.js";
import { Raw } from "/raw.js";
import { Calibrate } from "/calibrate.js";
import { ImportDevice } from "/importdevice.js";
import { Walk, Sheet } from "/walk.js";
import { Setup } from "/setup.js";
import { Site } from "/site.js";
import { AlarmQuality } from "/quality.js";
import { Support } from "/support.js";
import { Models, Model, Package } from "/models.js";

const PAGES = [
  [/^#\/$/, Overview],
  [/^#\/devices$/, Devices],
  [/^#\/points\/([^/]+)\/([^/]+)$/, Point],
  [/^#\/alarms$/, Alarms],
  [/^#\/alarms\/([^/]+)$/, Alarm],
  [/^#\/outputs$/, Outputs],
  [/^#\/outputs\/([^/]+)$/, OutputForm],
  [/^#\/config\/output$/, OutputForm],
  [/^#\/logs$/, Logs],
  [/^#\/people$/, People],
  [/^#\/more$/, More],
  [/^#\/config$/, Config],
  [/^#\/config\/device$/, AddDevice],
  [/^#\/config\/device\/([^/]+)$/, AddDevice],
  [/^#\/config\/link\/([^/]+)$/, LinkForm],
  [/^#\/clock$/, Clock],
  [/^#\/config\/scan$/, Scan],
  [/^#\/config\/import$/, ImportDevice],
  [/^#\/devices\/([^/]+)\/raw$/, Raw],
  [/^#\/points\/([^/]+)\/([^/]+)\/calibrate$/, Calibrate],
  [/^#\/config\/rule$/, AddRule],
  [/^#\/config\/rule\/([a-z-]+)$/, NewRule],
  [/^#\/quality\/([^/]+)\/([^/]+)$/, PointQuality],
  [/^#\/config\/uplink$/, UplinkForm],
  [/^#\/config\/site$/, Site],
  [/^#\/rules\/([^/]+)$/, Rule],
  [/^#\/walk$/, Walk],
  [/^#\/walk\/([^/]+)$/, Sheet],
  [/^#\/setup$/, Setup],
  [/^#\/alarm-quality$/, AlarmQuality],
  [/^#\/support$/, Support],
  [/^#\/models$/, Models],
  [/^#\/models\/([^/]+)$/, Model],
  [/^#\/packages\/([^/]+)$/, Package],
];
const TABS = [["#/", "overview", "◉"], ["#/devices", "devices", "▤"], ["#/alarms", "alarms", "▲"], ["#/config", "config", "✎"], ["#/more", "more", "☰"]];

const STANDING = 420; // px; a lower screen has no room for a header that stands

/** Says how high the top is, so that the focus never lies under it. */
function useTop() {
  const top = useRef();
  useEffect(() => {
    const tell = () => document.documentElement.style.setProperty("--top", `${innerHeight > STANDING ? top.current.offsetHeight : 0}px`);
    const watch = new ResizeObserver(tell);
    watch.observe(top.current);
    return () => watch.disconnect();
  }, []);
  return top;
}

function Shell() {
  const [where, go] = useState(location.hash || "#/");
  const [, again] = useState(0);
  const [turn, anew] = useState(0);
  const state = useLive();
  const old = useOld();
  const top = useTop();
  page.again = () => { anew((n) => n + 1); scrollTo(0, 0); };
  useEffect(() => {
    const moved = () => { go(location.hash || "#/"); scrollTo(0, 0); };
    addEventListener("hashchange", moved);
    return () => removeEventListener("hashchange", moved);
  }, []);
  document.documentElement.lang = lang() === "zh" ? "zh-CN" : "en";
  const title = state?.gateway ? text(state.gateway.title) : "Fieldbeacon";
  document.title = title;
  const found = PAGES.map(([pattern, page]) => [where.match(pattern), page]).find(([m]) => m) || [["#/"], Overview];
  const Page = found[1];
  const open = (state?.alarms || []).filter((a) => a.needsAcknowledgement && !a.outOfService && !a.shelving).length;
  return html`<a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); document.querySelector("main h1")?.focus(); }}>${t("skip")}</a>
    <div class="top" ref=${top}><header><p class="name" title=${title}>${title}</p>${state?.gateway?.exercise ? html`<span class="badge notice">${t("exercise")}</span>` : null}
      <p id="freshness" class=${old ? "old" : ""} role="status">${t(state ? (old ? "stale" : "live") : "connecting")}</p>
      <button id="language" onClick=${() => { switchLanguage(); again((n) => n + 1); }}>${t("other")}</button></header><${Bars} where=${where} /></div>
    <nav aria-label=${t("pages")}>${TABS.map(([to, word, icon]) => html`<a href=${to} aria-current=${where === to || (to !== "#/" && where.startsWith(to)) ? "page" : undefined}><span aria-hidden="true">${icon}</span>${t(word)}${word === "alarms" && open ? html` <b class="count">${open}<span class="hidden"> ${t("unacknowledged")}</span></b>` : null}</a>`)}</nav>
    <main id="main" class=${old && state ? "stale" : undefined}><${Page} key=${`${where} ${turn}`} args=${[...found[0]].slice(1)} /></main>`;
}

function App() {
  const [welcome, set] = useState(null);
  const [count, again] = useState(0);
  useEffect(() => {
    const l = () => again((n) => n + 1);
    session.listeners.add(l);
    return () => session.listeners.delete(l);
  }, []);
  useEffect(() => { (async () => {
    const w = await get("/welcome").catch((p) => ({ silent: p.status === 0 }));
    if (w.session?.name) session.set(w.session);
    set(w);
    if (w.silent) setTimeout(() => again((n) => n + 1), 5000);
  })(); }, [count]);
  if (!welcome) return html`<p class="wait">…</p>`;
  if (session.user?.mustChange) return html`<${Own} />`;
  if (session.user) return html`${session.lapsed ? html`<${Login} again=${session.user.name} />` : null}<div class="kept" hidden=${session.lapsed}><${Shell} key=${session.user.name} /></div>`;
  if (welcome.silent) return html`<main class="narrow"><section aria-labelledby="silent"><h1 id="silent" role="alert" class="oops">${t("noContact")}</h1><p>${t("noContactAbout")}</p></section></main>`;
  if (welcome.needsFirstAdministrator) return html`<${First} done=${() => set({ ...welcome, needsFirstAdministrator: false })} />`;
  return html`<${Login} />`;
}

render(html`<${App} />`, document.getElementById("app"));
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => { /* Without a certificate that the browser trusts there is none. */ });
