// What pages are made of: hooks, badges, fields, a confirmation.
import { html, useState, useEffect, useRef } from "/html.js";
import { t, text, age } from "/words.js";
import { live } from "/api.js";

export function useLive() {
  const [, again] = useState(0);
  useEffect(() => {
    const l = () => again((n) => n + 1);
    live.listeners.add(l);
    return () => live.listeners.delete(l);
  }, []);
  return live.state;
}

/** Draws again every so often, for ages and countdowns. */
export function useTicks(ms) {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), ms);
    return () => clearInterval(timer);
  }, [ms]);
}

/** Asks once, and again when a key changes; [answer, problem, askAgain]. */
export function useAsk(ask, keys) {
  const [got, set] = useState({});
  const [count, again] = useState(0);
  useEffect(() => {
    let current = true;
    ask().then((answer) => current && set({ answer })).catch((problem) => current && set((old) => ({ answer: old.answer, problem })));
    return () => { current = false; };
  }, [...keys, count]);
  return [got.answer, got.problem, () => again((n) => n + 1)];
}

/** Runs what a button asks for: [run, isBusy, problem, done]. */
export function useDo() {
  const [how, set] = useState({});
  const run = async (work) => {
    set({ busy: true });
    try {
      const answer = await work();
      set({ done: true });
      return answer;
    } catch (problem) {
      set({ problem });
      return undefined;
    }
  };
  return [run, !!how.busy, how.problem, !!how.done];
}

export const Badge = ({ level, children }) => html`<span class=${`badge ${level}`}>${children ?? t("levels")[level] ?? level}</span>`;
export const Flag = ({ flag }) => html`<span class=${`flag f${flag}`}>${t("flags")[flag] ?? flag}</span>`;
export const Age = ({ at }) => { useTicks(1000); return html`<span>${at ? age(at, live.now()) : t("never")}</span>`; };
export const Oops = ({ problem }) => problem ? html`<p class="oops" role="alert">${problem.message}</p>` : null;

/** A labelled field; its refusal stands beside it. */
export function Input({ label, name, value, set, type = "text", help, problem, options, ...more }) {
  const wrong = problem?.fields?.[name];
  const id = `f-${name}`;
  const about = [help && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
  const common = { id, name, "aria-describedby": about, "aria-invalid": wrong ? "true" : undefined, ...more };
  const onInput = (e) => set(type === "checkbox" ? e.target.checked : e.target.value);
  let control;
  if (options) control = html`<select ...${common} value=${value} onChange=${onInput}>${options.map(([v, l]) => html`<option value=${v} selected=${v === value}>${l}</option>`)}</select>`;
  else if (type === "area") control = html`<textarea ...${common} value=${value} onInput=${onInput}></textarea>`;
  else if (type === "checkbox") {
    const box = html`<div class="field check"><input type="checkbox" ...${common} checked=${value} onChange=${onInput} /><label for=${id}>${label}</label></div>`;
    return help || wrong ? html`<div>${box}${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}${wrong && html`<p class="oops" id=${`${id}-wrong`}>${t("wanted")}:${wrong}</p>`}</div>` : box;
  }
  else control = html`<input type=${type} ...${common} value=${value} onInput=${onInput} />`;
  return html`<div class=${wrong ? "field wrong" : "field"}><label for=${id}>${label}</label>${control}
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    ${wrong && html`<p class="oops" id=${`${id}-wrong`}>${t("wanted")}:${wrong}</p>`}</div>`;
}

/** A dialog that asks before something happens. */
export function Confirm({ title, children, yes, onYes, onNo, danger }) {
  const box = useRef();
  useEffect(() => { box.current.showModal(); }, []);
  return html`<dialog ref=${box} aria-labelledby="confirm-title" onCancel=${(e) => { e.preventDefault(); onNo(); }}>
    <h2 id="confirm-title">${title}</h2>${children}
    <p class="buttons"><button class=${danger ? "danger" : "primary"} onClick=${onYes}>${yes}</button> <button onClick=${onNo}>${t("cancel")}</button></p>
  </dialog>`;
}

export const Title = ({ children, back }) => {
  const ref = useRef();
  useEffect(() => { ref.current?.focus(); }, []);
  return html`<div class="title">${back && html`<a class="back" href=${back} aria-label=${t("back")}>‹</a>`}<h1 tabindex="-1" ref=${ref}>${children}</h1></div>`;
};
export const Section = ({ title, children, id }) => html`<section aria-labelledby=${id}><h2 id=${id}>${title}</h2>${children}</section>`;
export const say = (both) => text(both);
