// Keeps the answers of a page on the server while they are given, and on the device where there is
// no network. Without this script the buttons of the page do the same.
"use strict";

const PATIENCE = 6000; // milliseconds

function follow(form) {
  const saved = form.querySelector("[data-saved]");
  const own = form.elements.ticket.value;
  const { campaign } = document.getElementById("device").dataset;
  const before = (self.device && device.delivered) || Promise.resolve();
  let underway = before.then(() => true); // what was kept before comes first
  let busy = 0;
  let changed = false;
  let sending = false;
  let waiting = 0;
  let onDevice = false;
  let noted = false; // the device holds what the server may not have yet

  function say(sentence, manner) {
    saved.textContent = sentence;
    saved.classList.toggle("is-failed", manner === "failed");
    saved.classList.toggle("is-kept", manner === "kept");
  }

  // In this tab only: what the sheet shows once there is no network.
  function remember() {
    try {
      const seen = JSON.parse(sessionStorage.getItem(own) || "{}");
      sessionStorage.setItem(own, JSON.stringify({ ...seen, ...device.fieldsOf(form) }));
    } catch {
      // A browser that keeps nothing: the server does.
    }
  }

  // Where a service worker stands between, what a page sends while it is left may never leave: the
  // device notes each answer at once, and the next page delivers it.
  async function note() {
    try {
      if (!navigator.serviceWorker.controller) return false;
      noted = true;
      await device.note(own, campaign, device.fieldsOf(form));
    } catch {
      return false;
    }
    return true;
  }

  async function keepHere() {
    if (!(await note())) return false;
    document.dispatchEvent(new Event("kept"));
    device.later();
    return true;
  }

  // The server has all that this page says, unless something changed meanwhile.
  async function settle() {
    if (!noted || changed) return;
    noted = false;
    onDevice = false;
    await device.settle(own, Object.keys(device.fieldsOf(form))).catch(() => {});
    document.dispatchEvent(new Event("kept"));
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
    const kept = answer !== null && answer.ok;
    if (kept) await settle();
    else onDevice = await keepHere();
    busy -= 1;
    changed = changed || !kept;
    if (kept) say(form.dataset.autosave, "");
    else if (onDevice) say(form.dataset.autosaveDevice, "kept");
    else say(form.dataset.autosaveFailed, "failed");
    return answer !== null;
  }

  // One after the other: what was chosen first must not arrive last.
  function keep() {
    clearTimeout(waiting);
    if (changed) underway = underway.then(() => (noted ? device.alone(post) : post()));
    return underway;
  }

  // On to the next page, which the device shows itself.
  async function goOn(button) {
    const go = button ? button.value : "next";
    if (form.dataset.keep) {
      await device.note(own, campaign, {}, { waiting: true, notice: form.elements.notice.value });
      await device.later();
      sessionStorage.removeItem(own);
      location.assign(`/c/${campaign}/offline`);
      return;
    }
    if (go === "clear") {
      // The page that comes shows no answer of this one.
      const empty = Object.keys(device.fieldsOf(form)).map((name) => [name, []]);
      await device.note(own, campaign, Object.fromEntries(empty));
    }
    const step = Number(form.action.split("/").pop()) + { next: 1, back: -1, clear: 0 }[go];
    location.assign(`/c/${campaign}/${step}`);
  }

  form.addEventListener("change", () => {
    changed = true;
    remember();
    note();
    clearTimeout(waiting);
    waiting = setTimeout(keep, 800);
  });
  window.addEventListener("online", () => {
    const older = () => (onDevice ? device.deliver() : null);
    underway = underway.then(older).then(() => true, () => true);
    keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed && !sending) post();
  });

  // The page is left once all is kept, here or there; where neither can, it stays and says so.
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
      if (!reached && onDevice) goOn(event.submitter);
      if (!reached) return;
      changed = false;
      (event.submitter || form.querySelector("[type=submit]")).click();
    });
  });

  // The server remembers: the browser must not put older answers back in their place.
  form.autocomplete = "off";
  remember();
  window.addEventListener("pageshow", (event) => {
    sending = false;
    if (event.persisted && navigator.onLine) location.reload();
  });
}

document.querySelectorAll("form.answering").forEach(follow);
