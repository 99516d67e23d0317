// Coming in.
import { html, useState } from "/html.js";
import { t, lang, switchLanguage } from "/words.js";
import { post, put, del, session } from "/api.js";
import { Input, Oops, Title, useDo } from "/parts.js";

function enter(user) {
  session.set(user);
}

function Frame({ title, children }) {
  const [, again] = useState(0);
  document.documentElement.lang = lang() === "zh" ? "zh-CN" : "en";
  document.title = "Fieldbeacon";
  return html`<header><p class="name">Fieldbeacon</p><button id="language" onClick=${() => { switchLanguage(); again((n) => n + 1); }}>${t("other")}</button></header>
    <main class="narrow"><${Title}>${t(title)}<//>${typeof children === "function" ? children() : children}</main>`;
}

/** `again`: who is to come in again, to a page that is kept. */
export function Login({ again }) {
  const [name, setName] = useState(again || "");
  const [password, setPassword] = useState("");
  const [run, busy, problem] = useDo();
  const go = (e) => { e.preventDefault(); run(() => post("/session", { name, password })).then((u) => u && enter(u)); };
  return html`<${Frame} title="signIn">${() => html`<form class="card" onSubmit=${go} novalidate>${again ? html`<p role="status" id="lapsed">${t("lapsed")}</p>` : null}
    <${Input} name="name" label=${t("userName")} value=${name} set=${setName} autocomplete="username" problem=${problem} />
    <${Input} name="password" type="password" label=${t("password")} value=${password} set=${setPassword} autocomplete="current-password" problem=${problem} />
    <${Oops} problem=${problem} /><button class="primary wide" disabled=${busy}>${t("signIn")}</button></form>`}<//>`;
}

/** The one-time code, where the label's QR code has brought it along; taken out of the address at once. */
function codeOfLabel() {
  const [, code = ""] = /^#first=([A-Z0-9-]{4,20})$/.exec(location.hash) || [];
  if (code) history.replaceState(null, "", "#/");
  return code;
}

/** Somebody else has given the password: nothing goes on before there is an own one. */
export function Own() {
  const [old, setOld] = useState("");
  const [password, setPassword] = useState("");
  const [run, busy, problem] = useDo();
  const go = (e) => { e.preventDefault(); run(() => put("/session/password", { old, password })).then((u) => u && enter(u)); };
  const out = () => run(() => del("/session").then(() => session.set(null)));
  return html`<${Frame} title="ownNeeded">${() => html`<form class="card" id="own-needed" onSubmit=${go} novalidate><p>${t("ownNeededAbout")}</p>
    <${Input} name="old" type="password" label=${t("givenPassword")} value=${old} set=${setOld} autocomplete="current-password" problem=${problem} />
    <${Input} name="password" type="password" label=${t("newPassword")} value=${password} set=${setPassword} autocomplete="new-password" help=${t("passwordHelp")} problem=${problem} />
    <${Oops} problem=${problem} /><button class="primary wide" disabled=${busy}>${t("save")}</button><p class="buttons"><button type="button" class="wide" disabled=${busy} onClick=${out}>${t("signOut")}</button></p></form>`}<//>`;
}

export function First({ done }) {
  const [code, setCode] = useState(codeOfLabel);
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [run, busy, problem] = useDo();
  const go = (e) => { e.preventDefault(); run(() => post("/first-administrator", { code, name, password })).then((u) => { if (u) { enter(u); done(); } }); };
  return html`<${Frame} title="firstStart">${() => html`<form class="card" onSubmit=${go} novalidate>
    <p>${t("firstAbout")}</p>
    <${Input} name="code" label=${t("code")} value=${code} set=${setCode} autocomplete="one-time-code" autocapitalize="characters" spellcheck=${false} help=${t("codeHelp")} problem=${problem} />
    <${Input} name="name" label=${t("userName")} value=${name} set=${setName} autocomplete="username" problem=${problem} />
    <${Input} name="password" type="password" label=${t("newPassword")} value=${password} set=${setPassword} autocomplete="new-password" help=${t("passwordHelp")} problem=${problem} />
    <${Oops} problem=${problem} /><button class="primary wide" disabled=${busy}>${t("begin")}</button></form>`}<//>`;
}
