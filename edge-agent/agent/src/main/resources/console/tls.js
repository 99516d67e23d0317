// The console's certificate: what it says and whether it serves, a new one, a real one.
import { html, useState } from "/html.js";
import { t, clock, more } from "/words.js";
import { get, post, put } from "/api.js";
import "/pem.js";
import { useAsk, useDo, Oops, Input, Section, Confirm } from "/parts.js";

more({
  ownCertificate: ["由网关自己的签发机构签发。请与网关打印的指纹核对。", "Issued by the gateway's own authority. Compare the fingerprint with the one it printed."],
  namedIn: ["适用地址", "For"], validUntil: ["有效期至", "Valid until"],
  downloadCertificate: ["下载签发机构证书(装到手机上)", "Download the authority (to install on a phone)"],
  installAbout: ["装到手机后不再提醒。它只对这台网关的地址有效,不能为别的网站作保。核对指纹:", "Once it is on a phone, the browser warns no more. It vouches for this gateway's addresses and nothing else. Its fingerprint:"],
  tlsAddress: ["证书里没有您现在用的地址,浏览器会一直提醒。", "The certificate does not name the address that you use, so the browser goes on warning."],
  tlsAddressOwn: ["请生成新证书。", "Make a new one."], tlsAddressReal: ["请换一张含有它的证书,或换个地址打开。", "Bring one that does, or open the console by another address."],
  tlsEndsSoon: ["证书即将到期,请换一张。", "The certificate ends soon; bring another."],
  tlsRenewed: ["证书快到期,网关已自行换新;装过签发机构证书的手机不受影响。标签上的指纹请换成上面的。换新时间:", "The certificate was about to end and the gateway has made it anew; phones that have the authority installed notice nothing. Put the fingerprint above onto the label. At"],
  tlsUnusable: ["启动时保存的证书和私钥不能用,现在用的是网关自己生成的。请再装一次正式证书。", "The certificate and key that were kept could not serve at the start; this is one that the gateway has made. Bring the real one again."],
  tlsUnbound: ["这张证书由早先的版本生成:装过它的手机会信任持有网关私钥的人冒充任何网站。请生成新证书,并从手机上删除旧的。", "An earlier version has made this certificate: a phone that has installed it would believe whoever holds the gateway's key to be any site. Make a new one, and remove the old one from phones."],
  newCertificate: ["生成新证书", "Make a new certificate"],
  newCertificateAbout: ["按网关现在的名称和地址生成。之后浏览器会再提醒一次,手机要重新安装,标签上的指纹也要换。", "For the gateway's names and addresses as they are now. The browser will warn once more, phones have to install it anew, and the label needs the new fingerprint."],
  certificateTaken: ["已换用新证书。请重新载入页面,并核对浏览器显示的指纹。", "The new certificate is in use. Load the page again and compare the fingerprint that the browser shows."],
  replaceCertificate: ["换成正式证书", "Replace by a real one"], chain: ["证书链(PEM)", "Chain (PEM)"], privateKey: ["私钥(PEM,PKCS #8)", "Private key (PEM, PKCS #8)"],
});

/** A host as a certificate or an address writes it, both in one way. */
const plain = (host) => { try { return new URL(`https://${host.includes(":") && !host.startsWith("[") ? `[${host}]` : host}`).hostname; } catch { return host.toLowerCase(); } };
const isFor = (names, host) => names.some((n) => (n.startsWith("*.") ? host.slice(host.indexOf(".")) === n.slice(1).toLowerCase() : plain(n) === host));

function Notices({ tls }) {
  const all = [
    [!isFor(tls.names, plain(location.hostname)), "tlsAddress", `${location.hostname} · ${t(tls.ownMaking || tls.unbound ? "tlsAddressOwn" : "tlsAddressReal")}`],
    [tls.endsSoon && !tls.ownMaking, "tlsEndsSoon"], [tls.wasUnusable, "tlsUnusable"], [tls.unbound, "tlsUnbound"], [tls.renewed, "tlsRenewed", tls.renewed && clock(Date.parse(tls.renewed.at))]];
  return all.filter(([is]) => is).map(([, key, rest]) => html`<p class="oops" id=${key}>${t(key)} ${rest ?? ""}</p>`);
}

function Pem({ name, label, value, set, problem }) {
  const take = async (e) => { const [file] = e.target.files; if (file) set(await file.text()); };
  return html`<${Input} name=${name} type="area" rows="4" label=${label} value=${value} set=${set} problem=${problem} autocomplete="off" spellcheck=${false} />
    <div class="field"><label for=${`file-${name}`}>${label} · ${t("fromFile")}</label><input id=${`file-${name}`} type="file" accept=".pem,.crt,.cer,.key,.txt" onChange=${take} /></div>`;
}

function Replace({ taken }) {
  const [chain, setChain] = useState("");
  const [key, setKey] = useState("");
  const [run, busy, problem] = useDo();
  const go = (e) => { e.preventDefault(); run(() => put("/tls", { chain, key })).then((d) => { if (d) { setChain(""); setKey(""); taken(); } }); };
  return html`<details id="replace-certificate"><summary>${t("replaceCertificate")}</summary><form onSubmit=${go} novalidate>
    <${Pem} name="chain" label=${t("chain")} value=${chain} set=${setChain} problem=${problem} /><${Pem} name="key" label=${t("privateKey")} value=${key} set=${setKey} problem=${problem} />
    <${Oops} problem=${problem} /><button id="take-certificate" disabled=${busy}>${t("save")}</button></form></details>`;
}

export function Certificate() {
  const [tls, missing, again] = useAsk(() => get("/tls"), []);
  const [asking, setAsking] = useState(false);
  const [isTaken, setTaken] = useState(false);
  const [run, busy, problem] = useDo();
  const taken = () => { setTaken(true); again(); };
  const make = () => { setAsking(false); run(() => post("/tls/renew")).then((d) => d && taken()); };
  return html`<${Section} id="p-tls" title=${t("certificate")}><${Oops} problem=${missing} again=${again} />
    ${isTaken ? html`<p role="status" class="done" id="certificate-taken">${t("certificateTaken")} <button type="button" onClick=${() => location.reload()}>${t("loadAgain")}</button></p>` : null}
    ${tls ? html`<${Notices} tls=${tls} /><p id="tls-by">${tls.ownMaking ? t("ownCertificate") : tls.issuer}</p><p class="meta">SHA-256 <span class="mono" id="tls-fingerprint">${tls.fingerprint}</span></p>
      <p class="meta">${t("namedIn")} <span class="mono">${tls.names.join(" ")}</span> · ${t("validUntil")} ${clock(Date.parse(tls.until))}</p>
      <p class="buttons"><a class="tile" href="/api/v1/tls/certificate.pem" download>${t("downloadCertificate")}</a></p>
      ${tls.authority ? html`<p class="meta">${t("installAbout")} <span class="mono">${tls.authority.fingerprint}</span></p>` : null}` : null}
    <${Oops} problem=${problem} /><p class="buttons"><button id="new-certificate" disabled=${busy} onClick=${() => setAsking(true)}>${t("newCertificate")}</button></p>
    ${asking ? html`<${Confirm} danger title=${t("newCertificate")} yes=${t("newCertificate")} onYes=${make} onNo=${() => setAsking(false)}><p>${t("newCertificateAbout")}</p><//>` : null}
    <${Replace} taken=${taken} /><//>`;
}
