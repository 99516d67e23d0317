// What somebody else has changed meanwhile: shown beside one's own, which is put on top of it or dropped.
import { html } from "/html.js";
import { t, text, more } from "/words.js";
import { get, post } from "/api.js";
import { useDo, page } from "/parts.js";

more({
  notOverwritten: ["您打开这一页之后,别人改了配置。以免盖掉别人的修改,什么都没有写入;您填写的内容还在。", "Somebody has changed the configuration since you opened this page. Nothing was written over it, and what you typed is still here."],
  theirChanges: ["别人的修改", "What somebody else changed"], noneTheirs: ["内容没有不同:别人应用或放弃了草稿,或只改了注释。", "Nothing differs in content: the draft was applied or dropped, or only comments were changed."], ownChanges: ["您的修改", "What you changed"], bothChanged: ["您也改了这里:写入后以您的为准", "you changed this too: yours would stand"],
  mineOnTop: ["保留别人的修改,再写入我的", "Keep theirs and put mine on top"], dropMine: ["放弃我的,重新载入", "Drop mine and load it again"], sameLines: ["你们改了相同或相邻的行,不能自动合并。", "You both changed the same lines, or lines side by side; they cannot be put together."], mineWhole: ["以我的全文为准", "Let my whole text stand"],
});

export const match = (c) => ({ "if-match": c.etag });
/** What the draft has otherwise than `seen`, or would have after edits of that. */
export const otherwise = (seen, edits) => post("/config/compare", { text: seen.text, ...(edits ? { edits } : {}) }).then((a) => a.changes);
/** Whether one place lies within the other. */
const meets = (a, b) => a.slice(0, b.length).every((step, i) => step === b[i]);

async function between(seen, write, { edits, places }) {
  const [now, theirs, mine] = [await get("/config"), await otherwise(seen), edits ? await otherwise(seen, edits) : []];
  const own = edits ? mine.map((c) => c.path) : places;
  return { theirs: theirs.map((c) => ({ ...c, isMine: !!own?.some((p) => meets(c.path, p)) })), mine, onTop: own && (() => over(now, write, { edits, places })) };
}

/** Writes over what a page was made from, `seen`, which is then as new: `write(headers, tree)`. Refused with 412 when somebody has changed that since: the problem then has theirs beside one's own, which are `edits` or lie at `places`, and can write the same on top; without either there is nothing to be put on top. */
export async function over(seen, write, own = {}) {
  let answer;
  try {
    answer = await write(match(seen), seen.tree);
  } catch (problem) {
    if (problem.status === 412) problem.meanwhile = await between(seen, write, own).catch(() => undefined);
    throw problem;
  }
  const now = answer.tree ? answer : await get("/config").catch(() => answer);
  Object.assign(seen, now.etag === answer.etag ? now : { etag: answer.etag });
  return answer;
}

const MOST = 20;
/** Changes in words, the first ones; marked where both have changed something. */
export const Changes = ({ title, all, id }) => html`<h3>${title}</h3><ul class="list" id=${id}>${all.slice(0, MOST).map((c) => html`<li>${text(c.sentence)}${c.isMine ? html` <span class="badge notice">${t("bothChanged")}</span>` : null}</li>`)}${all.length > MOST ? html`<li>… ${all.length - MOST}</li>` : null}</ul>`;
export const Theirs = ({ all }) => (all.length ? html`<${Changes} title=${t("theirChanges")} all=${all} id="theirs" />` : html`<p>${t("noneTheirs")}</p>`);

/** Stands in the place of a refusal with 412. */
export function Meanwhile({ problem, again }) {
  const [run, busy, oops] = useDo();
  const { message, meanwhile } = oops?.status === 412 ? oops : problem;
  const onTop = () => run(meanwhile.onTop).then((done) => { if (done) location.hash = "#/config"; });
  return html`<div class="oops changed" role="alert"><p>${message}</p><p>${t("notOverwritten")}</p>
    ${meanwhile ? html`<${Theirs} all=${meanwhile.theirs} />${meanwhile.mine.length ? html`<${Changes} title=${t("ownChanges")} all=${meanwhile.mine} id="mine" />` : null}` : null}
    ${oops && oops.status !== 412 ? html`<p>${oops.message}</p>` : null}
    <p class="buttons">${meanwhile?.onTop ? html`<button type="button" class="on-top primary" disabled=${busy} onClick=${onTop}>${t("mineOnTop")}</button>` : null}
      <button type="button" class="load-again" disabled=${busy} onClick=${again || (() => page.again())}>${t(meanwhile?.onTop ? "dropMine" : "loadAgain")}</button></p></div>`;
}
