// Draw each [data-chart] with Plotly when it comes into view, in the colours of the page.
// The figure is a JSON block; its table stands beside it, so the drawing is for the eye only.
"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const french = document.documentElement.lang === "fr";

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axisStyle(layout) {
  const style = {};
  for (const key of Object.keys(layout)) {
    if (!/^[xy]axis\d*$/.test(key)) continue;
    if (layout[key].zeroline === undefined) style[`${key}.zeroline`] = false;
    for (const part of ["gridcolor", "zerolinecolor", "linecolor", "tickcolor"]) {
      style[`${key}.${part}`] = token(part === "gridcolor" ? "--rule" : "--control");
    }
  }
  if (layout.polar) {
    style["polar.bgcolor"] = "rgba(0,0,0,0)";
    for (const axis of ["radialaxis", "angularaxis"]) {
      style[`polar.${axis}.gridcolor`] = token("--rule");
      style[`polar.${axis}.linecolor`] = token("--control");
    }
  }
  return style;
}

function pageStyle(layout) {
  const style = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    "font.color": token("--ink"),
    "font.family": token("--font"),
    "font.size": 14,
    ...axisStyle(layout),
  };
  (layout.annotations || []).forEach((note, index) => {
    if (!note.bgcolor) style[`annotations[${index}].font.color`] = token("--ink");
  });
  return style;
}

function offerImage(box, canvas) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button-quiet chart-download";
  button.textContent = box.dataset.download;
  const filename = box.dataset.chart.replace(/-data$/, "");
  button.addEventListener("click", () => {
    Plotly.downloadImage(canvas, { format: "png", scale: 2, filename });
  });
  box.after(button);
}

// On a dark page each colour of the marks gives way to the twin that the figure names.
function coloured(text) {
  const figure = JSON.parse(text);
  const twins = figure.layout.meta && figure.layout.meta.dark;
  if (!dark.matches || !twins) return figure;
  return JSON.parse(text.replace(/#[0-9A-F]{6}/g, (colour) => twins[colour] || colour));
}

async function paint(canvas, text) {
  const figure = coloured(text);
  const layout = {
    ...figure.layout,
    autosize: true,
    dragmode: false,
    transition: { duration: still.matches ? 0 : 200 },
  };
  delete layout.width;
  await Plotly.react(canvas, figure.data, layout, {
    displayModeBar: false,
    locale: french ? "fr" : "en",
    responsive: true,
  });
  await Plotly.relayout(canvas, pageStyle(layout));
}

async function draw(box) {
  const text = document.getElementById(box.dataset.chart).textContent;
  const canvas = document.createElement("div");
  canvas.setAttribute("aria-hidden", "true");
  box.replaceChildren(canvas);
  await paint(canvas, text);
  dark.addEventListener("change", () => paint(canvas, text));
  box.classList.remove("is-waiting");
  if (box.dataset.download) offerImage(box, canvas); // else the page has links to pictures
}

const inView = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      inView.unobserve(entry.target);
      draw(entry.target);
    }
  },
  { rootMargin: "300px" },
);

document.querySelectorAll("[data-chart]").forEach((box) => {
  if (!box.querySelector("svg")) box.classList.add("is-waiting");
  inView.observe(box);
});
// Paper is narrower than the screen: a viewBox lets the style sheet scale what is already drawn.
function scaleForPrint(scaled) {
  document.querySelectorAll(".js-plotly-plot .main-svg").forEach((svg) => {
    if (scaled) svg.setAttribute("viewBox", `0 0 ${svg.width.baseVal.value} ${svg.height.baseVal.value}`);
    else svg.removeAttribute("viewBox");
  });
}
window.addEventListener("beforeprint", () => scaleForPrint(true));
window.addEventListener("afterprint", () => scaleForPrint(false));
