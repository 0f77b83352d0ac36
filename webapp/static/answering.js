// Keeps the answers of a page on the server while they are given. Without this script the buttons
// of the page do the same.
const form = document.querySelector("form.answering");
if (form) {
  const saved = form.querySelector("[data-saved]");
  let waiting = 0;
  let changed = false;

  async function keep() {
    clearTimeout(waiting);
    if (!changed) return;
    changed = false;
    const body = new URLSearchParams(new FormData(form));
    body.set("go", "stay");
    try {
      const answer = await fetch(form.dataset.keep || form.action, { method: "POST", body, keepalive: true });
      if (!answer.ok) throw new Error(answer.status);
      saved.textContent = form.dataset.autosave;
      saved.classList.remove("is-failed");
    } catch {
      changed = true;
      saved.textContent = form.dataset.autosaveFailed;
      saved.classList.add("is-failed");
    }
  }

  form.addEventListener("change", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(keep, 800);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (sending) event.preventDefault();
    sending = true;
    clearTimeout(waiting);
    changed = false;
  });
  window.addEventListener("pageshow", () => {
    sending = false;
  });
}
