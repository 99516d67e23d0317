// A device's file from another gateway.
import { html, useState } from "/html.js";
import { t } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import { get, post } from "/api.js";
import { over } from "/meanwhile.js";
import { useAsk, useDo, Title, Oops, Input } from "/parts.js";

const MOST = 65_536;

export function ImportDevice() {
  const [c, missing, again] = useAsk(() => get("/config"), []);
  const [form, type] = useState({ text: "", name: "", link: "" });
  const [run, busy, problem] = useDo();
  const [done, setDone] = useState(null);
  const put = (key) => (v) => { type((old) => ({ ...old, [key]: v })); setDone(null); };
  const file = (e) => { const f = e.target.files[0]; if (f) f.slice(0, MOST).text().then(put("text")); };
  const go = (e) => {
    e.preventDefault();
    const body = { text: form.text, ...(form.name ? { name: form.name } : {}), ...(form.link ? { link: form.link } : {}) };
    run(() => over(c, (headers) => post("/config/import", body, headers), { places: [["devices", form.name]] })).then((r) => r && setDone(r));
  };
  const other = Object.entries(problem?.fields || {}).filter(([k]) => !["text", "name", "link"].includes(k));
  return html`<${Title} back="#/config">${t("importDevice")}<//><form class="card" onSubmit=${go} novalidate><p>${t("importAbout")}</p>
    <div class="field"><label for="f-file">${t("deviceFile")}</label><input id="f-file" type="file" accept=".yaml,.yml,text/yaml" onChange=${file} /></div>
    <${Input} name="text" type="area" rows="10" label=${t("deviceFile")} value=${form.text} set=${put("text")} spellcheck=${false} problem=${problem} />
    <${Input} name="name" label=${t("newName")} value=${form.name} set=${put("name")} autocapitalize="none" problem=${problem} />
    <${Input} name="link" label=${t("linkChoice")} value=${form.link} set=${put("link")} options=${[["", t("ownLink")], ...(c?.tree?.links || []).map((l) => [l.name, `${l.name} · ${t("linkKinds")[l.type] || l.type}`])]} problem=${problem} />
    ${other.length ? html`<ul class="list" role="alert">${other.map(([k, v]) => html`<li class="detail"><span class="mono">${k}</span>: ${v}</li>`)}</ul>` : null}
    <${Oops} problem=${missing} again=${again} /><${Oops} problem=${problem} /><button id="import" class="primary wide" disabled=${busy || !!done || !c || !form.text}>${t("toDraft")}</button>
    ${done ? html`<p role="status" class="done">${t("imported")} ${done.device} · ${done.link}. <a href="#/config" class="go-config">${t("config")}</a></p>` : null}</form>`;
}
