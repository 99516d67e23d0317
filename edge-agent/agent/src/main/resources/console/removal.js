// Taking a part out of the draft: what goes with it is named before, and what keeps it is told instead.
import { html, useState } from "/html.js";
import { t, text, more } from "/words.js";
import { get, post } from "/api.js";
import { useDo, Oops, Confirm } from "/parts.js";
import { over } from "/meanwhile.js";

more({
  removePart: ["删除", "Remove"], removeAsk: [(what) => `删除 ${what}?`, (what) => `Remove ${what}?`], goesAlong: ["会一起删除:", "These go with it:"], settingsLost: ["会失去的设置:", "These settings are lost:"], removeAll: [(n) => `连同 ${n} 项一起删除`, (n) => `Remove it and ${n} more`],
  deviceHistoryStays: ["已存的读数和告警记录保留。", "Its stored readings and the record of its alarms stay."], stillToApply: ["先写入草稿,应用后才生效,之前都可以撤销。", "It goes into the draft and can be undone until it is applied."], cannotRemove: ["现在不能删除:", "It cannot be removed now:"],
});

const Named = ({ title, all }) => (all.length ? html`<h3>${title}</h3><ul class="list">${all.map((w) => html`<li>${text(w)}</li>`)}</ul>` : null);

/** A button that removes `name` of `list` from the draft `c`; `then` takes the configuration as it is afterwards. */
export function Remove({ c, list, name, label, id, then, disabled, word = t("removePart"), kind = "remove" }) {
  const [found, find] = useState(null);
  const [run, busy, problem] = useDo();
  const look = () => run(() => get(`/config/parts/${list}/${encodeURIComponent(name)}`)).then((f) => f && find(f));
  const go = () => { const along = found.along.length + found.lost.length > 0; find(null); return run(() => over(c, (headers) => post(`/config/parts/${list}/${encodeURIComponent(name)}/remove`, { along }, headers), { places: [[list, name]] })).then((now) => now && then(now)); };
  const also = found ? found.along.length + found.lost.length : 0;
  return html`<button type="button" class=${kind} id=${id} disabled=${busy || disabled} aria-label=${`${word} ${label}`} onClick=${look}>${word}</button><${Oops} problem=${problem} />
    ${found && found.obstacles.length ? html`<${Confirm} title=${t("cannotRemove")} onNo=${() => find(null)}><ul class="list" id="obstacles">${found.obstacles.map((w) => html`<li>${text(w)}</li>`)}</ul><//>`
    : found ? html`<${Confirm} danger title=${t("removeAsk")(text(found.what))} yes=${also ? t("removeAll")(also) : word} onYes=${go} onNo=${() => find(null)}>
      <div id="goes-along"><${Named} title=${t("goesAlong")} all=${found.along} /><${Named} title=${t("settingsLost")} all=${found.lost} /></div>
      <p>${list === "devices" ? `${t("deviceHistoryStays")} ` : ""}${t("stillToApply")}</p><//>` : null}`;
}
