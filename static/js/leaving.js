// Visits on this phone belong to whoever recorded them: another person's page forgets who was here, and signing out says
// what has not been sent yet, then clears what the browser kept.
"use strict";
(() => {
  const ME = "fengqiao-visits-me";
  const FORMS = "fengqiao-visit-form-";
  const { queue, said, ok } = document.currentScript.dataset;
  const me = () => {
    try {
      return JSON.parse(localStorage.getItem(ME));
    } catch {
      return null;
    }
  };
  const here = document.body?.dataset.person ?? "";
  if (here && me() && String(me().id) !== here) localStorage.removeItem(ME);

  function load(address) {
    if (self.fengqiaoVisits) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = resolve;
      script.onerror = reject;
      document.head.append(script);
    });
  }

  async function clear() {
    localStorage.removeItem(ME);
    if (self.caches) await Promise.all((await caches.keys()).filter((name) => name.startsWith(FORMS)).map((name) => caches.delete(name)));
    await self.fengqiaoVisits.forgetPlaces();
  }

  async function leave(form, button) {
    const go = async () => {
      await clear().catch(() => {});
      form.dataset.left = "1";
      form.requestSubmit(button ?? undefined);
    };
    let waiting = 0;
    try {
      await load(queue);
      waiting = (await self.fengqiaoVisits.unsent(me().id)).length;
    } catch {
      // A phone without a store has nothing waiting in it.
    }
    if (waiting) window.fengqiao.ask(said.replace("{n}", waiting), "", ok, go);
    else await go();
  }

  // Before every other listener: those would put the button to sleep.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.getAttribute("action")?.endsWith("/accounts/logout/") || form.dataset.left || !navigator.onLine || !me()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(form, event.submitter);
  }, true);
})();
