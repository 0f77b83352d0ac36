// Moves an entry without leaving the place where one is, by its buttons, by Alt and an arrow, or by
// dragging. Without this script the buttons lead to the same page.
"use strict";

const outline = () => document.getElementById("outline");
const said = document.getElementById("outline-said");

function opened() {
  const closed = document.querySelectorAll("[data-held]:not([open])");
  return new Set([...closed].map((held) => held.dataset.held));
}

// The focus comes back to what was pressed, or to the entry where that is not to be pressed again.
function focusOn(id, act) {
  const entry = document.querySelector(`[data-entry="${id}"]`);
  if (!entry) return;
  const line = entry.querySelector(".entry-line");
  const button = act && line.querySelector(`[data-act="${act}"]:enabled`);
  const place = button || line.querySelector("a");
  place.focus();
  entry.classList.add("is-moved");
}

async function send(fields, id, act) {
  const form = outline();
  const body = new URLSearchParams(new FormData(form));
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  const answer = await fetch(form.action, { method: "POST", body }).catch(() => null);
  if (answer === null || !answer.ok) {
    if (answer === null) return;
    location.reload();
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("outline");
  if (!fresh) {
    location.reload();
    return;
  }
  const closed = opened();
  form.replaceWith(document.adoptNode(fresh));
  for (const held of document.querySelectorAll("[data-held]")) {
    held.open = !closed.has(held.dataset.held);
  }
  const told = page.querySelector(".flash");
  said.textContent = told ? told.textContent : "";
  prepare();
  focusOn(id, act);
}

function prepare() {
  for (const line of document.querySelectorAll(".entry-line")) line.draggable = true;
}

document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (event.target !== outline() || !button || button.name !== "act") return;
  event.preventDefault();
  const [act, id] = button.value.split(":");
  send({ act: button.value }, id, act);
});

document.addEventListener("keydown", (event) => {
  const line = event.altKey && event.target.closest(".entry-line");
  const act = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!line || !act) return;
  const button = line.querySelector(`[data-act="${act}"]:enabled`);
  event.preventDefault();
  if (button) send({ act: button.value }, line.closest("[data-entry]").dataset.entry, "");
});

let dragged = null;

function aim(event) {
  const line = event.target.closest && event.target.closest(".entry-line");
  const entry = line && line.closest("[data-entry]");
  if (!dragged || !entry || dragged.contains(entry)) return null;
  const box = line.getBoundingClientRect();
  const part = (event.clientY - box.top) / box.height;
  const isArea = entry.dataset.kind === "area";
  if (isArea && dragged.dataset.kind !== "area") return { entry, act: "under" };
  if (isArea && part > 0.3 && part < 0.7) return { entry, act: "under" };
  return { entry, act: part < 0.5 ? "before" : "after" };
}

function unmark() {
  for (const one of document.querySelectorAll("[data-drop]")) delete one.dataset.drop;
}

document.addEventListener("dragstart", (event) => {
  const line = event.target.closest && event.target.closest(".entry-line");
  if (!line) return;
  dragged = line.closest("[data-entry]");
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.entry);
});

document.addEventListener("dragover", (event) => {
  const target = aim(event);
  unmark();
  if (!target) return;
  event.preventDefault();
  target.entry.dataset.drop = target.act;
});

document.addEventListener("drop", (event) => {
  const target = aim(event);
  unmark();
  if (!target) return;
  event.preventDefault();
  const id = dragged.dataset.entry;
  const other = target.entry.dataset.entry;
  const where = target.act === "under" ? { parent: other } : { other };
  send({ act: `${target.act}:${id}`, ...where }, id, "");
});

document.addEventListener("dragend", () => {
  unmark();
  dragged = null;
});

prepare();
