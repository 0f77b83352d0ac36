// What this device keeps of a questionnaire while there is no network: one sheet a ticket, until
// the site has it. Pages and the service worker share these functions.
"use strict";

self.device = (() => {
  const SHELF = "sheets";
  const PATIENCE = 15000; // milliseconds
  const KEPT_FOR = 60; // days, as the ticket: what was begun and never sent
  const AGAIN = [408, 425, 429]; // and every failure of the server: to be tried later
  const today = () => Math.floor(Date.now() / 86400000);
  const holds = (sheet) => sheet.waiting || Object.keys(sheet.fields).length > 0;
  let opened = null;

  function base() {
    opened ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("reperes", 1);
      asked.onupgradeneeded = () => asked.result.createObjectStore(SHELF, { keyPath: "ticket" });
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opened;
  }

  // One transaction; what it wrote is on the disk when the promise is kept.
  async function within(mode, act) {
    const shelves = await base();
    return new Promise((resolve, reject) => {
      const move = shelves.transaction(SHELF, mode, { durability: "strict" });
      const asked = act(move.objectStore(SHELF));
      move.oncomplete = () => resolve(asked.result);
      move.onerror = () => reject(move.error);
      move.onabort = () => reject(move.error);
    });
  }

  // `act` returns the sheet to keep, null to remove it, nothing to leave it as it is.
  function change(ticket, act) {
    return within("readwrite", (sheets) => {
      const asked = sheets.get(ticket);
      asked.onsuccess = () => {
        const sheet = act(asked.result);
        if (sheet === null) sheets.delete(ticket);
        else if (sheet) sheets.put(sheet);
      };
      return asked;
    });
  }

  const all = () => within("readonly", (sheets) => sheets.getAll());
  const remove = (ticket) => change(ticket, () => null);
  const blank = (ticket, code) => ({ ticket, code, fields: {}, waiting: false, turn: 0, day: today() });

  // Remember whose sheet this is, so that it can be filled once the network is gone.
  async function begin(ticket, code) {
    for (const sheet of await all()) {
      const another = sheet.code === code && sheet.ticket !== ticket;
      const old = today() - sheet.day > KEPT_FOR && !sheet.waiting;
      if (old || (another && !holds(sheet))) await remove(sheet.ticket);
    }
    await change(ticket, (known) => (known ? undefined : blank(ticket, code)));
  }

  // Keep fields (values by name), and what is to become of the sheet: { waiting, notice }.
  function note(ticket, code, fields, more = {}) {
    return change(ticket, (known) => {
      const sheet = known || blank(ticket, code);
      const kept = { ...sheet.fields, ...fields };
      return { ...sheet, refusal: "", problems: {}, ...more, fields: kept, turn: sheet.turn + 1 };
    });
  }

  // The site has these fields now.
  function settle(ticket, names) {
    return change(ticket, (known) => {
      if (!known) return undefined;
      const left = Object.entries(known.fields).filter(([name]) => !names.includes(name));
      return { ...known, fields: Object.fromEntries(left) };
    });
  }

  // One at a time among the tabs and the service worker: what is older must not arrive last.
  function alone(act) {
    return navigator.locks ? navigator.locks.request("reperes-sheets", act) : act();
  }

  async function post(sheet) {
    const act = sheet.waiting ? "send" : "keep";
    const body = new URLSearchParams({ ticket: sheet.ticket, notice: sheet.notice ?? "", act });
    for (const [name, values] of Object.entries(sheet.fields)) {
      body.append("touched", name);
      for (const value of values) body.append(name, value);
    }
    const control = new AbortController();
    const alarm = setTimeout(() => control.abort(), PATIENCE);
    try {
      return await fetch(`/c/${sheet.code}/offline`, { method: "POST", body, signal: control.signal });
    } catch {
      return null;
    } finally {
      clearTimeout(alarm);
    }
  }

  async function deliverOne(sheet) {
    const answer = await post(sheet);
    if (answer === null || answer.status >= 500 || AGAIN.includes(answer.status)) return { sheet };
    if (answer.ok) {
      await change(sheet.ticket, (known) => {
        if (!known || known.turn !== sheet.turn) return undefined; // changed since: again, later
        return sheet.waiting ? null : { ...known, fields: {}, refusal: "" };
      });
      return { sheet, done: true };
    }
    const said = await answer.json().catch(() => ({}));
    const refusal = said.sentence || `${answer.status}`;
    const problems = said.problems || {};
    await change(sheet.ticket, (known) => known && { ...known, refusal, problems });
    return { sheet, refused: true };
  }

  // Send what is kept. The ticket makes it count once, however often it is sent.
  function deliver() {
    return alone(async () => {
      const outcomes = [];
      for (const sheet of await all()) if (holds(sheet)) outcomes.push(await deliverOne(sheet));
      return outcomes;
    });
  }

  // Ask the browser to send once the network is back, even if this page is closed by then.
  async function later() {
    try {
      const worker = self.registration || (await navigator.serviceWorker.getRegistration("/c/"));
      await worker.sync.register("sheets");
    } catch {
      // Not every browser can: the next page opened will do it.
    }
  }

  // Every field of a form, those left empty included.
  function fieldsOf(form) {
    const fields = {};
    for (const control of form.elements) {
      const asks = control.name && !["hidden", "submit", "button"].includes(control.type);
      if (asks) fields[control.name] = [];
    }
    for (const [name, value] of new FormData(form)) fields[name]?.push(value);
    return fields;
  }

  return { all, alone, begin, change, deliver, fieldsOf, holds, later, note, remove, settle };
})();
