// Keeps the bare form for when there is no signal, and sends what waits when there is one again.
// Only the form and its files are kept: never a page of a case, never an answer to a person.
"use strict";
(() => {
  const { version, page, shell, files } = self.fengqiaoShell;
  const PREFIX = "fengqiao-visit-form-";
  const KEPT = PREFIX + version;
  const SLOW = 6000;

  async function fill() {
    const cache = await caches.open(KEPT);
    const known = new Set((await cache.keys()).map((request) => new URL(request.url).pathname));
    const missing = [shell, ...files].filter((address) => !known.has(new URL(address, self.location).pathname));
    await Promise.all(missing.map(async (address) => {
      // Asked for as nobody: what is kept is the same for everybody.
      const answer = await fetch(address, { credentials: "omit", cache: address === shell ? "no-store" : "default" });
      if (!answer.ok || answer.redirected) throw new Error(address);
      await cache.put(address, answer);
    }));
  }

  async function forgetOthers() {
    const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== KEPT);
    await Promise.all(names.map((name) => caches.delete(name)));
  }

  self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
  self.addEventListener("activate", (event) => event.waitUntil(forgetOthers().then(() => self.clients.claim())));
  self.addEventListener("message", (event) => event.data === "fill" && event.waitUntil(fill().catch(() => {})));

  const kept = async (address) => (await caches.open(KEPT)).match(address);

  // The page as the server has it; the kept form where it does not answer, or not soon.
  async function opened(request) {
    const form = await kept(shell);
    if (!form) return fetch(request);
    const late = new Promise((resolve) => { setTimeout(() => resolve(form), SLOW); });
    const answered = fetch(request).then((answer) => (answer.status >= 500 ? form : answer), () => form);
    return Promise.race([answered, late]);
  }

  self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = new URL(request.url);
    if (request.method !== "GET" || address.origin !== self.location.origin) return;
    if (request.mode === "navigate" && address.pathname === page) event.respondWith(opened(request));
    else if (files.includes(address.pathname)) event.respondWith(kept(address.pathname).then((answer) => answer ?? fetch(request)));
  });

  self.addEventListener("sync", (event) => {
    if (event.tag !== self.fengqiaoVisits.NAME) return;
    event.waitUntil(self.fengqiaoVisits.send().then((came) => {
      if (came === "offline" || came === "failed") throw new Error(came); // the browser tries again later
    }));
  });
})();
