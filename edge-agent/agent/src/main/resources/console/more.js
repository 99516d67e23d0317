// What is needed less often.
import { html } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/modelwords.js";
import "/supportwords.js";
import "/placewords.js";
import { del, session } from "/api.js";
import { useLive, useDo, Title, Oops } from "/parts.js";

const LINKS = [["#/walk", "walk"], ["#/outputs", "outputs"], ["#/models", "models"], ["#/alarm-quality", "alarmQuality"], ["#/support", "support"], ["#/clock", "clockPage"], ["#/logs", "logs"], ["#/people", "people"]];

export function More() {
  const s = useLive();
  const [run, busy, problem] = useDo();
  // A session that is over, the gateway has ended itself; any other is still there when it does not answer.
  const out = () => run(() => del("/session").catch((p) => { if (p.status !== 401) throw new Error(p.status ? p.message : t("stillSignedIn")); }).then(() => session.set(null)));
  return html`<${Title}>${t("more")}<//><ul class="list big">${LINKS.map(([to, word]) => html`<li><a class="tile" href=${to}>${t(word)}</a></li>`)}</ul>
    <${Oops} problem=${problem} /><p class="buttons"><button id="sign-out" class="wide" disabled=${busy} onClick=${out}>${t("signOut")}</button></p>
    <p class="meta">Fieldbeacon ${s?.version ?? ""} · <a href="/api/v1/openapi.json">OpenAPI</a></p>`;
}
