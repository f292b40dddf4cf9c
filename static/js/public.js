// The worker's pages. All of them work without this; it spares typing.
"use strict";
(() => {
  // The QR leads to /track/#CODE: what stands behind the # never reaches a server. It is put into the field and taken out
  // of the address at once, so that the history does not keep it.
  function codeFromAddress() {
    const field = document.querySelector("[data-receipt-form] input[name=code]");
    if (!field || location.hash.length < 2) return;
    field.value = decodeURIComponent(location.hash.slice(1));
    history.replaceState(null, "", location.pathname);
    document.querySelector("[data-receipt-form] button[type=submit]").focus();
  }

  // Who leaves no name is not asked for a telephone.
  function contact() {
    const box = document.querySelector("[data-hidden-when]");
    if (!box) return;
    const chosen = document.querySelector(`[name=disclosure]:checked`);
    box.hidden = chosen?.value === box.dataset.hiddenWhen;
  }

  document.addEventListener("change", (event) => event.target.name === "disclosure" && contact());
  document.addEventListener("input", (event) => event.target.name === "disclosure" && contact());
  const ready = () => { codeFromAddress(); contact(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
  window.addEventListener("hashchange", codeFromAddress);
})();
