// Configuration as a transaction: draft, plan in words, trial, history.
import { html, useState } from "/html.js";
import { t, text, clock } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import "/placewords.js";
import "/pagewords.js";
import { ruleKind } from "/schemawords.js";
import { Remove } from "/removal.js";
import { get, post, put, del, session } from "/api.js";
import { useLive, useAsk, useDo, Title, Oops, Pending, Section, Confirm, page } from "/parts.js";
import { over, match, otherwise, Theirs } from "/meanwhile.js";
import { merged } from "/merge.js";

export function Config() {
  const s = useLive();
  const [c, problem, again, take] = useAsk(() => get("/config"), [s?.config?.tag, s?.config?.changedByHand, !!s?.config?.trial]);
  const [run, busy, oops] = useDo();
  const [asking, ask] = useState("");
  if (!c) return html`<${Title}>${t("config")}<//><${Pending} asks=${[[c, problem, again]]} />`;
  const change = (work) => { ask(""); return run(work).then((now) => (now?.tree ? take(now) : again())); };
  const may = session.may("technician") && !s?.config?.trial;
  const pending = c.isDraft || c.changedByHand;
  return html`<${Title}>${t("config")}<//><${Oops} problem=${problem} again=${again} />
    ${s?.config?.reverted ? html`<p class="oops" role="status">${t("revertedWord")}${text(s.config.reverted)}</p>` : null}
    <${Section} id="c-plan" title=${pending ? t("planned") : t("draft")}>
      ${c.isDraft ? html`<p class="meta">${t("draftBy")} ${c.by}${t("comma")}${clock(Date.parse(c.at))}</p>` : null}
      ${c.changedByHand && !c.isDraft ? html`<p class="detail">${t("byHand")}</p>` : null}${c.outdated && !s?.config?.trial ? html`<p class="oops">${t("outdated")}</p>` : null}
      ${pending ? (c.plan.length ? html`<ul class="list plan">${c.plan.map((p) => html`<li><p>${text(p.sentence)}</p>${c.isDraft && may ? html`<p class="buttons"><button class="undo" data-path=${p.path.join("/")} disabled=${busy} aria-label=${`${t("undoChange")}${t("colon")}${text(p.place)}`} onClick=${() => change(() => over(c, (headers) => post("/config/undo", { path: p.path }, headers)))}>${t("undoChange")}</button></p>` : null}</li>`)}</ul>` : html`<p class="none">${t("noChange")}</p>`) : html`<p class="none">${t("noDraft")}</p>`}
      ${c.problems.length ? html`<h3 class="oops">${t("wrong")}</h3><ul class="list">${c.problems.map((p) => html`<li class="detail"><span class="mono">${t("lineWord")} ${p.line}</span> ${text(p.where)}${t("colon")}${p.got} → ${p.wanted}</li>`)}</ul>` : null}
      <${Oops} problem=${oops} again=${oops?.status === 412 ? () => change(() => get("/config")) : undefined} />${oops?.body?.errors ? html`<ul class="list">${oops.body.errors.map((e) => html`<li class="detail">${text(e.wanted)}</li>`)}</ul>` : null}
      ${pending && may ? html`<p class="buttons"><button id="apply" class="primary" disabled=${busy || c.problems.length > 0} onClick=${() => ask("apply")}>${t("apply")}</button>
        ${c.isDraft ? html`<button id="drop" disabled=${busy} onClick=${() => ask("drop")}>${t("drop")}</button>` : null}</p>` : null}<//>
    ${asking === "apply" ? html`<${Confirm} title=${t("apply")} yes=${t("apply")} onYes=${() => change(() => { page.applied = performance.now(); return over(c, (headers) => post("/config/apply", { confirmSeconds: 120 }, headers)); })} onNo=${() => ask("")}><p>${t("applyAbout")}</p><//>` : null}
    ${asking === "drop" ? html`<${Confirm} danger title=${t("dropAsk")} yes=${t("drop")} onYes=${() => change(() => over(c, (headers) => del("/config/draft", headers)))} onNo=${() => ask("")} />` : null}
    ${may ? html`<section aria-label=${t("change")}><ul class="list"><li><a class="tile" href="#/config/site">${t("sitePage")}</a></li><li><a class="tile" href="#/config/device">${t("addDevice")}</a></li><li><a class="tile" href="#/config/scan">${t("scan")}</a></li><li><a class="tile" href="#/config/import">${t("importDevice")}</a></li><li><a class="tile" href="#/config/rule">${t("addRule")}</a></li><li><a class="tile" href="#/config/uplink">${t("uplinkSetup")}</a></li></ul></section>` : null}
    <${Parts} c=${c} may=${may} busy=${busy} took=${take} />
    <${Text} c=${c} may=${may} change=${change} />
    <${History} c=${c} may=${may} change=${change} />`;
}

const whereOf = (l) => `${t("linkKinds")[l.type] || l.type} · ${l.host || l.device || l.url || l.interface || l.path || l.file || ""} ${l.port || l.baud || ""}`;
const PARTS = [["devices", (d) => `#/config/device/${encodeURIComponent(d.name)}`, (d) => [d.profile, d.link].filter(Boolean).join(" · ")], ["links", (l) => `#/config/link/${encodeURIComponent(l.name)}`, whereOf], ["rules", (r) => `#/rules/${encodeURIComponent(r.id)}`, (r) => [ruleKind(r.type), r.point].filter(Boolean).join(" · ")], ["outputs", (o) => `#/outputs/${encodeURIComponent(o.id)}`, (o) => o.point || ""]];
const MOST_SHOWN = 6;

/** What the draft is made of, or the site when there is no draft: each part leads to its form and can be removed. */
function Parts({ c, may, busy, took }) {
  const entry = (list, form, about) => (e) => {
    const name = e.id ?? e.name;
    return html`<li key=${name} data-part=${`${list}/${name}`}><a class="tile" href=${form(e)}><span><b>${e.title ? text(e.title) : name}</b> <span class="meta">${e.title ? `${name} · ` : ""}${about(e)}</span></span></a>${may ? html`<${Remove} c=${c} list=${list} name=${name} label=${e.title ? text(e.title) : name} then=${took} disabled=${busy} />` : null}</li>`;
  };
  return PARTS.map(([list, form, about]) => {
    const all = (Array.isArray(c.tree[list]) ? c.tree[list] : []).filter((e) => e && (e.id || e.name));
    return html`<section aria-labelledby=${`c-${list}`} key=${list}><h2 id=${`c-${list}`}>${t(list)} (${all.length})</h2>${all.length ? html`<ul class="list parts">${all.slice(0, MOST_SHOWN).map(entry(list, form, about))}</ul>${all.length > MOST_SHOWN ? html`<details><summary>${t("furtherParts")(all.length - MOST_SHOWN)}</summary><ul class="list parts">${all.slice(MOST_SHOWN).map(entry(list, form, about))}</ul></details>` : null}` : html`<p class="none">${t("none")}</p>`}</section>`;
  });
}

/** The file itself. What is typed stays, with the etag of what it was typed over, whoever changes the draft meanwhile. */
function Text({ c, may, change }) {
  const [mine, type] = useState(null);
  const isOld = !!mine && mine.etag !== c.etag;
  // One that has become old meanwhile says so itself, once the new one is here.
  const save = () => change(() => put("/config/text", { text: mine.text }, match(mine)).then((now) => { type(null); return now; }, (problem) => { if (problem.status !== 412) throw problem; }));
  return html`<section aria-labelledby="c-text"><details><summary id="c-text">${t("fileText")}</summary>
    <label class="hidden" for="site-text">${t("fileText")}</label><textarea id="site-text" class="file" rows="24" spellcheck=${false} readonly=${!may} value=${mine ? mine.text : c.text} onInput=${(e) => type({ ...(mine ?? { etag: c.etag, base: c.text }), text: e.target.value })}></textarea>
    ${isOld ? html`<${OldText} c=${c} mine=${mine} type=${type} />` : null}
    ${may ? html`<p class="buttons"><button id="save-text" disabled=${!mine || isOld || mine.text === c.text} onClick=${save}>${t("saveDraft")}</button></p>` : null}</details></section>`;
}

/** Of what was typed over a text that is no more: it is put together with the new one where both changed other lines, or stands as a whole, or is dropped. */
function OldText({ c, mine, type }) {
  const [theirs, problem, again] = useAsk(() => otherwise({ text: mine.base }), [mine.base, c.etag]);
  const both = merged(mine.base, mine.text, c.text);
  const on = (text) => type({ etag: c.etag, base: c.text, text });
  return html`<div class="oops changed" role="alert" id="text-changed"><p>${t("notOverwritten")}</p>${theirs ? html`<${Theirs} all=${theirs} />` : null}<${Oops} problem=${problem} again=${again} />
    ${both === null ? html`<p>${t("sameLines")}</p>` : null}
    <p class="buttons">${both === null ? html`<button type="button" class="whole danger" onClick=${() => on(mine.text)}>${t("mineWhole")}</button>` : html`<button type="button" class="on-top primary" onClick=${() => on(both)}>${t("mineOnTop")}</button>`}
      <button type="button" class="load-again" onClick=${() => type(null)}>${t("dropMine")}</button></p></div>`;
}

function History({ c, may, change }) {
  const [replacing, replace] = useState(null);
  const restore = (v) => { replace(null); change(() => over(c, (headers) => post(`/config/history/${v}/restore`, { replace: c.isDraft }, headers))); };
  const [h, problem, again] = useAsk(() => get("/config/history"), [c.etag, c.isDraft]);
  return html`<${Section} id="c-history" title=${t("history")}><${Oops} problem=${problem} again=${again} /><ul class="list">${(h?.versions || []).map((v, i) => html`<li><b>${t("version")} ${v.id}</b> <span class="meta">${clock(Date.parse(v.at))} ${v.by} ${t(v.note)}</span>
    ${v.plan.length ? html`<details><summary>${t("changesIn")(v.plan.length)}</summary><ul class="list">${v.plan.map((p) => html`<li>${text(p.sentence)}</li>`)}</ul></details>` : null}
    ${may && i > 0 ? html`<p class="buttons"><button onClick=${() => c.isDraft ? replace(v.id) : restore(v.id)}>${t("restore")}</button></p>` : null}</li>`)}</ul>
    ${replacing === null ? null : html`<${Confirm} danger title=${`${t("restore")}${t("colon")}${t("version")} ${replacing}`} yes=${t("replaceDraft")} onYes=${() => restore(replacing)} onNo=${() => replace(null)}><p>${t("replaceDraftAbout")} ${c.by}${t("comma")}${clock(Date.parse(c.at))}</p><//>`}<//>`;
}

/** Puts edits into the draft that a page was made from. */
export const draftEdits = (edits, seen) => over(seen, (headers) => post("/config/edits", { edits }, headers), { edits });
export const set = (path, value) => ({ op: "set", path, value });
export const add = (path, value) => ({ op: "add", path, value });
export const remove = (path) => ({ op: "remove", path });
