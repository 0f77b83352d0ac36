// The questionnaire without network: one page at a time, filled from what this device keeps.
"use strict";

const sheetForm = document.getElementById("sheet");
const sections = [...sheetForm.querySelectorAll("[data-step]")];
const single = sheetForm.dataset.single === "1";
const notes = (name) => document.querySelector(`[data-sheet="${name}"]`);
const code = sheetForm.dataset.campaign;
let mine = null;

const seen = () => JSON.parse(sessionStorage.getItem(mine.ticket) || "{}");

function fill(fields) {
  for (const [name, values] of Object.entries(fields)) {
    for (const control of sheetForm.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["radio", "checkbox"].includes(control.type)) control.checked = values.includes(control.value);
      else control.value = values[0] || "";
    }
  }
}

// What conditions look at, as the site reads it: values by the code of what asked them.
function known(fields) {
  const said = {};
  for (const [name, values] of Object.entries(fields)) {
    const asked = sheetForm.querySelector(`[name="${CSS.escape(name)}"]`).closest("[data-question]");
    if (!asked) {
      said[name] = values;
      continue;
    }
    const { question, type } = asked.dataset;
    const rest = name.slice(`q-${question}-`.length);
    const real = values.filter((value) => value && !["na", ...(type === "yes_no" ? [] : ["no"])].includes(value));
    said[question] ??= [];
    if (type === "yes_no") said[question].push(...values.map((value) => ({ 1: "yes", 0: "no" })[value]));
    else if (type === "ranking") said[question].push(...real.filter((rank) => rank === "1").map(() => rest));
    else if (type === "factors") said[question].push(...real.map((step) => `${rest}=${step}`));
    else said[question].push(...real);
  }
  return said;
}

function applies(element, said) {
  const condition = JSON.parse(element.dataset.showIf || "null");
  return !condition || condition.values.some((value) => (said[condition.question] || []).includes(value));
}

// Hide what does not concern this person; return the steps they meet.
function met() {
  const fields = device.fieldsOf(sheetForm);
  const said = known(fields);
  for (const question of sheetForm.querySelectorAll("[data-question]")) {
    question.hidden = !applies(question, said);
  }
  for (const scale of sheetForm.querySelectorAll("fieldset[id]")) {
    const back = /^b(\d+)$/.exec(scale.id);
    if (back) scale.closest(".question").hidden = (fields[`c${back[1]}`] || [])[0] === "na";
  }
  return sections.filter((section) => {
    const questions = [...section.querySelectorAll("[data-question]")];
    const asks = questions.length === 0 || questions.some((question) => !question.hidden);
    return applies(section, said) && asks;
  });
}

function show(step, moved) {
  const steps = met();
  const shown = steps.find((section) => Number(section.dataset.step) >= step) || steps.at(-1);
  for (const section of sections) section.hidden = !(single ? steps.includes(section) : section === shown);
  const place = sheetForm.querySelector("[data-place]");
  const number = steps.indexOf(shown) + 1;
  place.textContent = place.dataset.place.replace("{n}", number).replace("{total}", steps.length);
  place.hidden = single;
  sheetForm.querySelector("[data-go=back]").hidden = single || number === 1;
  sheetForm.querySelector("[data-go=next]").hidden = single || shown === steps.at(-1);
  sheetForm.querySelector("[type=submit]").hidden = !single && shown !== steps.at(-1);
  const answered = Object.values(device.fieldsOf(sheetForm)).filter((values) => values.some(Boolean));
  sheetForm.querySelector("[data-answered]").textContent = answered.length;
  sheetForm.dataset.at = shown.dataset.step;
  if (moved) {
    shown.querySelector("h2").focus();
    window.scrollTo(0, 0);
  }
}

function turn(by) {
  const steps = met();
  const at = steps.findIndex((section) => section.dataset.step === sheetForm.dataset.at);
  show(Number(steps[Math.max(0, at + by)].dataset.step), true);
}

