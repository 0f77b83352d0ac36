// Figures that follow: what comes in, every five seconds; the time a questionnaire will take.
"use strict";

const EVERY = 5000;

async function refresh(place) {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.live, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const counts = await answer.json();
  if (counts.state !== place.dataset.state) location.reload();
  for (const shown of place.querySelectorAll("[data-count]")) {
    shown.textContent = counts[shown.dataset.count];
  }
}

function estimate(form) {
  const ticked = (within, name) => within.querySelectorAll(`[name="${name}"]:checked`).length;
  const ratings = ticked(form, "competences") * (1 + ticked(form, "ratings"));
  const minutes = Math.max(1, Math.round((ratings * form.dataset.seconds) / 60));
  form.querySelector("[data-estimate]").textContent = minutes;
  for (const area of form.querySelectorAll("[data-tree]")) {
    area.querySelector("[data-ticked]").textContent = ticked(area, "competences");
  }
}

for (const link of document.querySelectorAll("[data-without-script]")) link.hidden = true;

for (const place of document.querySelectorAll("[data-live]")) {
  // A network that fails once is asked again at the next turn.
  setInterval(() => refresh(place).catch(() => {}), EVERY);
}

for (const form of document.querySelectorAll("form[data-seconds]")) {
  form.addEventListener("change", () => estimate(form));
  estimate(form); // the browser may have kept other boxes than the server ticked
}
