// The screen of the room: what comes in, every five seconds while it is seen; the time left; one
// result at a time, by the arrow keys.
"use strict";

const EVERY = 5000;
const SECOND = 1000;
const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const room = document.querySelector(".room");
const slides = [...document.querySelectorAll(".room-slide")];
let version = ""; // of what was told last
let late = 0; // by how much this machine's clock differs from the server's, in milliseconds

async function refresh() {
  if (document.hidden) return;
  const headers = { Accept: "application/json", "If-None-Match": version };
  const answer = await fetch(room.dataset.live, { headers, cache: "no-store" });
  if (!answer.ok || answer.redirected) return; // 304: nothing has changed
  version = answer.headers.get("ETag") || "";
  const date = answer.headers.get("Date");
  if (date) late = new Date(date) - Date.now();
  const told = await answer.json();
  const { state, release, closes } = room.dataset;
  if (told.state !== state || String(told.release) !== release || told.closes !== closes) {
    location.reload();
  }
  const shown = room.querySelector("[data-count]");
  if (shown.textContent !== told.received) shown.textContent = told.received;
}

function countDown(place) {
  const left = Math.floor((new Date(room.dataset.closes) - Date.now() - late) / SECOND);
  if (left < 0) {
    place.textContent = "";
    refresh().catch(() => {});
    return;
  }
  const { days, hours, minutes } = place.dataset;
  const parts = {
    days: Math.floor(left / DAY),
    hours: Math.floor((left % (left >= DAY ? DAY : Infinity)) / HOUR),
    minutes: Math.floor((left % HOUR) / MINUTE),
    seconds: left % MINUTE,
  };
  const words = left >= DAY ? days : left >= HOUR ? hours : minutes;
  place.textContent = words.replace(/\{(\w+)\}/g, (_whole, name) => parts[name]);
}

function place() {
  return Math.max(0, slides.findIndex((slide) => `#${slide.id}` === location.hash));
}

function showOne() {
  if (!slides.length) return;
  slides.forEach((slide, number) => {
    slide.hidden = number !== place();
  });
  slides[place()].querySelector("h2").focus({ preventScroll: true });
  scrollTo(0, 0);
}

function follow(rel) {
  const link = (slides[place()] || room).querySelector(`a[rel=${rel}]`);
  if (link) link.click();
}

for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;

if (room.dataset.live) {
  // A network that fails once is asked again at the next turn.
  setInterval(() => refresh().catch(() => {}), EVERY);
  document.addEventListener("visibilitychange", () => refresh().catch(() => {}));
}

for (const place of document.querySelectorAll("[data-countdown]")) {
  countDown(place);
  setInterval(() => countDown(place), SECOND);
}

for (const button of document.querySelectorAll("[data-full-screen]")) {
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => document.documentElement.requestFullscreen());
}

window.addEventListener("hashchange", showOne);
showOne();

document.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const wide = event.target.closest(".table-scroll"); // which the arrows scroll
  if (wide && wide.scrollWidth > wide.clientWidth) return;
  if (event.key === "ArrowRight" || event.key === "PageDown") follow("next");
  if (event.key === "ArrowLeft" || event.key === "PageUp") follow("prev");
});
