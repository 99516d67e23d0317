// What is needed less often.
import { html } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/modelwords.js";
import "/supportwords.js";
import "/placewords.js";
import { del, session } from "/api.js";
import { useLive, Title } from "/parts.js";

const LINKS = [["#/walk", "walk"], ["#/outputs", "outputs"], ["#/models", "models"], ["#/alarm-quality", "alarmQuality"], ["#/support", "support"], ["#/clock", "clockPage"], ["#/logs", "logs"], ["#/people", "people"]];

export function More() {
  const s = useLive();
  const out = () => { del("/session").catch(() => {}).then(() => session.set(null)); };
  return html`<${Title}>${t("more")}<//><ul class="list big">${LINKS.map(([to, word]) => html`<li><a class="tile" href=${to}>${t(word)}</a></li>`)}</ul>
    <p class="buttons"><button id="sign-out" class="wide" onClick=${out}>${t("signOut")}</button></p>
    <p class="meta">Fieldbeacon ${s?.version ?? ""} · <a href="/api/v1/openapi.json">OpenAPI</a></p>`;
}
