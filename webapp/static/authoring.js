// Saves a form of a draft a moment after typing stops. Without this script its button does the same.
"use strict";

const MOMENT = 1200; // milliseconds after the last key
const PATIENCE = 8000;
const PROOF = ["csrf_token", "revision", "seen"];

const shelf = (person) => `draft:${person}:${location.pathname}${location.search}`;

function follow(form) {
  const saved = form.querySelector("[data-saved]");
  const key = shelf(form.dataset.person);
  let base = state();
  let waiting = 0;
  let underway = Promise.resolve(true);
  let stopped = false; // two texts wait for a choice: nothing more is sent until it is made
  let leaving = false;

  // What the fields hold, by name; several boxes of one name make one text.
  function state() {
    const held = {};
    for (const [name, value] of new FormData(form)) {
      if (!PROOF.includes(name)) held[name] = name in held ? `${held[name]}\n${value}` : value;
    }
    return held;
  }

  function changes() {
    const now = state();
    return Object.keys(now).filter((name) => now[name] !== base[name]);
  }

  function say(sentence, failed) {
    saved.textContent = sentence;
    saved.classList.toggle("is-failed", Boolean(failed));
  }

  function put(name, value) {
    const places = [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
    const chosen = value.split("\n");
    for (const place of places) {
      if (place.type === "checkbox") place.checked = chosen.includes(place.value);
      else if (place.type !== "hidden") place.value = value;
    }
  }

  function prove(revision, seen) {
    form.elements.revision.value = revision;
    form.elements.seen.value = typeof seen === "string" ? seen : JSON.stringify(seen);
  }

  // Where the network fails the text stays in this tab, with what it was written on.
  function shelve() {
    const now = state();
    const left = Object.fromEntries(changes().map((name) => [name, now[name]]));
    if (!Object.keys(left).length) {
      sessionStorage.removeItem(key);
      return;
    }
    const { revision, seen } = form.elements;
    const kept = { left, revision: revision.value, seen: seen.value };
    try {
      sessionStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // A full or forbidden store: the text is still on the page.
    }
  }

  function takeUp() {
    const kept = JSON.parse(sessionStorage.getItem(key) || "null");
    if (!kept) return;
    for (const [name, value] of Object.entries(kept.left)) put(name, value);
    if (!changes().length) {
      sessionStorage.removeItem(key);
      return;
    }
    prove(kept.revision, kept.seen);
    say(form.dataset.restored, false);
    later();
  }

  function showOthers(answer) {
    stopped = true;
    say(answer.said, true);
    for (const other of answer.others) {
      const line = document.createElement("span");
      line.className = "other-text";
      line.textContent = `${other.label}. ${form.dataset.other} ${other.theirs}`;
      saved.append(line);
    }
    const button = document.createElement("button");
    button.type = "submit";
    button.className = "button button-secondary";
    button.textContent = form.dataset.compare;
    saved.append(button);
  }

  function accept(answer, sent) {
    const now = state();
    prove(answer.revision, answer.seen);
    for (const [name, value] of Object.entries(answer.joined)) {
      if (now[name] === sent[name]) put(name, value);
    }
    base = { ...sent, ...answer.joined };
    say(answer.said, false);
    shelve();
    if (changes().length) later();
  }

  // Whether the server was reached; it may have refused, and says why on a page of its own.
  async function post() {
    if (stopped || leaving || !changes().length) return true;
    const sent = state();
    const control = new AbortController();
    const alarm = setTimeout(() => control.abort(), PATIENCE);
    say(form.dataset.saving, false);
    let answer = null;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { Accept: "application/json" },
        signal: control.signal,
      });
      const isJson = (response.headers.get("Content-Type") || "").includes("json");
      answer = isJson ? await response.json() : { state: "refused", said: form.dataset.refused };
    } catch {
      // Said below.
    }
    clearTimeout(alarm);
    if (answer === null) {
      shelve();
      say(form.dataset.failed, true);
    } else if (answer.state === "saved") {
      accept(answer, sent);
    } else {
      shelve();
      if (answer.state === "conflict") showOthers(answer);
      else say(answer.said, true);
    }
    return answer !== null;
  }

  // One after the other: what was typed first must not arrive last.
  function now() {
    clearTimeout(waiting);
    underway = underway.then(post);
    return underway;
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(now, MOMENT);
  }

  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      shelve();
      later();
    });
  }
  window.addEventListener("online", now);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") now();
  });

  // Whoever saves with the button leaves with all that is written, once nothing is underway.
  form.addEventListener("submit", (event) => {
    if (leaving) return;
    event.preventDefault();
    now().then((reached) => {
      if (!reached) return;
      leaving = true;
      setTimeout(() => form.requestSubmit()); // ignored while this very event is underway
    });
  });
  // Coming back must not show an older text than what the server holds.
  form.autocomplete = "off";
  window.addEventListener("pageshow", (event) => {
    leaving = false;
    if (event.persisted) location.reload();
  });
  takeUp();
}

document.querySelectorAll("form.authoring").forEach(follow);
// Both texts are on this page now: what was kept of one must not come back over the choice.
for (const both of document.querySelectorAll("[data-both]")) {
  sessionStorage.removeItem(shelf(both.dataset.both));
}