async function keepField(event) {
  const every = device.fieldsOf(sheetForm);
  const fields = { [event.target.name]: every[event.target.name] };
  sessionStorage.setItem(mine.ticket, JSON.stringify({ ...seen(), ...fields }));
  await device.note(mine.ticket, code, fields, { waiting: false });
  sheetForm.querySelector("[data-saved]").textContent = sheetForm.dataset.saved;
  document.dispatchEvent(new Event("kept"));
  device.later();
  met();
}

async function send(event) {
  event.preventDefault();
  const fields = device.fieldsOf(sheetForm);
  const answered = Object.entries(fields).some(
    ([name, values]) => /^([citb]\d|q-)/.test(name) && values.some(Boolean),
  );
  notes("nothing").hidden = answered;
  if (!answered) return;
  await device.note(mine.ticket, code, {}, { waiting: true, notice: sheetForm.dataset.notice });
  await device.later();
  await leave(await device.deliver());
}

async function leave(outcomes) {
  const own = outcomes.find((outcome) => outcome.sheet.ticket === mine.ticket);
  if (own && own.done && own.sheet.waiting) {
    sessionStorage.clear();
    location.assign(`/c/${code}`);
    return;
  }
  document.dispatchEvent(new Event("kept"));
  if (own && own.refused) location.reload();
  else close();
}

function close() {
  sheetForm.hidden = true;
  sessionStorage.clear();
  document.querySelector("main").focus();
  window.scrollTo(0, 0);
}

const fieldsIn = (question) =>
  question.querySelectorAll("select, textarea, [type=text], .scale-steps [type=checkbox]");

function problems() {
  for (const [name, sentence] of Object.entries(mine.problems || {})) {
    const said = document.getElementById(`${name}-error`);
    if (!said) continue;
    const question = said.closest(".question");
    said.textContent = sentence;
    question.classList.add("is-invalid");
    for (const field of fieldsIn(question)) field.setAttribute("aria-invalid", "true");
  }
}

async function open() {
  notes("gate").hidden = true;
  await device.change(mine.ticket, (sheet) => sheet && { ...sheet, waiting: false });
  sessionStorage.setItem("mine", mine.ticket);
  document.dispatchEvent(new Event("kept"));
  fill({ ...seen(), ...mine.fields });
  problems();
  sheetForm.hidden = false;
  const wrong = sheetForm.querySelector(".is-invalid");
  const asked = Number(location.pathname.split("/").pop()) || 1;
  show(wrong ? Number(wrong.closest("[data-step]").dataset.step) : asked, false);
  if (wrong) fieldsIn(wrong)[0]?.focus();
}

async function begin(outcomes) {
  const own = sessionStorage.getItem("mine");
  if (outcomes.some(({ sheet, done }) => done && sheet.waiting && sheet.ticket === own)) {
    location.replace(`/c/${code}`);
    return;
  }
  const kept = (await device.all()).filter((sheet) => sheet.code === code);
  for (const sheet of kept) if (sheet.waiting) sessionStorage.removeItem(sheet.ticket);
  mine = kept.find((sheet) => !sheet.waiting) || kept.find((sheet) => sheet.refusal) || null;
  const shown = mine && !mine.waiting && (mine.ticket === own || !device.holds(mine));
  notes("none").hidden = kept.length > 0;
  if (shown) await open();
  else notes("gate").hidden = mine === null;
}

sheetForm.addEventListener("change", keepField);
sheetForm.addEventListener("submit", send);
sheetForm.querySelector("[data-go=next]").addEventListener("click", () => turn(1));
sheetForm.querySelector("[data-go=back]").addEventListener("click", () => turn(-1));
notes("gate").querySelector("button").addEventListener("click", open);
document.addEventListener("erased", () => location.reload());
device.delivered.then(begin).catch(() => {
  notes("none").hidden = false;
});
