// Keeps the answers of a page on the server while they are given. Without this script the buttons
// of the page do the same.
"use strict";

const PATIENCE = 6000; // milliseconds

function follow(form) {
  const saved = form.querySelector("[data-saved]");
  let underway = Promise.resolve(true);
  let busy = 0;
  let changed = false;
  let sending = false;
  let waiting = 0;

  function say(sentence, failed) {
    saved.textContent = sentence;
    saved.classList.toggle("is-failed", failed);
  }

  // Whether the server was reached; it may have refused, and then says why on a page of its own.
  async function post() {
    const control = new AbortController();
    const alarm = setTimeout(() => control.abort(), PATIENCE);
    const body = new URLSearchParams(new FormData(form));
    body.set("go", "stay");
    changed = false;
    busy += 1;
    let answer = null;
    try {
      const options = { method: "POST", body, keepalive: true, signal: control.signal };
      answer = await fetch(form.dataset.keep || form.action, options);
    } catch {
      // Said below, as a refusal is.
    }
    clearTimeout(alarm);
    busy -= 1;
    const kept = answer !== null && answer.ok;
    changed = changed || !kept;
    say(kept ? form.dataset.autosave : form.dataset.autosaveFailed, !kept);
    return answer !== null;
  }

  // One after the other: what was chosen first must not arrive last.
  function keep() {
    clearTimeout(waiting);
    if (changed) underway = underway.then(post);
    return underway;
  }

  form.addEventListener("change", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 800);
  });
  window.addEventListener("online", keep);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed && !sending) post();
  });

  // The page is left once all is kept: where there is no network it stays, and says so.
  form.addEventListener("submit", (event) => {
    if (!sending && !changed && !busy) {
      sending = true;
      return;
    }
    event.preventDefault();
    if (sending) return;
    sending = true;
    keep().then((reached) => {
      sending = false;
      if (!reached) return;
      changed = false;
      (event.submitter || form.querySelector("[type=submit]")).click();
    });
  });

  // The server remembers: the browser must not put older answers back in their place.
  form.autocomplete = "off";
  window.addEventListener("pageshow", (event) => {
    sending = false;
    if (event.persisted && navigator.onLine) location.reload();
  });
}

document.querySelectorAll("form.answering").forEach(follow);
