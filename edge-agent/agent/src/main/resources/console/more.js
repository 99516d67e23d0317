// What is needed less often.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/modelwords.js";
import "/supportwords.js";
import "/placewords.js";
import "/pagewords.js";
import { SCHEMES, scheme, choose } from "/scheme.js";
import { del, session } from "/api.js";
import { useLive, useDo, Title, Oops } from "/parts.js";

const LINKS = [["#/walk", "walk"], ["#/outputs", "outputs"], ["#/models", "models"], ["#/alarm-quality", "alarmQuality"], ["#/support", "support"], ["#/clock", "clockPage"], ["#/logs", "logs"], ["#/people", "people"]];

export function More() {
  const s = useLive();
  const [how, set] = useState(scheme());
  const [run, busy, problem] = useDo();
  // A session that is over, the gateway has ended itself; any other is still there when it does not answer.
  const out = () => run(() => del("/session").catch((p) => { if (p.status !== 401) throw new Error(p.status ? p.message : t("stillSignedIn")); }).then(() => session.set(null)));
  return html`<${Title}>${t("more")}<//><ul class="list big">${LINKS.map(([to, word]) => html`<li><a class="tile" href=${to}>${t(word)}</a></li>`)}</ul>
    <section aria-labelledby="m-scheme"><h2 id="m-scheme">${t("scheme")}</h2><div class="choices" role="group" aria-labelledby="m-scheme">${SCHEMES.map((k) => html`<button id=${`scheme-${k}`} aria-pressed=${how === k} onClick=${() => { choose(k); set(k); }}>${t("schemes")[k]}</button>`)}</div></section>
    <${Oops} problem=${problem} /><p class="buttons"><button id="sign-out" class="wide" disabled=${busy} onClick=${out}>${t("signOut")}</button></p>
    <p class="buttons"><a class="tile" href="/api/v1/openapi.json">OpenAPI</a></p><p class="meta">Fieldbeacon ${s?.version ?? ""}</p>`;
}
