// Keeps what is typed in a form with data-keep on this device: through errors, sign-outs and a lost signal.
// Never passwords, receipt codes, files or hidden fields; nothing older than three days; each person's own.
"use strict";
(() => {
  const DAYS = 3 * 24 * 3600 * 1000;
  const owner = document.body.dataset.person || "guest";
  const keyOf = (name) => `fq-draft:${owner}:${name}`;
  const NEVER = ["password", "file", "hidden", "submit", "button"];

  function keepable(field) {
    return field.name && !NEVER.includes(field.type) && !field.closest("[data-no-keep]")
      && !/one-time-code|password/.test(field.autocomplete ?? "");
  }

  function read(name) {
    try {
      const kept = JSON.parse(localStorage.getItem(keyOf(name)) ?? "null");
      return kept && Date.now() - kept.at < DAYS ? kept.values : null;
    } catch {
      return null;
    }
  }

  function write(form) {
    const values = read(form.dataset.keep) ?? {};
    const fields = [...form.elements].filter(keepable);
    fields.forEach((field) => { values[field.name] = []; });
    fields.forEach((field) => {
      if (["checkbox", "radio"].includes(field.type)) {
        if (field.checked) values[field.name].push(field.value);
      } else if (field.value) {
        values[field.name].push(field.value);
      }
    });
    try {
      localStorage.setItem(keyOf(form.dataset.keep), JSON.stringify({ at: Date.now(), values }));
    } catch {
      // A full or forbidden store costs the draft, never the form.
    }
  }

  const untouched = (field, form) => (["checkbox", "radio"].includes(field.type)
    ? ![...form.elements].some((other) => other.name === field.name && other.defaultChecked)
    : !field.defaultValue && !(field.tagName === "SELECT" && [...field.options].some((one) => one.defaultSelected && one.value)));

  // What the server sent back stands; only what is still empty is filled in.
  function restore(form) {
    const values = read(form.dataset.keep);
    if (!values) return false;
    let filled = false;
    [...form.elements].filter((field) => keepable(field) && values[field.name]?.length && untouched(field, form))
      .forEach((field) => {
        if (["checkbox", "radio"].includes(field.type)) field.checked = values[field.name].includes(field.value);
        else [field.value] = values[field.name];
        filled = true;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });
    return filled;
  }

  function tell(form) {
    const words = document.getElementById("fq-words").dataset;
    const note = document.createElement("p");
    const button = document.createElement("button");
    note.className = "fq-draft";
    note.setAttribute("role", "status");
    button.type = "button";
    button.className = "fq-btn fq-btn--quiet";
    button.textContent = words.forget;
    button.addEventListener("click", () => {
      localStorage.removeItem(keyOf(form.dataset.keep));
      form.reset();
      note.remove();
    });
    note.append(words.restored, button);
    form.prepend(note);
  }

  function sweep() {
    Object.keys(localStorage).filter((key) => key.startsWith("fq-draft:")).forEach((key) => {
      try {
        if (Date.now() - JSON.parse(localStorage.getItem(key)).at > DAYS) localStorage.removeItem(key);
      } catch {
        localStorage.removeItem(key);
      }
    });
  }

  // A form that was sent and whose sender was led to another page was taken: its draft has done its work. Not so when what
  // came asks who one is, refuses, or is the next step of the same form, nor when this page was reached in another way.
  const SENT = "fq-draft-sent";
  const here = () => location.href.split("#")[0];
  const isKept = (key) => [...document.querySelectorAll("form[data-keep]")].some((form) => keyOf(form.dataset.keep) === key);

  function settle() {
    const sent = JSON.parse(sessionStorage.getItem(SENT) ?? "null");
    sessionStorage.removeItem(SENT);
    const [came] = performance.getEntriesByType("navigation");
    if (!sent || came?.type !== "navigate" || !came.redirectCount || document.referrer !== sent.from) return;
    if (document.querySelector("input[type=password], [autocomplete=one-time-code], .fq-toast--late")) return;
    if (isKept(sent.key) && here() !== sent.from) return;
    localStorage.removeItem(sent.key);
  }

  const waiting = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-keep]");
    if (!form) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, setTimeout(() => write(form), 300));
  });
  document.addEventListener("submit", (event) => event.target.matches("form[data-keep]") && write(event.target), true);
  // After every other listener: what one of them stopped was not sent.
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.matches("form[data-keep]") || event.submitter?.formTarget === "_blank") return;
    try {
      sessionStorage.setItem(SENT, JSON.stringify({ key: keyOf(form.dataset.keep), from: here() }));
    } catch {
      // A forbidden store keeps no draft either.
    }
  });
  window.addEventListener("pageshow", (event) => event.persisted && sessionStorage.removeItem(SENT));

  document.addEventListener("DOMContentLoaded", () => {
    try {
      sweep();
      settle();
      document.querySelectorAll("[data-draft-done]").forEach((mark) => localStorage.removeItem(keyOf(mark.dataset.draftDone)));
    } catch {
      return;
    }
    document.querySelectorAll("form[data-keep]").forEach((form) => restore(form) && tell(form));
  });
})();
