// The service worker of the questionnaires: without network, the sheet kept on the device is shown
// in the place of their pages, and what they send is kept until it can leave.
"use strict";

const READING = 6000; // milliseconds: a network that does not answer by then counts as none
const WRITING = 15000;
const AWAY = [502, 503, 504]; // said by what stands before the site

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("sync", (event) => event.waitUntil(sendAll()));

let delivered = 0; // times that something left

async function sendAll() {
  const outcomes = await device.deliver();
  if (outcomes.some((outcome) => outcome.done)) {
    delivered += 1;
    await tell(outcomes);
  }
  const late = outcomes.some((outcome) => !outcome.done && !outcome.refused);
  if (late) throw new Error("The network is not back yet."); // the browser will ask again
}

// A page made before what left says that nothing was sent; one that opens now hears it a bit later.
async function tell(outcomes) {
  for (const moment of [0, 1000]) {
    await new Promise((resolve) => setTimeout(resolve, moment));
    const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    for (const page of pages) page.postMessage(outcomes);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(asset(request));
  if (request.mode !== "navigate") return;
  const [, code, act] = url.pathname.match(/^\/c\/([^/]+)(?:\/([^/]+))?$/) || [];
  if (!code) return;
  if (request.method === "GET") event.respondWith(read(request, code.toLowerCase(), act));
  const writes = act === "send" || /^\d+$/.test(act || "");
  if (request.method === "POST" && writes) event.respondWith(write(request, code.toLowerCase(), act));
});

async function asset(request) {
  return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

function within(milliseconds, promise) {
  const late = new Promise((_, reject) => setTimeout(reject, milliseconds, new Error("late")));
  return Promise.race([promise, late]);
}

async function shell(code) {
  for (const name of await caches.keys()) {
    if (!name.startsWith(`sheet:${code}:`)) continue;
    const kept = await caches.open(name);
    return kept.match(`/c/${code}/offline`, { ignoreSearch: true, ignoreVary: true });
  }
  return undefined;
}

async function read(request, code, act) {
  const before = delivered;
  let asked = fetch(request);
  let answer = await within(READING, asked).catch(() => null);
  if (answer && before !== delivered) {
    asked = fetch(request); // the page was made before what left meanwhile
    answer = await within(READING, asked).catch(() => null);
  }
  if (answer && !AWAY.includes(answer.status)) return answer;
  const shown = !act || act === "offline" || /^\d+$/.test(act) ? await shell(code) : undefined;
  return shown || asked;
}

async function write(request, code, act) {
  const copy = request.clone();
  const asked = fetch(request);
  const answer = await within(WRITING, asked).catch(() => null);
  if (answer && !AWAY.includes(answer.status)) return answer;
  const form = await copy.formData();
  const fields = {};
  for (const name of new Set(form.keys())) {
    if (!["ticket", "notice", "go"].includes(name)) fields[name] = form.getAll(name);
  }
  const go = form.get("go");
  const sent = act === "send" ? { waiting: true, notice: form.get("notice") } : {};
  try {
    await device.note(form.get("ticket"), code, go === "clear" ? {} : fields, sent);
  } catch {
    return asked; // nothing can be kept here: the browser says what happened
  }
  await device.later();
  const step = Number(act) + (go === "back" ? -1 : 1);
  return Response.redirect(`/c/${code}/${act === "send" ? "offline" : step}`, 303);
}
