// Read a chart line by line, with two buttons or the arrows of the keyboard: what is said is the
// row of its table, what is lit is the same row, and its marks in the drawing.
"use strict";

const KEYS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
const LIT = "rgba(204, 133, 26, 0.25)";

function words(cell) {
  return cell.textContent.trim().replace(/\s+/g, " ");
}

// « D4-01 · Coopérer. Niveau : 1,2. Cible : 3. »: heads, then each figure under its title.
function sentence(table, row) {
  const titles = [...table.tHead.rows[0].cells].map(words);
  const heads = [], figures = [];
  [...row.cells].forEach((cell, place) => {
    const told = words(cell);
    if (cell.classList.contains("number")) figures.push(`${titles[place]}\u00a0: ${told}`);
    else if (told) heads.push(told);
  });
  return [heads.join(" · "), ...figures].join(". ");
}

// A band across a chart whose rows are named on its side; else a ring around the point that bears
// the number or the name of the row.
function lights(layout, data, place, row) {
  const name = words(row.cells[0]);
  const side = (layout.yaxis && layout.yaxis.ticktext && layout.yaxis.ticktext[place]) || "";
  if (side && name.startsWith(side.split("…")[0]) && layout.yaxis.tickvals[place] === place) {
    return [{
      type: "rect", xref: "paper", x0: 0, x1: 1, yref: "y", y0: place - 0.5, y1: place + 0.5,
      fillcolor: LIT, line: { width: 0 }, layer: "below",
    }];
  }
  for (const trace of data) {
    const texts = [...(trace.text || [])].map((text) => String(text).trim());
    const point = texts.findIndex((text) => text === name || text === String(place + 1));
    if (point < 0) continue;
    return [{
      type: "circle", xref: "x", yref: "y", xsizemode: "pixel", ysizemode: "pixel",
      xanchor: trace.x[point], yanchor: trace.y[point], x0: -14, x1: 14, y0: -14, y1: 14,
      fillcolor: LIT, line: { width: 0 },
    }];
  }
  return [];
}

function light(figure, place, row) {
  const canvas = figure.querySelector(".js-plotly-plot");
  if (!canvas || !canvas.layout) return;
  const own = (canvas.layout.shapes || []).filter((shape) => shape.fillcolor !== LIT);
  Plotly.relayout(canvas, { shapes: [...own, ...lights(canvas.layout, canvas.data, place, row)] });
}

function readable(reader) {
  const figure = reader.closest("figure");
  const table = figure.querySelector("table");
  const rows = [...table.tBodies[0].rows];
  const said = reader.querySelector("[role=status]");
  let at = -1;

  function step(by) {
    if (rows[at]) rows[at].classList.remove("is-read");
    at = at < 0 && by < 0 ? rows.length - 1 : (at + by + rows.length) % rows.length;
    rows[at].classList.add("is-read");
    said.textContent = sentence(table, rows[at]);
    light(figure, at, rows[at]);
  }

  for (const button of reader.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => step(Number(button.dataset.step)));
  }
  reader.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS)) return;
    event.preventDefault();
    step(KEYS[event.key]);
  });
  reader.hidden = false;
}

document.querySelectorAll(".chart-reader").forEach(readable);
