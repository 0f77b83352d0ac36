// Makes a questionnaire ready to be answered without network, says what this device keeps of it,
// and sends it as soon as it can.
"use strict";

const place = document.getElementById("device");
const { campaign, ticket, sent } = place.dataset;
const part = (name) => place.querySelector(`[data-device="${name}"]`);
const form = document.querySelector("form.answering");
let touched = false;

document.addEventListener("change", () => {
  touched = true;
});

async function look() {
  const kept = (await device.all()).filter((sheet) => sheet.code === campaign && device.holds(sheet));
  const waiting = kept.filter((sheet) => sheet.waiting);
  const refusal = kept.map((sheet) => sheet.refusal).find(Boolean);
  part("waiting").hidden = waiting.length === 0;
  part("kept").hidden = kept.length === 0 || waiting.length > 0;
  part("erase").hidden = kept.length === 0;
  part("refused").hidden = !refusal;
  part("refusal").textContent = refusal || "";
}

// What the site has now: the page of this very sheet shows it, others say so.
function follow(outcomes, first) {
  const here = outcomes.filter((outcome) => outcome.done && outcome.sheet.code === campaign);
  const own = here.find((outcome) => outcome.sheet.ticket === ticket);
  const isShown = (sheet) => form && Object.keys(sheet.fields).some((name) => form.elements[name]);
  if (own && own.sheet.waiting) location.replace(`/c/${campaign}/thanks${location.search}`);
  else if (own && isShown(own.sheet) && first && !touched) location.reload();
  else if (here.some((outcome) => outcome.sheet.waiting)) part("sent").hidden = false;
}

// What the service worker has sent, this page being open or about to be.
navigator.serviceWorker?.addEventListener("message", (event) => {
  follow(event.data, true);
  look().catch(() => {});
});

async function deliver(first) {
  const outcomes = await device.deliver();
  follow(outcomes, first);
  await look();
  return outcomes;
}

async function erase() {
  for (const sheet of await device.all()) {
    if (sheet.code === campaign) await device.remove(sheet.ticket);
  }
  sessionStorage.clear();
  part("erased").hidden = false;
  await look();
  document.dispatchEvent(new Event("erased"));
}

// The empty questionnaire and what it is drawn with, kept once a version.
async function shelve() {
  await navigator.serviceWorker.register("/service-worker.js", { scope: "/c/" });
  const name = `sheet:${campaign}:${place.dataset.version}`;
  if (!place.dataset.version || (await caches.has(name))) return;
  const address = `/c/${campaign}/offline?v=${place.dataset.version}`;
  const empty = await fetch(address);
  const page = await empty.clone().text();
  const parts = new DOMParser().parseFromString(page, "text/html");
  const drawn = [...parts.querySelectorAll("script[src], img[src]")].map((it) => it.getAttribute("src"));
  const styled = [...parts.querySelectorAll("link[href]")].map((it) => it.getAttribute("href"));
  const shelf = await caches.open(name);
  try {
    await shelf.addAll([...new Set([...drawn, ...styled])]); // from the browser's own cache
    await shelf.put(address, empty);
  } catch (reason) {
    await caches.delete(name);
    throw reason;
  }
  for (const old of await caches.keys()) {
    if (old.startsWith(`sheet:${campaign}:`) && old !== name) await caches.delete(old);
  }
}

async function begin() {
  if (!navigator.serviceWorker || !self.caches || !self.indexedDB) throw new Error("no storage");
  if (sent) {
    await device.remove(sent);
    sessionStorage.clear();
  } else if (ticket) {
    await device.begin(ticket, campaign);
    sessionStorage.setItem("mine", ticket);
  }
  await look();
}

// A code of resumption that another device showed as a drawing.
function takeCode() {
  const field = document.getElementById("resume");
  const code = location.hash.slice(1);
  if (!field || !/^[2-9A-HJ-NP-Z]{9}$/.test(code)) return;
  field.value = code;
  field.form.scrollIntoView({ block: "center" });
  field.form.querySelector("[type=submit]").focus();
}

const ready = begin();
device.delivered = ready.then(() => deliver(true)).catch(() => []);
ready.catch(() => {
  part("none").hidden = !ticket;
});
window.addEventListener("load", () => ready.then(shelve).catch(() => {}));
window.addEventListener("online", () => {
  if (!form) ready.then(() => deliver(false)).catch(() => {});
});
document.addEventListener("kept", () => look().catch(() => {}));
place.querySelector("[data-device-send]").addEventListener("click", () => deliver(false));
place.querySelector("[data-device-erase]").addEventListener("click", erase);
takeCode();
