// What a form of money adds up to while it is typed, and that a long import is going on. The server says all of it too.
"use strict";
(() => {
  const fen = (text) => {
    const plain = String(text).replace(/[,，\s元]/g, "");
    return /^\d+(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : null;
  };
  const yuan = (amount) => (amount / 100).toLocaleString("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });

  function claim(form) {
    const shown = form.querySelector("[data-claim-owed]");
    const read = (name) => fen(form.elements[name]?.value || "0");
    const [due, deducted, paid] = ["due", "deducted", "paid_before"].map(read);
    const known = due && deducted !== null && paid !== null && due >= deducted + paid;
    shown.hidden = !known;
    if (known) shown.querySelector("b").textContent = yuan(due - deducted - paid);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    if (form?.querySelector("[data-claim-owed]")) claim(form);
  });

  document.addEventListener("submit", (event) => {
    const shown = event.target.querySelector?.("[data-working-shown]");
    if (shown) shown.hidden = false;
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("[data-working-shown]").forEach((shown) => { shown.hidden = true; });
  });
})();
