// Keying sheets: one keystroke a box, the next box comes by itself, arrows go back.
"use strict";

for (const form of document.querySelectorAll("form[data-keying]")) {
  const code = form.elements.sheet;
  const alarm = form.querySelector("[data-alert]");
  const answer = form.querySelector("[data-said]");
  const stops = [...form.querySelectorAll("[name=sheet], [data-box], textarea, [data-next]")];
  let asked = "";

  const go = (from, by) => {
    const next = stops[stops.indexOf(from) + by];
    if (next) {
      next.focus();
      if (next.select) next.select();
    }
  };

  // Past the other boxes of the line: the competence does not concern this person.
  const skip = (box) => {
    const row = box.closest("[data-row]");
    const others = [...row.querySelectorAll("[data-box]")].filter((one) => one !== box);
    for (const other of others) other.value = "";
    go(others.length ? others[others.length - 1] : box, 1);
  };

  const refuse = (box, keys) => {
    box.value = "";
    box.setAttribute("aria-invalid", "true");
    alarm.textContent = "";
    alarm.textContent = form.dataset.wrong.replace("{keys}", keys.join(", ").toUpperCase());
  };

  const keyed = (box) => {
    const keys = box.dataset.keys.split(" ");
    const typed = box.value.trim().toLowerCase().slice(-1);
    if (!typed) return;
    if (!keys.includes(typed)) {
      refuse(box, keys);
      return;
    }
    box.value = typed;
    box.removeAttribute("aria-invalid");
    if (typed === box.dataset.skips) skip(box);
    else go(box, 1);
  };

  const look = async () => {
    const symbols = code.value.replace(/[^0-9a-z]/gi, "");
    if (symbols.length !== 9 || symbols === asked) return;
    asked = symbols;
    go(code, 1); // nobody waits: the answer comes while the first boxes are keyed
    const body = new FormData();
    body.set("sheet", symbols);
    body.set("csrf_token", form.elements.csrf_token.value);
    const reply = await fetch(form.dataset.look, { method: "POST", body });
    if (!reply.ok || reply.redirected) return;
    const found = await reply.json();
    answer.textContent = found.said;
    answer.classList.toggle("field-error", !found.fit);
    if (!found.fit) {
      asked = "";
      code.focus();
      code.select();
    }
  };

  form.addEventListener("input", (event) => {
    if (event.target === code) look().catch(() => {});
    else if ("atOnce" in event.target.dataset) keyed(event.target);
  });

  form.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!stops.includes(box) || box.tagName === "TEXTAREA" || event.ctrlKey || event.altKey) return;
    const empty = box.tagName === "INPUT" && box.value === "";
    const moves = { ArrowDown: 1, ArrowUp: -1, ArrowRight: 1, ArrowLeft: -1 };
    const inText = !("atOnce" in box.dataset) && box.tagName === "INPUT";
    if (event.key in moves && !(inText && /Left|Right/.test(event.key))) {
      event.preventDefault();
      go(box, moves[event.key]);
    } else if (event.key === "Enter" && box.tagName === "INPUT") {
      event.preventDefault();
      go(box, 1);
    } else if (event.key === " " && "atOnce" in box.dataset) {
      event.preventDefault();
      box.value = "";
      go(box, 1);
    } else if (event.key === "Backspace" && empty) {
      event.preventDefault();
      go(box, -1);
    }
  });

  (form.querySelector("[aria-invalid=true]") || code).focus();
}
