// What pages are made of: hooks, badges, fields, a confirmation.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, age, figure, lang } from "/words.js";
import "/pagewords.js";
import { get, live } from "/api.js";
import { Meanwhile } from "/meanwhile.js";

export function useLive() {
  const [, again] = useState(0);
  const drawn = live.heardAt;
  useEffect(() => {
    const l = () => again((n) => n + 1);
    live.listeners.add(l);
    if (live.heardAt !== drawn) l(); // Between the drawing and this.
    return () => live.listeners.delete(l);
  }, []);
  return live.state;
}

/** Whether what the page shows is out of date; known at once when a sleeping phone is taken up again. */
export function useOld() {
  const [old, set] = useState(live.isOld());
  useEffect(() => {
    const look = () => set(live.isOld());
    const timer = setInterval(look, 1000);
    live.listeners.add(look);
    look(); // Something may have been heard between the drawing and this.
    document.addEventListener("visibilitychange", look);
    return () => { clearInterval(timer); live.listeners.delete(look); document.removeEventListener("visibilitychange", look); };
  }, []);
  return old;
}

/** Draws again every so often, for ages and countdowns. */
export function useTicks(ms) {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** Asks once, again when a key changes, `every` so many milliseconds after an answer, and after a failure once there is contact again; [answer, problem, askAgain, takeAnswer]. */
export function useAsk(ask, keys, every = 0) {
  const [got, set] = useState({});
  const [count, again] = useState(0);
  useEffect(() => {
    let current = true, timer;
    const go = () => ask().then((answer) => current && set({ answer })).catch((problem) => current && set((old) => ({ answer: old.answer, problem }))).then(() => { if (current && every) timer = setTimeout(go, every); });
    go();
    return () => { current = false; clearTimeout(timer); };
  }, [...keys, count, every]);
  useEffect(() => {
    if (got.problem?.status !== 0) return undefined;
    const heard = () => { live.listeners.delete(heard); again((n) => n + 1); };
    live.listeners.add(heard);
    return () => live.listeners.delete(heard);
  }, [got.problem]);
  return [got.answer, got.problem, () => again((n) => n + 1), (answer) => set({ answer })];
}

/** Where the focus goes after `from` has done its work: to the first field that was refused; else it stays, or goes to the heading when its button is gone. */
function refocus(from, refused) {
  const wrong = refused && document.querySelector("main [aria-invalid=true]");
  if (wrong) return wrong.focus();
  if (document.activeElement && document.activeElement !== document.body) return undefined;
  if (from?.isConnected && !from.disabled && from !== document.body) return from.focus({ preventScroll: true });
  return document.querySelector("main h1")?.focus({ preventScroll: true });
}
const drawn = (then) => requestAnimationFrame(() => setTimeout(then, 0));

/** The draft, while there is one. */
export const useDraft = (s) => useAsk(() => (s?.config?.draft ? get("/config") : Promise.resolve(null)), [!!s?.config?.draft, s?.config?.tag])[0] || null;

/** Runs what a button asks for: [run, isBusy, problem, done, changed]; what was done is not so any more once something has `changed`. */
export function useDo() {
  const [how, set] = useState({});
  const run = async (work) => {
    const from = document.activeElement;
    set({ busy: true });
    try {
      const answer = await work();
      set({ done: true });
      drawn(() => refocus(from, false));
      return answer;
    } catch (problem) {
      set({ problem });
      drawn(() => refocus(from, !!problem.fields && Object.keys(problem.fields).length > 0));
      return undefined;
    }
  };
  return [run, !!how.busy, how.problem, !!how.done, () => set((old) => (old.done ? {} : old))];
}

/** A title in both languages: the one that was left empty is as the other. */
export const inBoth = ({ zh = "", en = "" }) => ({ zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() });
/** A name and what stands for it, in a list of them. */
export const Fact = ({ name, children, bad }) => html`<div class=${bad ? "fact bad" : "fact"}><dt>${name}</dt><dd>${children}</dd></div>`;
/** What was written stands in the draft now: the way to where it is applied. */
export const InDraft = ({ is }) => (is ? html`<p role="status" class="done">${t("inDraft")} <a class="go-config" href="#/config">${t("config")}</a></p>` : null);
export const Badge = ({ level, children }) => html`<span class=${`badge ${level}`}>${children ?? t("levels")[level] ?? level}</span>`;
export const Flag = ({ flag }) => html`<span class=${`flag f${flag}`}>${t("flags")[flag] ?? flag}</span>`;
const TWO = { "switch-state": ["off", "on"], "contact-state": ["contactOpen", "contactClosed"] };
/** A reading as people read it: a switch is on or off, a contact closed or open. */
export const shown = (p, value = p.value) => (TWO[p.property] && (value === 0 || value === 1) ? t(TWO[p.property][value]) : figure(value, p.unit));
/** Whether a point says nothing that can be relied on. */
export const isLost = (p) => !p.at || p.value === null || p.value === undefined || p.flag === 4 || p.flag === 9;
/** What a point said last that could be relied on, and when; only while it says nothing that can. */
export const LastGood = ({ p }) => (!isLost(p) ? null : p.trusted ? html`<span class="last-good">${t("lastGood")} <b>${shown(p, p.trusted.value)}</b> · <${Age} at=${p.trusted.at} /></span>` : html`<span class="last-good">${t("neverGood")}</span>`);
export const Age = ({ at }) => { useTicks(1000); return html`<span>${at ? age(at, live.now()) : t("never")}</span>`; };

/** The page that is open, which the shell can load anew; `applied`: when a change was applied here. */
export const page = { again() {}, applied: -Infinity };

/** Why not. */
export function Oops({ problem, again }) {
  if (!problem) return null;
  if (problem.status === 412) return html`<${Meanwhile} key=${problem} problem=${problem} again=${again} />`;
  return html`<p class="oops" role="alert">${problem.message}${again ? html` <button type="button" class="try-again" onClick=${again}>${t("tryAgain")}</button>` : null}</p>`;
}

/** Stands in the place of a page until what it asks for is there: why it is not, and a way to ask again. */
export function Pending({ asks }) {
  const failed = asks.filter(([, problem]) => problem);
  return failed.length ? html`<${Oops} problem=${failed[0][1]} again=${() => failed.forEach(([, , again]) => again())} />` : html`<p class="none">…</p>`;
}

const SENTENCE = { zh: /^(请|不得|不是|已有|没有|还没有|此|再写|填|备份|压缩包|文件名|清单|第 )|要一起填|[。；]/, en: /^(there is|not |got |fill|line )/i };
/** What is wanted of a field: a thing after its word, a sentence by itself. */
export const refusal = (wanted) => (SENTENCE[lang()].test(wanted) ? wanted : `${t("wanted")}${t("colon")}${wanted}`);

/** Typed with wet hands, it can be looked at. */
function Secret({ common, label, value, onInput }) {
  const [open, show] = useState(false);
  return html`<div class="secret"><input type=${open ? "text" : "password"} autocapitalize="none" spellcheck=${false} ...${common} value=${value} onInput=${onInput} />
    <button type="button" class="eye" aria-pressed=${open} aria-label=${`${t("showTyped")}${t("colon")}${label}`} onClick=${() => show(!open)}>${t(open ? "hideIt" : "showIt")}</button></div>`;
}

/** A labelled field; its refusal stands beside it until it is edited. */
export function Input({ label, name, id: own, value, set, type = "text", help, problem, options, ...more }) {
  const [edited, edit] = useState(null);
  const wrong = edited === problem ? undefined : problem?.fields?.[name];
  const id = own ?? `f-${name}`;
  const about = [help && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
  const common = { id, name, "aria-describedby": about, "aria-invalid": wrong ? "true" : undefined, ...more };
  const onInput = (e) => { edit(problem); set(type === "checkbox" ? e.target.checked : e.target.value); };
  let control;
  if (options) control = html`<select ...${common} value=${value} onChange=${onInput}>${options.map(([v, l]) => html`<option value=${v} selected=${v === value}>${l}</option>`)}</select>`;
  else if (type === "area") control = html`<textarea ...${common} value=${value} onInput=${onInput}></textarea>`;
  else if (type === "checkbox") {
    const box = html`<div class="field check"><input type="checkbox" ...${common} checked=${value} onChange=${onInput} /><label for=${id}>${label}</label></div>`;
    return help || wrong ? html`<div>${box}${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}${wrong && html`<p class="oops" id=${`${id}-wrong`}>${refusal(wrong)}</p>`}</div>` : box;
  }
  else if (type === "password") control = html`<${Secret} common=${common} label=${label} value=${value} onInput=${onInput} />`;
  else control = html`<input type=${type} ...${common} value=${value} onInput=${onInput} />`;
  return html`<div class=${wrong ? "field wrong" : "field"}><label for=${id}>${label}</label>${control}
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    ${wrong && html`<p class="oops" id=${`${id}-wrong`}>${refusal(wrong)}</p>`}</div>`;
}

/** A dialog that asks before something happens, or, without `onYes`, tells why it cannot; the focus goes back where it was. */
export function Confirm({ title, children, yes, onYes, onNo, danger }) {
  const box = useRef();
  useEffect(() => {
    const from = document.activeElement;
    box.current.showModal();
    return () => drawn(() => refocus(from, false));
  }, []);
  return html`<dialog ref=${box} aria-labelledby="confirm-title" onCancel=${(e) => { e.preventDefault(); onNo(); }}>
    <h2 id="confirm-title">${title}</h2>${children}
    <p class="buttons">${onYes ? html`<button type="button" class=${danger ? "danger" : "primary"} onClick=${onYes}>${yes}</button> ` : null}<button type="button" onClick=${onNo}>${t(onYes ? "cancel" : "back")}</button></p>
  </dialog>`;
}

export const Title = ({ children, back }) => {
  const ref = useRef();
  useEffect(() => { ref.current?.focus(); }, []);
  return html`<div class="title">${back && html`<a class="back" href=${back} aria-label=${t("back")}>‹</a>`}<h1 tabindex="-1" ref=${ref}>${children}</h1></div>`;
};
export const Section = ({ title, children, id }) => html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${children}</section>`;
