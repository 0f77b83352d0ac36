// A radio chosen by mistake can be taken back: one button per scale, once something is chosen.
"use strict";

function offerClearing(scale) {
  const chosen = scale.querySelector("input[type=radio]:checked:enabled");
  const button = scale.querySelector(".scale-clear");
  if (!chosen) {
    button?.remove();
    return;
  }
  if (button) return;
  const clear = document.createElement("button");
  clear.type = "button";
  clear.className = "button button-quiet scale-clear";
  clear.textContent = scale.dataset.clear;
  clear.setAttribute("aria-describedby", scale.querySelector("legend").id);
  clear.addEventListener("click", () => {
    const current = scale.querySelector("input[type=radio]:checked");
    if (current) {
      current.checked = false;
      current.dispatchEvent(new Event("change", { bubbles: true }));
    }
    scale.querySelector("input[type=radio]").focus();
  });
  scale.append(clear);
}

document.addEventListener("change", (event) => {
  const scale = event.target.closest("fieldset[data-clear]");
  if (scale) offerClearing(scale);
});
document.querySelectorAll("fieldset[data-clear]").forEach(offerClearing);
