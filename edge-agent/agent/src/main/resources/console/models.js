// Models: what runs, what runs beside it, its last pictures, and packages.
import { html, useState } from "/html.js";
import { t, text, figure, clock, bytes } from "/words.js";
import "/configwords.js";
import "/modelwords.js";
import { get, post, del, upload, session } from "/api.js";
import { draftEdits, set, remove } from "/config.js";
import { useAsk, useDo, Title, Oops, Input, Section, Confirm, Fact, InDraft } from "/parts.js";

const Hash = ({ of }) => html`<span class="mono hash">${of}</span>`;

/** Any tree as a list of names and values, as a card has it. */
export const Tree = ({ of }) => of !== null && typeof of === "object"
  ? (Array.isArray(of) && of.every((v) => v === null || typeof v !== "object") ? of.join(", ") : html`<ul class="tree">${Object.entries(of).map(([k, v]) => html`<li>${Array.isArray(of) ? "" : html`<span class="meta">${k}</span> `}<${Tree} of=${v} /></li>`)}</ul>`)
  : String(of);

export function Models() {
  const [list, problem, again] = useAsk(() => get("/models"), [], 5_000);
  const [shelf, noShelf, look] = useAsk(() => get("/packages"), [], 30_000);
  return html`<${Title} back="#/more">${t("models")}<//><${Oops} problem=${problem || noShelf} />
    <${Section} id="m-work" title=${t("modelsAtWork")}>${list?.models.length ? html`<ul class="list big">${list.models.map((m) => html`<li><a class="tile" href=${`#/models/${m.id}`}><span><b>${text(m.title)}</b><br /><span class="meta">${m.package} ${m.version}${m.shadow ? ` · ${t("beside")}${t("colon")}${m.shadow.version}` : ""}${m.drift.drifted ? ` · ${t("drifted")}` : ""}</span></span></a></li>`)}</ul>` : html`<p class="none">${list ? t("noModels") : "…"}</p>`}<//>
    <${Section} id="m-packages" title=${t("packages")}>${shelf ? html`<p class="meta">${t("trustedKeys")}${t("colon")}${shelf.trustedKeys}</p><ul class="list big">${shelf.packages.map((p) => html`<li><a class="tile" href=${`#/packages/${p.name}`}><span><b>${p.title ? text(p.title) : p.name}</b> <span class=${p.signed ? "state online" : "state offline"}>${p.signed ? t("signedOk") : t("signedBad")}</span><br />
      <span class="meta">${p.name} ${p.version ?? ""} · ${p.uploaded ? t("isUploaded") : t("isShipped")}${p.runs.length ? ` · ${t("runsNow")}${t("colon")}${p.runs.join(", ")}` : ""}${p.beside.length ? ` · ${t("beside")}${t("colon")}${p.beside.join(", ")}` : ""}</span></span></a></li>`)}</ul>` : html`<p class="none">…</p>`}<//>
    ${session.may("technician") ? html`<${Upload} done=${() => { again(); look(); }} />` : null}`;
}

function Upload({ done }) {
  const [file, choose] = useState(null);
  const [taken, take] = useState(null);
  const [run, busy, problem] = useDo();
  const go = (e) => { e.preventDefault(); run(() => upload("/packages", file)).then((p) => { if (p) { take(p); done(); } }); };
  return html`<${Section} id="m-upload" title=${t("upload")}><form onSubmit=${go}><div class="field"><label for="package-file">${t("chooseFile")}</label>
      <input id="package-file" type="file" accept=".zip,.tar,.gz,.tgz" aria-describedby="package-help" onChange=${(e) => { choose(e.target.files[0] ?? null); take(null); }} /><p class="help" id="package-help">${t("uploadHelp")}</p></div>
    <${Oops} problem=${problem} />${taken ? html`<p class="done" role="status">${t("uploadedWord")}: <a href=${`#/packages/${taken.name}`}>${taken.name}</a></p>` : null}
    <button class="primary wide" id="upload" disabled=${busy || !file}>${busy ? t("uploading") : t("upload")}</button></form><//>`;
}

export function Package({ args: [name] }) {
  const [p, problem] = useAsk(() => get(`/packages/${name}`), [name]);
  const [leaving, leave] = useState(false);
  const [run, busy, oops] = useDo();
  if (!p) return html`<${Title} back="#/models">${name}<//><${Oops} problem=${problem} />`;
  const card = p.card ?? {};
  return html`<${Title} back="#/models">${p.title ? text(p.title) : name}<//>
    <section aria-label=${t("cardWord")}><dl class="facts"><${Fact} name=${t("modelWord")}>${p.package ?? name} ${p.version ?? ""}<//><${Fact} name=${t("seal")} bad=${!p.signed}>${p.signed ? t("signedOk") : p.problem}<//>
      ${p.task ? html`<${Fact} name=${t("taskWord")}>${t("tasks")[p.task] ?? p.task}${t("comma")}${bytes(p.bytes)}<//>` : null}<${Fact} name=${t("licenceWord")}>${card.licence ? html`<span lang="en">${card.licence}</span>` : "–"}<//>
      ${p.runs.length || p.beside.length ? html`<${Fact} name=${t("usedByModels")}>${[...p.runs, ...p.beside].map((m) => html`<a href=${`#/models/${m}`}>${m}</a> `)}<//>` : null}</dl>
      ${p.sha256 ? html`<p class="meta">${t("modelHash")} <${Hash} of=${p.sha256} /></p>` : null}</section>
    ${card.limits ? html`<${Section} id="k-limits" title=${t("limitsOf")}><ul>${card.limits.map((l) => html`<li>${l.zh ? text(l) : String(l)}</li>`)}</ul><//>` : null}
    ${card.metrics ? html`<${Section} id="k-metrics" title=${t("metrics")}><details><summary>${t("table")}</summary><div lang="en"><${Tree} of=${card.metrics} /></div></details><//>` : null}
    <section aria-label=${t("cardWord")}><details><summary>${t("cardWord")}</summary><pre tabindex="0">${JSON.stringify(card, null, 1)}</pre></details></section>
    ${p.uploaded && session.may("technician") ? html`<p class="buttons"><button class="danger" disabled=${busy} onClick=${() => leave(true)}>${t("removePackage")}</button></p>` : null}<${Oops} problem=${oops} />
    ${leaving ? html`<${Confirm} danger title=${`${t("removePackage")}${t("colon")}${name}`} yes=${t("remove")} onYes=${() => { leave(false); run(() => del(`/packages/${name}`)).then((d) => { if (d) location.hash = "#/models"; }); }} onNo=${() => leave(false)} />` : null}`;
}

export function Model({ args: [id] }) {
  const [count, tick] = useState(0);
  const [list, problem, again] = useAsk(() => get("/models"), [count], 5_000);
  const [asking, ask] = useState("");
  const [run, busy, oops] = useDo();
  const m = list?.models.find((x) => x.id === id);
  if (!m) return html`<${Title} back="#/models">${id}<//>${list ? html`<p class="none">${t("noModels")}</p>` : html`<${Oops} problem=${problem} />`}`;
  const may = session.may("technician");
  const go = (work) => { ask(""); run(work).then(() => { again(); setTimeout(() => tick((n) => n + 1), 3000); }); };
  const none = Object.entries(m.none);
  return html`<${Title} back="#/models">${text(m.title)}<//>
    <${Section} id="w-now" title=${t("runsNow")}><dl class="facts"><${Fact} name=${t("packageWord")}><a href=${`#/packages/${m.package}`}>${m.package}</a> ${m.version}${m.promoted ? html` <span class="badge notice">${t("promotedWord")}</span>` : null}<//>
      <${Fact} name=${t("taskWord")}>${t("tasks")[m.task] ?? m.task} · ${m.points.join(", ")}<//><${Fact} name=${t("answersWord")}>${m.answers}${m.unsure ? ` · ${t("unsureWord")} ${m.unsure}` : ""}<//>
      ${none.length ? html`<${Fact} name=${t("noAnswer")}>${none.map(([k, v]) => `${t("noneWords")[k] ?? k} ${v}`).join(t("listComma"))}<//>` : null}<${Fact} name=${t("p99")}>${figure(m.p99Ms)} ms<//>
      <${Fact} name=${t("drift")} bad=${m.drift.drifted}>${m.drift.features.length ? (m.drift.drifted ? t("drifted") : t("notDrifted")) : t("driftNone")}<//></dl>
      ${m.drift.features.length ? html`<details><summary>${t("drift")}</summary><ul class="list">${m.drift.features.map((f) => html`<li class="row"><span>${t("featureWords")[f.id] ?? f.id}</span><b>${f.departure} / ${m.drift.limit}</b><span class="meta">${t("sigmas")}</span></li>`)}</ul></details>` : null}
      <p class="meta">SHA-256 <${Hash} of=${m.sha256} /></p>${m.promotionAsked && !m.promoted ? html`<p class="done" role="status">${t("promotionComing")}</p>` : null}
      ${may && (m.promoted || m.promotionAsked) ? html`<p class="buttons"><button id="roll-back" disabled=${busy} onClick=${() => ask("back")}>${t("rollBack")}</button></p>` : null}<//>
    <${Beside} m=${m} may=${may} busy=${busy} ask=${ask} />
    <${Oops} problem=${oops} />
    ${asking === "promote" ? html`<${Confirm} title=${t("promoteAsk")} yes=${t("promote")} onYes=${() => go(() => post(`/models/${id}/promote`, { sha256: m.shadow.sha256 }))} onNo=${() => ask("")}><p>${t("promoteAbout")}</p><p class="mono hash">${m.shadow.sha256}</p><//>` : null}
    ${asking === "back" ? html`<${Confirm} title=${t("rollBackAsk")} yes=${t("rollBack")} onYes=${() => go(() => post(`/models/${id}/rollback`))} onNo=${() => ask("")} />` : null}
    ${m.hasPictures ? html`<${Pictures} id=${id} />` : null}`;
}

function Beside({ m, may, busy, ask }) {
  const [shelf] = useAsk(() => get("/packages"), []);
  const [c, noConfig, again] = useAsk(() => get("/config"), []);
  const [name, choose] = useState("");
  const [run, editing, problem, done] = useDo();
  const fit = (shelf?.packages || []).filter((p) => p.signed && p.task === m.task && !p.runs.includes(m.id));
  const b = m.shadow;
  return html`<${Section} id="w-beside" title=${t("beside")}><p class="meta">${t("besideAbout")}</p>
    ${b ? html`<dl class="facts"><${Fact} name=${t("packageWord")}>${b.package} ${b.version}<//><${Fact} name=${t("askedWord")}>${b.asked}<//><${Fact} name=${t("agreement")} bad=${b.agreement !== null && b.agreement < 0.9}>${b.agreement === null ? "–" : `${figure(b.agreement * 100)} %`}<//>
        <${Fact} name=${t("difference")}>${figure(b.meanDifference)}<//><${Fact} name=${t("takes")}>${figure(b.meanMs)} ms<//>${b.failed ? html`<${Fact} name=${t("failedCount")} bad>${b.failed}<//>` : null}${b.stopped ? html`<${Fact} name=${t("stoppedWord")} bad>${b.stopped}<//>` : null}</dl>
      <p class="meta">SHA-256 <${Hash} of=${b.sha256} /></p>
      ${may ? html`<p class="buttons">${m.promoted || b.stopped ? null : html`<button id="promote" class="primary" disabled=${busy} onClick=${() => ask("promote")}>${t("promote")}</button>`}
        ${m.promoted ? null : html`<button disabled=${editing || !c} onClick=${() => run(() => draftEdits([remove(["models", m.id, "shadow"])], c))}>${t("stopBeside")}</button>`}</p>` : null}` : html`<p class="none">${t("noBeside")}</p>`}
    ${may && !b && fit.length ? html`<form onSubmit=${(e) => { e.preventDefault(); run(() => draftEdits([set(["models", m.id, "shadow"], name || fit[0].name)], c)); }}>
      <${Input} name="shadow" label=${t("choosePackage")} value=${name || fit[0].name} set=${choose} options=${fit.map((p) => [p.name, `${p.name} ${p.version}`])} /><button id="run-beside" disabled=${editing || !c}>${t("runBeside")}</button></form>` : null}
    <${Oops} problem=${noConfig} again=${again} /><${Oops} problem=${problem} /><${InDraft} is=${done} /><//>`;
}

function Pictures({ id }) {
  const [got, problem] = useAsk(() => get(`/models/${id}/pictures`), [id], 5_000);
  return html`<${Section} id="w-pictures" title=${t("lastPictures")}><${Oops} problem=${problem} />${got?.pictures.length ? html`<ul class="pictures">${got.pictures.map((p) => {
    const best = p.scores.find((s) => s.label === p.best);
    const said = best ? `${text(best.title)} ${Math.round(best.value * 100)} %` : p.nothing ?? "";
    return html`<li key=${p.id}><img src=${`/api/v1/models/${id}/pictures/${p.id}`} alt=${`${t("pictureOf")}: ${said}`} loading="lazy" width="320" height="180" />
      <p><b>${said}</b>${best && !p.sure ? html` <span class="badge notice">${t("notSure")}</span>` : null}<br /><span class="meta">${clock(Date.parse(p.at))} · ${t("sights")[p.sight] ?? p.sight}${p.credible ? "" : ` · ${t("notCredible")}`}</span></p>
      <details><summary>${t("scores")}</summary><ul class="list">${[...p.scores].sort((a, b) => b.value - a.value).map((s) => html`<li class="row"><span>${text(s.title)}</span><b>${s.value}</b></li>`)}</ul></details></li>`;
  })}</ul>` : html`<p class="none">${t("noPictures")}</p>`}<//>`;
}
