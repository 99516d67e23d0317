// The API, and the live state of the site.
import { lang, wide } from "/words.js";

const BASE = "/api/v1";
let csrf = "";

/** JSON in which `detail` is read in the language of the page where there is a `detail-zh` beside it; the page's language may change later. */
const read = (text) => JSON.parse(text, (_, v) => {
  if (v && typeof v === "object" && !Array.isArray(v)) for (const key of Object.keys(v)) {
    const base = key.endsWith("-zh") ? key.slice(0, -3) : null;
    if (base && base in v) { const zh = v[key], en = v[base]; Object.defineProperty(v, base, { enumerable: true, get: () => (lang() === "zh" ? wide(zh) : en) }); }
  }
  return v;
});

/** Why a request was not obeyed, in the user's language; `fields` by name. */
export class Problem extends Error {
  constructor(status, body) {
    super((lang() === "zh" && body["detail-zh"] && wide(body["detail-zh"])) || body.detail || String(status));
    this.status = status;
    this.body = body;
    this.fields = Object.fromEntries((body.errors || []).map((e) => [e.field, lang() === "zh" ? wide(e.wanted.zh) : e.wanted.en]));
  }
}

async function ask(method, path, body, headers = {}) {
  let answer;
  try {
    answer = await fetch(BASE + path, {
      method,
      headers: { "accept-language": lang() === "zh" ? "zh-CN" : "en", ...(method === "GET" ? {} : { "x-csrf-token": csrf, "content-type": body instanceof Blob ? "application/octet-stream" : "application/json" }), ...headers },
      body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
    });
  } catch {
    throw new Problem(0, { detail: "no contact with the gateway", "detail-zh": "连接不上网关" });
  }
  const type = answer.headers.get("content-type") || "";
  const text = await answer.text();
  const json = type.includes("json") && text ? read(text) : {};
  if (!answer.ok) {
    if (answer.status === 401 && session.user && path !== "/session") session.lapse();
    throw new Problem(answer.status, json);
  }
  if (answer.headers.get("etag")) json.etag = answer.headers.get("etag");
  return json;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}, headers) => ask("POST", path, body, headers);
/** A file as it is. */
export const upload = (path, file) => ask("POST", path, file);
export const put = (path, body, headers) => ask("PUT", path, body, headers);
export const del = (path, headers) => ask("DELETE", path, undefined, headers);

/** Who is signed in. */
export const session = {
  user: null,
  /** Whether the session is over and its user has not come in again; the page is kept meanwhile, with what was typed. */
  lapsed: false,
  listeners: new Set(),
  set(user) {
    this.user = user;
    this.lapsed = false;
    csrf = user ? user.csrf : "";
    if (user && !user.mustChange) live.open(); else live.close();
    for (const l of this.listeners) l();
  },
  lapse() {
    if (!this.user || this.lapsed) return;
    this.lapsed = true;
    live.close();
    for (const l of this.listeners) l();
  },
  may(role) {
    const order = ["viewer", "technician", "administrator"];
    return !!this.user && order.indexOf(this.user.role) >= order.indexOf(role);
  },
};

/** The state of the site as it was last heard, and when that was. */
export const live = {
  state: null,
  heardAt: -Infinity,
  heardWall: -Infinity,
  /** When the state itself was last heard. */
  stateAt: -Infinity,
  openedAt: -Infinity,
  serverOffset: 0,
  knowsOffset: false,
  source: null,
  /** Doubled each time that the gateway refuses the stream: too many pages listen. */
  patience: 2000,
  listeners: new Set(),
  open() {
    if (this.source) return;
    this.openedAt = performance.now();
    this.source = new EventSource(BASE + "/events");
    this.source.addEventListener("state", (e) => { this.state = read(e.data); this.stateAt = performance.now(); this.heard(); });
    this.source.addEventListener("beat", (e) => { this.serverOffset = Date.parse(JSON.parse(e.data).at) - Date.now(); this.knowsOffset = true; this.heard(); });
    this.source.onerror = () => {
      if (this.source && this.source.readyState === EventSource.CLOSED) {
        this.close();
        const wait = this.patience;
        this.patience = Math.min(30_000, 2 * wait);
        setTimeout(() => get("/session").then((u) => session.set(u)).catch((p) => { if (p.status === 401) session.lapse(); else if (session.user) this.open(); }), wait);
      }
    };
  },
  close() {
    if (this.source) this.source.close();
    this.source = null;
  },
  heard() {
    this.patience = 2000;
    this.heardAt = performance.now();
    this.heardWall = Date.now();
    for (const l of this.listeners) l();
  },
  now() { return Date.now() + this.serverOffset; },
  /** By both clocks: the one may stand while a phone sleeps, the other may be set. */
  isOld() { return Math.max(performance.now() - this.heardAt, Date.now() - this.heardWall) > 12_000; },
  /** A stream that a sleeping phone or a lost network has left for dead is opened anew. */
  wake() {
    if (!this.source || document.hidden || !this.isOld() || performance.now() - this.openedAt < 12_000) return;
    this.close();
    this.open();
  },
};
setInterval(() => live.wake(), 5_000);
document.addEventListener("visibilitychange", () => live.wake());
