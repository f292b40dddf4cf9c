// Visits kept on this phone until they are delivered, by person. Shared by the page, its service worker and signing out.
// A row: {code, owner, state, title, at, fields: [[name, value]], photos: [{name, blob}], tried?, sentence?, errors?}
// state: draft → waiting → sending → sent | refused. Of a sent one only its number and address are left.
"use strict";
(() => {
  const NAME = "fengqiao-visits";
  const PAGE = "/visits/new/";
  const PATIENCE = { ready: 15000, send: 180000 };
  const TAKABLE = ["draft", "waiting", "refused"];
  const UNSENT = ["waiting", "sending", "refused"];
  const channel = "BroadcastChannel" in self ? new BroadcastChannel(NAME) : null;
  const listeners = [];
  let store = null;

  function changed() {
    channel?.postMessage("changed");
    listeners.forEach((listener) => listener());
  }
  channel?.addEventListener("message", () => listeners.forEach((listener) => listener()));

  function asked(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  function open() {
    store ??= new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("visits", { keyPath: "code" }).createIndex("owner", "owner");
        request.result.createObjectStore("places", { keyPath: "owner" });
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    return store;
  }

  // One transaction; its end is waited for, so that what is told as kept is kept.
  async function within(name, mode, work) {
    const transaction = (await open()).transaction(name, mode);
    const result = work(transaction.objectStore(name));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(result?.result);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  }

  const get = (code) => within("visits", "readonly", (rows) => rows.get(code));
  const put = (row) => within("visits", "readwrite", (rows) => rows.put(row));
  const drop = (code) => within("visits", "readwrite", (rows) => rows.delete(code));
  // Takes a visit out of the store, unless it is on its way or was meanwhile taken by another tab.
  const take = (code) => within("visits", "readwrite", (rows) => {
    const found = rows.get(code);
    found.onsuccess = () => {
      if (found.result && !found.result.tried && TAKABLE.includes(found.result.state)) rows.delete(code);
    };
    return found;
  }).then((row) => (row && !row.tried && TAKABLE.includes(row.state) ? row : null));
  const of = (owner) => within("visits", "readonly", (rows) => rows.index("owner").getAll(owner));
  const places = (owner) => within("places", "readonly", (rows) => rows.get(owner));
  const setPlaces = (owner, groups) => within("places", "readwrite", (rows) => rows.put({ owner, groups }));
  const forgetPlaces = () => within("places", "readwrite", (rows) => rows.clear());
  const unsent = async (owner) => (await of(owner)).filter((row) => UNSENT.includes(row.state));

  const limited = (milliseconds) => (AbortSignal.timeout ? { signal: AbortSignal.timeout(milliseconds) } : {});

  // Who is signed in, as the server says, and where they are expected.
  async function ready() {
    const answer = await fetch(`${PAGE}ready/`, { credentials: "same-origin", cache: "no-store", ...limited(PATIENCE.ready) });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  function body(row) {
    const form = new FormData();
    row.fields.forEach(([name, value]) => form.append(name, value));
    row.photos.forEach((photo) => form.append("photos", photo.blob, photo.name));
    form.set("client_code", row.code);
    form.set("owner", String(row.owner));
    form.set("at", row.at);
    form.set("sent_at", new Date().toISOString());
    return form;
  }

  async function post(row, csrf) {
    const answer = await fetch(`${PAGE}send/`, {
      method: "POST", credentials: "same-origin", headers: { "X-CSRFToken": csrf }, body: body(row), ...limited(PATIENCE.send),
    });
    const said = answer.headers.get("content-type")?.includes("json") ? await answer.json() : null;
    return { status: answer.status, said };
  }

  // One visit, once. What came of it: sent, refused, or why it goes on waiting.
  async function sendOne(row, csrf) {
    await put({ ...row, state: "sending", tried: true });
    changed();
    let answer;
    try {
      answer = await post(row, csrf);
    } catch {
      await put({ ...row, state: "waiting", tried: true });
      return "offline";
    }
    const { status, said } = answer;
    if (status === 200 && said?.number) {
      await put({ code: row.code, owner: row.owner, state: "sent", number: said.number, url: said.url, at: row.at, done: Date.now() });
      return "sent";
    }
    if (status === 422 && said) {
      await put({ ...row, state: "refused", tried: false, sentence: said.sentence, errors: said.errors ?? {} });
      return "refused";
    }
    if (status === 400 || status === 413) {
      await put({ ...row, state: "refused", tried: false, sentence: "", errors: {} });
      return "refused";
    }
    // Nothing was looked at: it waits as before. Whatever else went wrong may have been taken.
    await put({ ...row, state: "waiting", tried: [401, 403, 409].includes(status) ? Boolean(row.tried) : true });
    return { 401: "signin", 409: "other" }[status] ?? "failed";
  }

  // All that waits of whoever is signed in, one after another. Returns what came of the whole: "" where nothing waited.
  async function sendAll(owner) {
    let who;
    const rows = async (id) => (await of(id)).filter((row) => ["waiting", "sending"].includes(row.state)).sort((a, b) => (a.at < b.at ? -1 : 1));
    if (owner && !(await rows(owner)).length) return "";
    try {
      who = await ready();
    } catch (error) {
      return /^\d+$/.test(error.message) ? "failed" : "offline";
    }
    if (!who.person) return "signin";
    if (owner && who.person !== owner) return "other";
    let came = "";
    for (const row of await rows(who.person)) {
      came = await sendOne(row, who.csrf);
      changed();
      if (["offline", "signin", "other", "failed"].includes(came)) return came;
    }
    return came;
  }

  // One tab or the worker at a time; the server would take each only once anyway.
  const send = (owner) => (navigator.locks ? navigator.locks.request(NAME, () => sendAll(owner)) : sendAll(owner));

  self.fengqiaoVisits = {
    NAME, PAGE, get, put, drop, take, of, unsent, places, setPlaces, forgetPlaces, ready, send, changed, listen: (listener) => listeners.push(listener),
  };
})();
