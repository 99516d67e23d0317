// A line, drawn from the site's schema and from the settings that its protocol has: of a new device's, or by itself.
import { html, useState, useRef } from "/html.js";
import { t, text } from "/words.js";
import "/configwords.js";
import "/fieldwords.js";
import { get, post, session } from "/api.js";
import { useAsk, useDo, useLive, Title, Oops, Pending, Section, InDraft, refusal } from "/parts.js";
import { Certificates } from "/certificates.js";
import { Properties, clean, difference, problemsUnder } from "/schemaform.js";
import { draftEdits, remove } from "/config.js";

/** Asked at once; the rest is under more settings. */
const FIRST = ["host", "port", "device", "baud", "data-bits", "parity", "interface", "url", "user", "password-file", "path", "file"];
const isMore = (k) => !FIRST.includes(k) && k !== "name" && k !== "settings";

/** kind: serial, tcp, …; settings: the name of its protocol's part of the device schema, if any; problems: by link.KEY. */
export function LineFields({ site, words, kind, settings, line, set, problems, secrets }) {
  const part = site.$defs[kind];
  const form = (schema, name) => ({ schema, part: name, problems, choices: {}, secrets });
  const more = settings ? words.$defs[settings] : null;
  return html`<${Properties} key=${kind} form=${form(site, kind)} part=${part} value=${line} set=${set} place=${["link"]} only=${(k) => FIRST.includes(k)} />
    <details id="link-more" open=${Object.keys(problems).some((k) => k.startsWith("link.") && isMore(k.split(".")[1]))}><summary>${t("moreSettings")}</summary>
      ${more ? html`<${Properties} key=${`${kind} settings`} form=${form(words, settings)} part=${more} value=${line.settings || {}} set=${(v) => set({ ...line, settings: v })} place=${["link", "settings"]} />` : null}
      <${Properties} key=${`${kind} more`} form=${form(site, kind)} part=${part} value=${line} set=${set} place=${["link"]} only=${isMore} /></details>`;
}

/** What a line says in the file, in the schema's order: numbers as numbers, nothing that was left empty. */
export function said(site, words, kind, settings, line) {
  const { settings: typed, ...own } = line;
  const all = clean(site, site.$defs[kind], own) || {};
  const more = settings && typed ? clean(words, words.$defs[settings], typed) : typed;
  return { ...Object.fromEntries(Object.keys(site.$defs[kind].properties).filter((k) => k !== "name" && k !== "type" && k !== "settings" && all[k] !== undefined).map((k) => [k, all[k]])), ...(more && Object.keys(more).length ? { settings: more } : {}) };
}

/** Passwords and certificates go into files of their own; `tree` with the names of those in their places. */
export async function kept(secrets, tree) {
  let all = tree;
  for (const s of Object.values(secrets)) if (s.value) {
    const { file } = await post("/secrets", { what: s.what, value: s.value }).catch((p) => { throw p.fields?.value ? Object.assign(new Error(refusal(p.fields.value)), { status: p.status }) : p; });
    all = within(all, s.path, file);
  }
  return all;
}
const within = (tree, [step, ...rest], value) => ({ ...tree, [step]: rest.length ? within(tree?.[step] || {}, rest, value) : value });

export const where = (l) => `${t("linkKinds")[l.type] || l.type} ${l.host || l.device || l.url || l.interface || l.path || l.file || ""} ${l.port || ""}`;

export function LinkForm({ args: [name] }) {
  const asks = [useAsk(() => get("/profiles"), []), useAsk(() => get("/schema/site"), []), useAsk(() => get("/schema/device"), []), useAsk(() => get("/config"), [])];
  const [[catalogue], [site], [words], [c]] = asks;
  const had = useRef(null);
  // One that has just been taken out is still shown.
  const old = had.current = c?.tree.links?.find((l) => l.name === name) || had.current;
  if (!catalogue || !site || !words || !c) return html`<${Title} back="#/config">${name}<//><${Pending} asks=${asks} />`;
  if (!old) return html`<${Title} back="#/config">${name}<//><p class="none">${t("noSuchLink")}</p>`;
  const users = (c.tree.devices || []).filter((d) => d.link === name);
  const profile = catalogue.profiles.find((p) => p.id === users[0]?.profile);
  return html`<${Editor} c=${c} site=${site} words=${words} old=${old} users=${users} settings=${profile?.form?.settings} />`;
}

function Editor({ c, site, words, old, users, settings }) {
  const [line, type] = useState(() => { const { name, type: kind, ...rest } = old; return rest; });
  const [secrets, setSecrets] = useState({});
  const [wrong, setWrong] = useState({});
  const [save, busy, problem, saved] = useDo();
  const states = (useLive()?.devices || []).filter((d) => d.link === old.name).map((d) => `${d.state} ${d.detail}`).join();
  const go = (e) => {
    e.preventDefault();
    save(async () => {
      const { link } = await kept(secrets, { link: line });
      const edits = difference(["links", old.name], old, { name: old.name, type: old.type, ...said(site, words, old.type, settings, link) });
      const { problems } = edits.length ? await post("/config/check", { edits }) : { problems: [] };
      const mine = problemsUnder(problems, `links.${old.name}`);
      setWrong(Object.fromEntries(Object.entries(mine).map(([k, v]) => [`link.${k}`, v])));
      if (Object.keys(mine).length) throw new Error(`${t("wrong")}: ${Object.keys(mine).length}`);
      if (edits.length) await draftEdits(edits, c);
    });
  };
  return html`<${Title} back="#/config">${old.name}<//><form onSubmit=${go} novalidate><${Section} id="l-form" title=${t("linkKinds")[old.type] || old.type}>
      <p class="meta">${users.length ? `${t("usedBy")} ${users.map((d) => text(d.title)).join(t("listComma"))}` : t("usedByNone")}</p>
      <${LineFields} site=${site} words=${words} kind=${old.type} settings=${settings} line=${line} set=${type} problems=${wrong} secrets=${{ values: secrets, set: (id, s) => setSecrets({ ...secrets, [id]: s }) }} />
      <${Oops} problem=${problem} />${session.may("technician") ? html`<p class="buttons"><button id="save" class="primary wide" disabled=${busy}>${t("toDraft")}</button>
        ${users.length ? null : html`<button type="button" id="remove-link" class="danger" disabled=${busy} onClick=${() => save(() => draftEdits([remove(["links", old.name])], c))}>${t("remove")}</button>`}</p>` : null}
      <${InDraft} is=${saved} /><//></form>
    ${old.type === "endpoint" ? html`<${Certificates} path=${`/links/${old.name}`} anew=${states} />` : null}`;
}
