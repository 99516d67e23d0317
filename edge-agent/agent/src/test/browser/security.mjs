// The certificate in every face of the console: a wrong pair refused beside its field, the right one taken, a new one made. Arguments: see everywhere().
import { everywhere, examine, check, signIn, picture, word, to, settled } from "./kit.mjs";

const NAME = "张工", PASSWORD = "heavy-river-42";

/** Loads the page anew, once it waits for nothing: what it has asked for would never be heard of. */
async function again(page, sign) {
  await settled(page);
  await page.reload();
  await page.waitForSelector(sign);
  await settled(page);
}
const fingerprint = (page) => page.textContent("#tls-fingerprint");

/** As from the label's QR code, which brings the one-time code along; it is in no address afterwards. */
async function comeIn(face, page, code) {
  await page.waitForSelector("#f-code");
  await page.evaluate((h) => { location.hash = h; }, `#first=${code}`);
  await again(page, "#f-code");
  check((await page.inputValue("#f-code")) === code, `${face.name}: the label's code is not filled in`);
  check(!page.url().includes(code), `${face.name}: the code stays in the address`);
  await signIn(page, NAME, PASSWORD);
}

/** What is presented is what the page says, and the address that it was opened by is in it. */
async function own(face, page, shot) {
  await to(page, "#/people", "#tls-fingerprint");
  check((await page.textContent("#tls-by")) === (await word(page, "ownCertificate")), `${face.name}: whose certificate it is is not told`);
  check((await page.locator("#tlsAddress").count()) === 0, `${face.name}: the address is in the certificate, and the page says it is not`);
  await examine(page, `${face.name} certificate`);
  await picture(page, shot("certificate"));
}

async function wrongPair(face, page, { chain, other }, shot) {
  const before = await fingerprint(page);
  await page.click("#replace-certificate summary");
  await page.fill("#f-chain", chain);
  await page.fill("#f-key", other);
  await page.click("#take-certificate");
  await page.waitForSelector("#f-key-wrong");
  check((await page.locator("#f-chain-wrong").count()) === 0, `${face.name}: the chain is right, and is refused`);
  check((await page.inputValue("#f-chain")) === chain, `${face.name}: what was typed is gone`);
  await examine(page, `${face.name} certificate refused`);
  await picture(page, shot("certificate-refused"));
  check((await fingerprint(page)) === before, `${face.name}: a refused certificate is shown`);
}

/** The key from a file, as on a phone. Its names are not the address of this page, and the page says so. */
async function rightPair(face, page, { key }) {
  const before = await fingerprint(page);
  await page.setInputFiles("#file-key", { name: "key.pem", mimeType: "application/x-pem-file", buffer: Buffer.from(key) });
  await page.waitForFunction((k) => document.querySelector("#f-key").value === k, key);
  await page.click("#take-certificate");
  await page.waitForSelector("#certificate-taken");
  await again(page, "#tls-fingerprint");
  check((await fingerprint(page)) !== before, `${face.name}: the certificate is still the old one`);
  check((await page.textContent("#tls-by")).includes("authority"), `${face.name}: who issued it is not told`);
  await page.waitForSelector("#tlsAddress");
}

async function newOne(face, page, shot) {
  const before = await fingerprint(page);
  await page.click("#new-certificate");
  await page.waitForSelector("dialog[open]");
  await examine(page, `${face.name} new certificate`);
  await page.screenshot({ path: shot("certificate-new") });
  await page.click("dialog button.danger");
  await page.waitForSelector("#certificate-taken");
  await again(page, "#tls-fingerprint");
  check((await fingerprint(page)) !== before, `${face.name}: no new certificate`);
  check((await page.locator("#tlsAddress").count()) === 0, `${face.name}: a new certificate does not name the address`);
  await page.waitForSelector(".audit li");
  const audit = await page.$$eval(".audit .what", (all) => all.map((e) => [e.dataset.what, e.textContent]));
  for (const what of ["certificate-replaced", "certificate-made"]) check(audit.some(([w, said]) => w === what && (face.lang === "en" || !/[a-z]/.test(said))), `${face.name}: not in the record, or not in Chinese: ${what}`);
}

await everywhere(async (face, gateway, shot) => {
  const { context, page } = await face.open(gateway.base, { expect: ["400"] });
  await comeIn(face, page, gateway.code);
  await own(face, page, shot);
  await wrongPair(face, page, gateway, shot);
  await rightPair(face, page, gateway);
  await newOne(face, page, shot);
  await context.close();
});
