// How far a file is: asked every second, until there is something else to show.
"use strict";

async function follow(place) {
  if (document.hidden) return;
  const answer = await fetch(place.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok || answer.redirected) return;
  const said = await answer.json();
  if (said.state !== place.dataset.state) location.reload();
  const bar = place.querySelector("progress");
  if (said.total) bar.value = (100 * said.done) / said.total;
  const told = place.querySelector("[data-told]");
  if (told && said.told && told.textContent !== said.told) told.textContent = said.told;
}

for (const place of document.querySelectorAll("[data-progress]")) {
  for (const link of place.querySelectorAll("[data-without-progress]")) link.hidden = true;
  // A network that fails once is asked again at the next turn.
  setInterval(() => follow(place).catch(() => {}), 1000);
}
