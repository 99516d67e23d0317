// Whom a link believes: the certificates that its server has shown, compared by a person and then believed, or no longer.
import { html, useState } from "/html.js";
import { t, more } from "/words.js";
import { get, post, del, session, live } from "/api.js";
import { useAsk, useDo, Oops, Section, Confirm, Fact } from "/parts.js";

more({
  certs: ["服务器证书", "Server certificates"], certUnknown: ["网关还不相信这台服务器,所以没有连接。请把指纹与服务器上显示的逐字核对,一致才相信。", "The gateway does not believe this server yet and has not connected. Compare the fingerprint with the one that the server shows, character by character, and believe it only if they agree."],
  certShown: ["服务器出示,尚未相信", "Shown by the server, not believed"], certOlder: ["以前出示过,未相信", "Shown before, not believed"], certBelieved: ["已相信", "Believed"], certSubject: ["证书主体", "Subject"], certUri: ["应用 URI", "Application URI"], certValid: ["有效期", "Valid"], certNotNow: ["按网关时间不在有效期内", "not valid by the gateway's clock"],
  certBelieve: ["核对指纹,相信它…", "Compare and believe…"], certAsk: ["相信这台服务器?", "Believe this server?"], certAbout: ["请在服务器(PLC 的屏幕或其组态软件)上查看它的证书指纹,与下面逐字核对。不一致就不要相信:可能有人冒充它。", "Look at the certificate's fingerprint on the server: the PLC's own screen or its engineering tool. Compare it with this one, character by character. If they differ, do not believe it: somebody may be posing as the server."],
  certYes: ["指纹一致,相信", "They agree: believe it"], certDistrust: ["不再相信…", "Believe it no longer…"], certDistrustAsk: ["不再相信这台服务器?", "Believe this server no longer?"], certDistrustAbout: ["与它的连接马上断开,它的测点都会缺数。", "The connection to it ends at once, and its points go missing."], certDistrustYes: ["不再相信", "Believe it no longer"], certForget: ["从列表中去掉", "Take it off the list"], certNow: ["已相信。线路会自己连上。", "Believed. The link connects by itself."],
});

/** As tools show it, in pairs, which no line break takes apart. */
const pairs = (hex) => hex.toUpperCase().match(/../g).map((pair, i) => (i ? html`:<wbr />${pair}` : pair));
const isNow = (c) => Date.parse(c.validFrom) <= live.now() && live.now() <= Date.parse(c.validUntil);
const Prints = ({ of }) => html`<p class="meta">SHA-256</p><p class="mono hash print">${pairs(of.sha256)}</p><p class="meta">SHA-1</p><p class="mono hash">${pairs(of.sha1)}</p>`;

/** `path`: /links/NAME or /scan. `anew` changes when there may be others. `unknown`: only those that are not believed; `shown`: only those of these SHA-1 fingerprints. `then` is told when one has been believed. */
export function Certificates({ path, anew, unknown, shown, then }) {
  const [got, problem, again, take] = useAsk(() => get(`${path}/certificates`).catch((p) => { if (p.status === 404) return { certificates: [] }; throw p; }), [path, anew]);
  const [asking, ask] = useState(null);
  const [run, busy, oops] = useDo();
  const [done, setDone] = useState(false);
  const fits = (got?.certificates || []).filter((c) => (!unknown || !c.believed) && (!shown || shown.includes(c.sha1)));
  if (!fits.length && !problem && !done) return null;
  const may = session.may("technician");
  const go = (c, work) => { ask(null); run(work).then((now) => { if (now) { take(now); setDone(!c.believed && now.certificates.some((x) => x.sha256 === c.sha256 && x.believed)); then?.(); } }); };
  const first = fits.find((c) => !c.believed);
  return html`<${Section} id=${`certs-${path.replaceAll("/", "-")}`} title=${t("certs")}><${Oops} problem=${problem} again=${again} /><${Oops} problem=${oops} />
    ${done ? html`<p class="done" role="status">${t("certNow")}</p>` : first ? html`<p class="detail">${t("certUnknown")}</p>` : null}
    ${got?.server ? html`<p class="meta mono">${got.server}</p>` : null}
    <ul class="list">${fits.map((c) => html`<li class="device certificate" key=${c.sha256} data-sha256=${c.sha256}><span class=${`state ${c.believed ? "online" : "offline"}`}>${t(c.believed ? "certBelieved" : c === first ? "certShown" : "certOlder")}</span>
      <dl class="facts"><${Fact} name=${t("certSubject")}><span lang="en">${c.subject}</span><//><${Fact} name=${t("certUri")}><span class="mono">${c.applicationUri || "–"}</span><//>
        <${Fact} name=${t("certValid")} bad=${!isNow(c)}>${day(c.validFrom)} – ${day(c.validUntil)}${isNow(c) ? "" : ` · ${t("certNotNow")}`}<//></dl><${Prints} of=${c} />
      ${may ? html`<p class="buttons">${c.believed ? html`<button type="button" class="distrust" disabled=${busy} onClick=${() => ask(c)}>${t("certDistrust")}</button>` : html`<button type="button" class="believe" disabled=${busy} onClick=${() => ask(c)}>${t("certBelieve")}</button>
        ${c === first ? null : html`<button type="button" class="forget" disabled=${busy} onClick=${() => go(c, () => del(`${path}/certificates/${c.sha256}`))}>${t("certForget")}</button>`}`}</p>` : null}</li>`)}</ul>
    ${asking && !asking.believed ? html`<${Confirm} title=${t("certAsk")} yes=${t("certYes")} onYes=${() => go(asking, () => post(`${path}/certificates/${asking.sha256}/trust`))} onNo=${() => ask(null)}><p>${t("certAbout")}</p><${Prints} of=${asking} /><//>` : null}
    ${asking?.believed ? html`<${Confirm} danger title=${t("certDistrustAsk")} yes=${t("certDistrustYes")} onYes=${() => go(asking, () => del(`${path}/certificates/${asking.sha256}`))} onNo=${() => ask(null)}><p>${t("certDistrustAbout")}</p><${Prints} of=${asking} /><//>` : null}<//>`;
}
const day = (iso) => iso.slice(0, 10);
