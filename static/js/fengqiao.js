// What every page needs and plain forms do not give. No inline handlers anywhere: all is found by its data attribute.
"use strict";
(() => {
  const words = () => document.getElementById("fq-words")?.dataset ?? {};
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // ---- toasts -------------------------------------------------------------------------------------------------
  function toast(sentence, tone = "") {
    const shelf = document.getElementById("fq-toasts");
    if (!shelf || !sentence) return;
    const box = document.createElement("div");
    box.className = `fq-toast ${tone ? `fq-toast--${tone}` : ""}`;
    box.append(sentence);
    shelf.append(box);
    setTimeout(() => box.remove(), 8000);
  }

  document.addEventListener("click", (event) => {
    event.target.closest("[data-close-toast]")?.closest(".fq-toast")?.remove();
  });

  // ---- one submit, not two ------------------------------------------------------------------------------------
  const BUSY_FOR = 30000;

  function rest(form) {
    delete form.dataset.sent;
    all("[aria-busy]", form).concat(all(`[form="${form.id}"][aria-busy]`)).forEach((button) => {
      button.removeAttribute("aria-busy");
      button.disabled = false;
    });
  }

  function guard(form, button) {
    form.dataset.sent = "1";
    const pressed = button ?? form.querySelector('button[type="submit"], button:not([type])');
    // Only after the form has been read: a disabled button would not send its own name and value.
    setTimeout(() => {
      if (!pressed) return;
      pressed.setAttribute("aria-busy", "true");
      pressed.disabled = true;
    }, 0);
    setTimeout(() => rest(form), form.hasAttribute("data-download") ? 2500 : BUSY_FOR);
  }

  // The page may come back from the browser's memory with its buttons still asleep.
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach(rest));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) rest(form);
  });

  // ---- say what will follow, then ask -------------------------------------------------------------------------
  function ask(text, title, ok, then) {
    const dialog = document.getElementById("fq-confirm");
    if (!dialog?.showModal) return void (window.confirm(text) && then());
    dialog.querySelector("[data-title]").textContent = title || dialog.dataset.title;
    dialog.querySelector("[data-text]").textContent = text;
    dialog.querySelector("[data-ok]").textContent = ok || dialog.dataset.ok;
    dialog.returnValue = "";
    dialog.onclose = () => dialog.returnValue === "ok" && then();
    dialog.showModal();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    if (form.method === "dialog") return;
    if (form.dataset.sent) return void event.preventDefault();
    const asked = button?.hasAttribute("data-confirm") ? button : form;
    if (asked.dataset.confirm && !form.dataset.agreed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      const { confirm, confirmTitle, confirmOk } = asked.dataset;
      ask(confirm, confirmTitle, confirmOk, () => {
        form.dataset.agreed = "1";
        form.requestSubmit(button ?? undefined);
        delete form.dataset.agreed;
      });
      return;
    }
    if (!navigator.onLine && form.method === "post") {
      event.preventDefault();
      return void toast(words().offline, "late");
    }
    if (form.method === "post") guard(form, button);
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    const { question } = event.detail;
    if (!question) return;
    event.preventDefault();
    ask(question, "", "", () => event.detail.issueRequest(true));
  });

  // ---- what the network did, in a sentence --------------------------------------------------------------------
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const said = { 401: "signedout", 403: "forbidden", 404: "gone", 409: "stale", 413: "toolarge", 429: "toomany" };
    toast(words()[said[status] ?? "failed"], "late");
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) =>
    document.addEventListener(name, () => toast(words().offline, "late")));

  function signal() {
    const banner = document.getElementById("fq-offline");
    if (banner) banner.hidden = navigator.onLine;
  }
  window.addEventListener("online", signal);
  window.addEventListener("offline", signal);

  // ---- pieces fetched when somebody opens them ----------------------------------------------------------------
  async function fetched(url, how = {}) {
    const answer = await fetch(url, { ...how, headers: { "HX-Request": "true" }, credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.text();
  }

  document.addEventListener("toggle", async (event) => {
    const box = event.target;
    if (!box.open || !box.dataset?.lazy || box.dataset.loaded) return;
    box.dataset.loaded = "1";
    try {
      box.querySelector("[data-lazy-here]").innerHTML = await fetched(box.dataset.lazy);
    } catch {
      delete box.dataset.loaded;
      toast(words().failed, "late");
    }
  }, true);

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-lazy-swap]");
    if (!button?.form) return;
    event.preventDefault();
    button.disabled = true; // looking is recorded: once a press
    try {
      button.parentElement.innerHTML = await fetched(button.formAction, { method: "POST", body: new FormData(button.form) });
    } catch {
      button.disabled = false;
      toast(words().failed, "late");
    }
  });

  // ---- menus: a press outside or Escape closes them ------------------------------------------------------------
  document.addEventListener("click", (event) => {
    all("details.fq-menu[open]").filter((menu) => !menu.contains(event.target)).forEach((menu) => { menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.fq-menu[open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });

  // ---- copying --------------------------------------------------------------------------------------------------
  async function copy(text) {
    if (navigator.clipboard?.writeText) return navigator.clipboard.writeText(text);
    const box = document.createElement("textarea");
    box.value = text;
    document.body.append(box);
    box.select();
    const done = document.execCommand("copy");
    box.remove();
    if (!done) throw new Error("copy");
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.dataset.copy).then(() => toast(words().copied), () => toast(words().notcopied, "late"));
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  // ---- how much room is left: the server counts a line break as two characters ----------------------------------
  function count(box) {
    const note = document.querySelector(`[data-count-for="${box.id}"]`);
    if (!note) return;
    const used = [...box.value].length + (box.value.match(/\n/g) ?? []).length;
    note.textContent = note.dataset.said.replace("{n}", Number(box.dataset.counts) - used);
    note.classList.toggle("is-over", used > Number(box.dataset.counts));
  }
  document.addEventListener("input", (event) => event.target.dataset?.counts && count(event.target));

  // ---- photos, seen before they are sent --------------------------------------------------------------------------
  function preview(input) {
    const list = input.closest(".fq-field")?.querySelector("[data-previews]");
    if (!list) return;
    all("img", list).forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...[...input.files].map((file) => {
      const row = document.createElement("li");
      if (file.type.startsWith("image/")) {
        const image = document.createElement("img");
        image.alt = "";
        image.src = URL.createObjectURL(file);
        row.append(image);
      }
      row.append(`${file.name} · ${size(file.size)}`);
      return row;
    }));
  }
  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
  document.addEventListener("change", (event) => event.target.type === "file" && preview(event.target));

  // ---- large type -----------------------------------------------------------------------------------------------
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-large-type]");
    if (!form) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const large = document.documentElement.classList.toggle("is-large");
    document.cookie = `large_type=${large ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
    form.querySelector("button").setAttribute("aria-pressed", String(large));
    form.elements.size.value = large ? "normal" : "large";
  }, true);

  document.addEventListener("htmx:load", (event) => all("[data-counts]", event.target).forEach(count));
  document.addEventListener("DOMContentLoaded", () => {
    signal();
    all("[data-counts]").forEach(count);
    setTimeout(() => all(".fq-toast:not(.fq-toast--late)").forEach((box) => box.remove()), 8000);
    document.querySelector("[data-focus-first]")?.focus();
  });
  window.fengqiao = { toast, ask };
})();
