// A key or certificate that somebody gives, by file or by paste: what it is, and its fingerprint to be compared.
import { html, useState, useEffect } from "/html.js";
import { t, clock, more } from "/words.js";
import { post } from "/api.js";
import { Input } from "/parts.js";

more({
  fromFile: ["从文件读入", "From a file"],
  pemPaste: ["选文件,或把 PEM 全文贴在这里", "Choose a file, or paste the whole PEM"],
  pemPrint: ["SHA-256 指纹(与中心核对)", "SHA-256 fingerprint (compare with the centre's)"], pemUntil: ["有效期至", "valid until"], pemMore: [(n) => `共 ${n} 张`, (n) => `${n} in all`],
  pemTooLong: ["不是密钥或证书,文件太大", "a key or certificate; this file is too long for one"],
});

const MOST = 8192;
const LABELS = { trust: "CERTIFICATE", "command-key": "PUBLIC KEY" };

/** What a file says, in PEM: also of one that holds the bare DER. */
async function read(file, what) {
  const bytes = new Uint8Array(await file.slice(0, 4 * MOST).arrayBuffer());
  if (bytes[0] !== 0x30 || bytes[1] < 0x30) return new TextDecoder().decode(bytes);
  const base64 = btoa(String.fromCharCode(...bytes)).replace(/(.{64})/g, "$1\n").trimEnd();
  return `-----BEGIN ${LABELS[what]}-----\n${base64}\n-----END ${LABELS[what]}-----\n`;
}

/** what: command-key or trust; problem: of the form that it is in. */
export function PemField({ what, name, label, help, value, set, problem }) {
  const [seen, see] = useState({});
  const [passed, pass] = useState(null); // What was refused of another file.
  useEffect(() => {
    const pem = value.trim();
    if (!pem) { see({}); return undefined; }
    let current = true;
    if (pem.length > MOST) { see({ problem: { fields: { [name]: t("pemTooLong") } } }); return undefined; }
    const timer = setTimeout(() => post("/secrets/look", { what, value: pem }).then((given) => current && see({ given }), (p) => current && see(p.fields?.value ? { problem: { fields: { [name]: p.fields.value } } } : {})), 300);
    return () => { current = false; clearTimeout(timer); };
  }, [value]);
  const take = async (e) => { const [file] = e.target.files; if (file) { pass(problem); set(await read(file, what)); } e.target.value = ""; };
  const g = seen.given;
  return html`<${Input} name=${name} type="area" rows="4" label=${label} help=${help || t("pemPaste")} value=${value} set=${set} problem=${seen.problem ?? (passed === problem ? undefined : problem)} autocomplete="off" autocapitalize="none" spellcheck=${false} />
    <div class="field pick"><label for=${`file-${name}`}>${label} · ${t("fromFile")}</label><input id=${`file-${name}`} type="file" onChange=${take} /></div>
    ${g ? html`<div class="missing" role="status" id=${`print-${name}`}><b>${t("pemPrint")}</b><br /><span class="mono hash">${g.fingerprint}</span>${g.until ? html`<br /><span class="meta">${g.subject} · ${t("pemUntil")} ${clock(Date.parse(g.until))}${g.count > 1 ? ` · ${t("pemMore")(g.count)}` : ""}</span>` : null}</div>` : null}`;
}
