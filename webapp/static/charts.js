// Draw each [data-chart] with Plotly when it comes into view, in the colours of the page.
// The figure is a JSON block; its table stands beside it, so the drawing is for the eye only.
"use strict";

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const still = window.matchMedia("(prefers-reduced-motion: reduce)");
const french = document.documentElement.lang === "fr";

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axisColours(layout) {
  const colours = {};
  for (const key of Object.keys(layout)) {
    if (!/^[xy]axis\d*$/.test(key)) continue;
    for (const part of ["gridcolor", "zerolinecolor", "linecolor", "tickcolor"]) {
      colours[`${key}.${part}`] = token(part === "gridcolor" ? "--rule" : "--control");
    }
  }
  if (layout.polar) {
    colours["polar.bgcolor"] = "rgba(0,0,0,0)";
    for (const axis of ["radialaxis", "angularaxis"]) {
      colours[`polar.${axis}.gridcolor`] = token("--rule");
      colours[`polar.${axis}.linecolor`] = token("--control");
    }
  }
  return colours;
}

function pageColours(layout) {
  const colours = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    "font.color": token("--ink"),
    "font.family": token("--font"),
    ...axisColours(layout),
  };
  (layout.annotations || []).forEach((note, index) => {
    if (!note.bgcolor) colours[`annotations[${index}].font.color`] = token("--ink");
  });
  return colours;
}

function settings(box) {
  return {
    displaylogo: false,
    displayModeBar: "hover",
    locale: french ? "fr" : "en",
    modeBarButtons: [["toImage"]],
    responsive: true,
    scrollZoom: false,
    toImageButtonOptions: { filename: box.dataset.chart.replace(/-data$/, ""), scale: 2 },
  };
}

async function draw(box) {
  const figure = JSON.parse(document.getElementById(box.dataset.chart).textContent);
  const layout = {
    ...figure.layout,
    autosize: true,
    dragmode: false,
    transition: { duration: still.matches ? 0 : 200 },
  };
  delete layout.width;
  const canvas = document.createElement("div");
  canvas.setAttribute("aria-hidden", "true");
  box.replaceChildren(canvas);
  await Plotly.newPlot(canvas, figure.data, layout, settings(box));
  const recolour = () => Plotly.relayout(canvas, pageColours(layout));
  await recolour();
  dark.addEventListener("change", recolour);
  box.classList.remove("is-waiting");
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
window.addEventListener("beforeprint", () => {
  document.querySelectorAll(".js-plotly-plot").forEach((canvas) => Plotly.Plots.resize(canvas));
});
