// 记一次走访: what is typed is kept on this phone from the first letter, and sent when there is a signal.
// Without a store (or without this script) it stays the plain form it is.
"use strict";
(() => {
  const ME = "fengqiao-visits-me";
  const DAY = 24 * 3600 * 1000;
  const AGAIN = 60 * 1000;
  const MOST_PHOTOS = 9;
  const NOT_KEPT = ["csrfmiddlewaretoken", "client_code", "photos"];
  const NOT_CONTENT = ["checklist"];
  const WHERE = ["relation", "employer_name", "unit"];
  const root = document.querySelector("[data-visits]");
  const form = document.getElementById("vs-form");
  const words = document.getElementById("vs-words").dataset;
  const queue = self.fengqiaoVisits;
  const shelf = document.getElementById("vs-kept");
  const find = (selector) => root.querySelector(selector);
  const all = (selector) => [...root.querySelectorAll(selector)];
  const isShell = !root.dataset.person;
  let me = null;
  let current = null;
  let sending = false;
  let shrinking = Promise.resolve();

  // ---- who holds this phone -------------------------------------------------------------------------------------
  function whoami() {
    if (!isShell) {
      const found = { id: Number(root.dataset.person), name: root.dataset.name };
      localStorage.setItem(ME, JSON.stringify(found));
      return found;
    }
    return JSON.parse(localStorage.getItem(ME) ?? "null");
  }

  // ---- the visit in the form ------------------------------------------------------------------------------------
  const freshCode = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const fresh = () => ({ code: freshCode(), photos: [] });
  const typed = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && value.trim() && !NOT_KEPT.includes(name));
  const hasContent = () => current.photos.length > 0 || typed().some(([name]) => !NOT_CONTENT.includes(name));

  function title() {
    const { relation, unit, employer_name: name } = form.elements;
    return [relation, unit].map((box) => box.value && box.selectedOptions[0]?.text).find(Boolean) || name.value.trim();
  }

  const row = (state) => ({
    code: current.code, owner: me.id, state, title: title(), at: new Date().toISOString(), fields: typed(), photos: current.photos,
  });

  function put(name, value) {
    const field = form.elements[name];
    if (!field) return;
    if (field instanceof RadioNodeList) [...field].forEach((one) => { one.checked = one.value === value; });
    else field.value = value;
    if (field.tagName === "SELECT" && value && field.value !== value) field.add(new Option(current.title, value, true, true));
  }

  // reset() puts back what the server sent: a plan the address named, which may have been recorded by now.
  function blank() {
    form.reset();
    ["relation", "latitude", "longitude"].forEach((name) => { form.elements[name].value = ""; });
    all("[data-entry]").forEach((entry) => { delete entry.dataset.wanted; });
  }

  // Under a code of its own: a visit that two tabs opened is never two visits with one code.
  function open(kept) {
    blank();
    current = { ...kept, code: freshCode(), photos: [...kept.photos] };
    kept.fields.forEach(([name, value]) => put(name, value));
    shown();
  }

  function shown() {
    form.elements.client_code.value = current.code;
    form.elements.employer_name.closest(".fq-field").hidden = Boolean(form.elements.relation.value);
    const entries = all("[data-entry]");
    entries.forEach((entry) => { entry.hidden = !entry.dataset.wanted && !entry.querySelector("input:checked") && ![...entry.querySelectorAll("textarea, input[type=text]")].some((box) => box.value); });
    find("[data-add-entry]").hidden = entries.every((entry) => !entry.hidden);
    form.dispatchEvent(new Event("htmx:load", { bubbles: true })); // how much room is left is counted anew
    previews();
    spot();
  }

  let saving = 0;
  function draft() {
    clearTimeout(saving);
    saving = setTimeout(save, 1000); // photos are written with it each time
  }

  async function save() {
    clearTimeout(saving);
    if (!hasContent()) return queue.drop(current.code).catch(() => {});
    return queue.put(row("draft")).catch(() => {}); // a full phone costs the draft, never the form
  }

  // ---- photos ---------------------------------------------------------------------------------------------------
  function previews() {
    const list = form.querySelector("[data-previews]");
    [...list.querySelectorAll("img")].forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...current.photos.map((photo, at) => {
      const item = document.createElement("li");
      const image = new Image();
      const button = document.createElement("button");
      item.className = "vs-photo";
      image.src = URL.createObjectURL(photo.blob);
      image.alt = photo.name;
      button.type = "button";
      button.textContent = "×";
      button.setAttribute("aria-label", `${words.photo} ${at + 1}`);
      button.addEventListener("click", () => { current.photos.splice(at, 1); previews(); draft(); });
      item.append(image, button);
      return item;
    }));
  }

  async function add(files) {
    for (const file of files) {
      if (current.photos.length >= MOST_PHOTOS) return window.fengqiao.toast(words.mostphotos.replace("{n}", MOST_PHOTOS), "late");
      try {
        current.photos.push(await self.fengqiaoPhotos.shrink(file));
      } catch {
        window.fengqiao.toast(words.badphoto.replace("{name}", file.name), "late");
      }
      previews();
    }
    return save();
  }

  // ---- the place: only when somebody presses for it ---------------------------------------------------------------
  function spot(accuracy = "") {
    const has = Boolean(form.elements.latitude.value);
    find("[data-place-drop]").hidden = !has;
    find("[data-place-get]").hidden = has;
    find("[data-place-said]").textContent = has ? words.spot.replace("{n}", accuracy || form.dataset.accuracy || "?") : "";
  }

  function locate() {
    const said = find("[data-place-said]");
    said.textContent = words.asked;
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      form.elements.latitude.value = coords.latitude.toFixed(6);
      form.elements.longitude.value = coords.longitude.toFixed(6);
      form.dataset.accuracy = Math.round(coords.accuracy);
      spot();
      draft();
    }, (error) => { said.textContent = error.code === error.PERMISSION_DENIED ? words.denied : words.nospot; }, { timeout: 20000, maximumAge: 60000, enableHighAccuracy: true });
  }

  // ---- what is wrong ----------------------------------------------------------------------------------------------
  function complain(sentences, names = []) {
    const box = find(".vs-errors");
    all(".fq-field.has-error").forEach((field) => field.classList.remove("has-error"));
    box.hidden = !sentences.length;
    box.querySelector("p").textContent = sentences.join(" ");
    names.forEach((name) => form.querySelector(`[name="${name}"]`)?.closest(".fq-field")?.classList.add("has-error"));
    find(".vs-more").open ||= Boolean(find(".vs-more .has-error"));
    if (sentences.length) box.focus();
  }

  function refusal(kept) {
    const said = [...new Set([kept.sentence || (kept.errors && Object.keys(kept.errors).length ? "" : words.toolarge), ...Object.values(kept.errors ?? {}).flat()])];
    return said.filter(Boolean);
  }

  // ---- what waits on this phone -----------------------------------------------------------------------------------
  const when = (at) => new Date(at).toLocaleString(document.documentElement.lang, { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const TONES = { draft: "paused", waiting: "wait", sending: "open", sent: "done", refused: "warn" };

  function line(kept) {
    const item = document.getElementById("vs-row").content.cloneNode(true).firstElementChild;
    const part = (name) => item.querySelector(`[data-${name}]`);
    const can = (name, deed) => { part(name).hidden = false; part(name).addEventListener("click", deed); };
    const sent = kept.state === "sent" && words.sent.replace("{n}", kept.number);
    part("title").textContent = sent || kept.title || words.nowhere;
    part("state").textContent = sent ? "" : words[kept.state];
    part("state").hidden = Boolean(sent);
    part("state").classList.add(`fq-state--${TONES[kept.state]}`);
    part("when").textContent = words.late.replace("{when}", when(kept.at));
    const why = kept.state === "refused" ? refusal(kept).join(" ") : kept.state === "waiting" && kept.tried ? words.tried : "";
    part("why").hidden = !why;
    part("why").querySelector("span").textContent = why;
    if (kept.state === "sent") {
      can("open", () => {});
      part("open").href = kept.url;
      can("seen", () => queue.drop(kept.code).then(queue.changed));
    } else if (kept.state !== "sending") {
      // Where an answer was lost it may have arrived: what is changed now would not be taken a second time.
      if (!kept.tried) can("edit", () => edit(kept));
      can("drop", () => window.fengqiao.ask(words.drop, "", words.dropok, () => queue.drop(kept.code).then(queue.changed)));
    }
    return item;
  }

  async function draw() {
    const rows = (await queue.of(me.id)).filter((kept) => kept.code !== current.code).sort((a, b) => (a.at < b.at ? 1 : -1));
    shelf.hidden = !rows.length;
    find(".vs-kept").replaceChildren(...rows.map(line));
    find("[data-send-now]").hidden = !rows.some((kept) => ["waiting", "sending"].includes(kept.state));
  }

  async function edit({ code }) {
    await save();
    const kept = await queue.take(code);
    if (!kept) return void draw();
    open(kept);
    await save();
    queue.changed();
    complain(kept.state === "refused" ? refusal(kept) : [], Object.keys(kept.errors ?? {}));
    if (kept.state !== "refused") form.scrollIntoView();
    return undefined;
  }

  // ---- keeping and sending ----------------------------------------------------------------------------------------
  async function keep() {
    await shrinking;
    if (!WHERE.some((name) => form.elements[name].value.trim())) return void complain([words.where], ["employer_name"]);
    complain([]);
    clearTimeout(saving);
    const made = row("waiting");
    try {
      await queue.put(made);
    } catch {
      return void complain([words.full]);
    }
    current = fresh();
    blank();
    shown();
    queue.changed();
    await draw();
    say(words.kept);
    shelf.querySelector("h2").focus();
    shelf.scrollIntoView();
    navigator.storage?.persist?.();
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register(queue.NAME)).catch(() => {});
    await send();
    const kept = await queue.get(made.code);
    if (kept?.state === "refused" && !hasContent()) await edit(kept); // nothing else was begun: what is wrong is shown at once
    return undefined;
  }

  const say = (sentence) => { find(".vs-said").textContent = sentence; };

  async function send() {
    if (sending) return;
    sending = true;
    const came = await queue.send(me.id).catch(() => "failed");
    sending = false;
    await draw();
    if (came === "other") {
      localStorage.removeItem(ME);
      say(words.other);
      if (!isShell) location.reload();
    } else if (came) say({ sent: words.done, refused: "", signin: words.signin, offline: words.offline, failed: words.failed }[came]);
    find("[data-sign-in]").hidden = came !== "signin";
    if (came === "sent") refresh().catch(() => {}); // a plan that was carried out is no place to go any more
  }

  // ---- where somebody is expected -----------------------------------------------------------------------------------
  function offer(groups) {
    const box = form.elements.relation;
    const chosen = box.value;
    [...box.querySelectorAll("optgroup")].forEach((group) => group.remove());
    groups.forEach(({ heading, rows }) => {
      const group = document.createElement("optgroup");
      group.label = heading;
      group.append(...rows.map(([value, text]) => new Option(text, value)));
      box.append(group);
    });
    if (chosen) box.value = chosen;
    find(".vs-points").hidden = !groups.length;
  }

  async function refresh() {
    const who = await queue.ready();
    if (who.person === me.id) {
      await queue.setPlaces(me.id, who.places);
      offer(who.places);
    } else if (!who.person && (await queue.unsent(me.id)).length) {
      say(words.signin);
      find("[data-sign-in]").hidden = false;
    }
  }

  async function tidy() {
    const old = (kept) => (kept.state === "sent" ? Date.now() - kept.done > DAY : kept.state === "draft" && Date.now() - Date.parse(kept.at) > 3 * DAY);
    await Promise.all((await queue.of(me.id)).filter(old).map((kept) => queue.drop(kept.code)));
  }

  async function restore() {
    const drafts = (await queue.of(me.id)).filter((kept) => kept.state === "draft").sort((a, b) => (a.at < b.at ? 1 : -1));
    const last = drafts.length && !form.querySelector(".has-error") && !hasContent() ? await queue.take(drafts[0].code) : null;
    if (!last) return;
    open(last);
    await save();
  }

  async function settle() {
    if (!("serviceWorker" in navigator)) return;
    try {
      await navigator.serviceWorker.register(root.dataset.worker, { scope: root.dataset.visits, updateViaCache: "none" });
      (await navigator.serviceWorker.ready).active.postMessage("fill");
    } catch {
      // Without it the page needs a signal to open; what is typed is kept all the same.
    }
  }

  function listen() {
    window.addEventListener("submit", (event) => {
      if (event.target !== form) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      keep();
    }, true);
    form.addEventListener("input", draft);
    // Names of employers while typing: without signal there are none, and nobody needs to be told.
    ["htmx:sendError", "htmx:timeout"].forEach((name) => form.addEventListener(name, (event) => event.stopPropagation()));
    form.addEventListener("htmx:beforeRequest", (event) => navigator.onLine || event.preventDefault());
    form.addEventListener("change", (event) => {
      if (event.target.name === "photos") {
        event.stopPropagation();
        const files = [...event.target.files];
        event.target.value = "";
        shrinking = shrinking.then(() => add(files));
      } else if (event.target.name === "relation") shown();
    });
    find("[data-add-entry]").addEventListener("click", () => {
      const next = all("[data-entry]").find((entry) => entry.hidden);
      next.dataset.wanted = "1";
      shown();
      next.querySelector("input").focus();
    });
    find("[data-place-get]").addEventListener("click", locate);
    find("[data-place-drop]").addEventListener("click", () => {
      ["latitude", "longitude"].forEach((name) => { form.elements[name].value = ""; });
      spot();
      draft();
    });
    find("[data-send-now]").addEventListener("click", send);
    window.addEventListener("online", send);
    window.addEventListener("pagehide", save);
    document.addEventListener("visibilitychange", () => (document.hidden ? save() : send()));
    setInterval(() => navigator.onLine && send(), AGAIN);
    queue.listen(draw);
  }

  async function start() {
    if (/(?:^|; )large_type=1/.test(document.cookie)) document.documentElement.classList.add("is-large");
    me = whoami();
    if (!me) {
      form.hidden = true;
      find(".vs-nobody").hidden = false;
      window.addEventListener("online", () => location.reload());
      return;
    }
    await tidy(); // throws where the phone has no store: the form stays plain
    current = fresh();
    if (isShell) offer((await queue.places(me.id))?.groups ?? []);
    find(".vs-place").hidden = !("geolocation" in navigator && window.isSecureContext);
    await restore();
    shown();
    listen();
    await draw();
    settle();
    await refresh().catch(() => {});
    await send();
  }

  start().catch(() => {});
})();
