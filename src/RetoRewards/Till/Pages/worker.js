// Keeps the page itself for when there is no connection. Answers of the service are never kept.
const name = "till-VERSION";
const assets = ["/till", "/till/till.css", "/till/till.js", "/till/texts.js", "/till/language.js", "/till/store.js", "/till/signing.js", "/till/scan.js", "/till/service.js"];

addEventListener("install", (event) => event.waitUntil(
  caches.open(name).then((cache) => cache.addAll(assets)).then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil(
  caches.keys()
    .then((names) => Promise.all(names.filter((other) => other !== name).map((other) => caches.delete(other))))
    .then(() => clients.claim())));

addEventListener("fetch", (event) => {
  const path = new URL(event.request.url).pathname;
  if (event.request.method === "GET" && assets.includes(path)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(path)));
  }
});
