// The console as an installed web app: Chromium finds nothing against installing it, it opens without a network and says that it knows nothing, and comes back by itself. Arguments: base URL, folder for screenshots, folder for the browser's profile.
import { createHash } from "node:crypto";
import { connect } from "node:tls";
import { chromium } from "playwright-core";

const [base, shots, profile] = process.argv.slice(2);
const problems = [];
const check = (isTrue, what) => { if (!isTrue) problems.push(what); };

/** The gateway's own key, believed as on a phone where its certificate is installed. */
const key = await new Promise((done, failed) => {
  const { hostname, port } = new URL(base);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
    const der = socket.getPeerX509Certificate().publicKey.export({ type: "spki", format: "der" });
    socket.end();
    done(createHash("sha256").update(der).digest("base64"));
  });
  socket.on("error", failed);
});
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.env.CHROMIUM || "/usr/bin/chromium", locale: "zh-CN", viewport: { width: 360, height: 740 },
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", `--ignore-certificate-errors-spki-list=${key}`],
});
try {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  await page.goto(base);
  await page.waitForSelector("#f-code");
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  const cdp = await context.newCDPSession(page);
  const { installabilityErrors } = await cdp.send("Page.getInstallabilityErrors");
  check(installabilityErrors.length === 0, `not installable: ${JSON.stringify(installabilityErrors)}`);
  const manifest = await cdp.send("Page.getAppManifest");
  check(manifest.errors.length === 0 && manifest.url.startsWith(base), `manifest: ${JSON.stringify(manifest.errors)}`);
  // The first visit was enough: all of the page is at hand, nothing of the API.
  await context.setOffline(true);
  await page.reload();
  await page.waitForSelector("#silent");
  check((await page.textContent("#silent")).includes("连接不上网关"), "without a network the page does not say so");
  await page.screenshot({ path: `${shots}/no-network-zh-360.png` });
  const kept = await page.evaluate(async () => (await (await caches.open("page")).keys()).map((r) => new URL(r.url).pathname));
  check(kept.includes("/rule.js") && kept.includes("/style.css"), `kept: ${kept}`);
  check(!kept.some((p) => p.startsWith("/api/")), `an answer of the API is kept: ${kept}`);
  await context.setOffline(false);
  await page.waitForSelector("#f-code");
} catch (e) {
  problems.push(String(e.stack));
}
await context.close();
for (const p of problems) console.log(p);
process.exit(problems.length ? 1 : 0);
