// Keeps the page itself at hand, so that it opens without a network and can say that it has none. Never keeps an answer of the API.
const CACHE = "page";
const PAGE = ["/", "/style.css", "/icon.svg", "/icon-192.png", "/manifest.webmanifest"];

/** A module and all that it imports, one after the other. */
async function keep(cache, path, seen) {
  if (seen.has(path)) return;
  seen.add(path);
  const answer = await fetch(path, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  await cache.put(path, answer.clone());
  for (const [, next] of (await answer.text()).matchAll(/(?:from|import) ?"(\/[^"]+\.js)"/g)) await keep(cache, next, seen);
}

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(PAGE).then(() => keep(cache, "/app.js", new Set()))).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin || url.pathname.startsWith("/api/")) return;
  event.respondWith(fetch(event.request).then((answer) => {
    if (answer.ok) {
      const copy = answer.clone();
      caches.open(CACHE).then((cache) => cache.put(event.request, copy));
    }
    return answer;
  }).catch(() => caches.match(event.request)));
});
