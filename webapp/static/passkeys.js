// Asks the browser to make or to show a passkey, then sends the form with its answer. Without this
// script the form says that it needs one, and every other way of signing in stays open.
"use strict";

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readable(options) {
  const listed = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));
  const read = { ...options, challenge: toBytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: toBytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = listed(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = listed(options.allowCredentials);
  return read;
}

function sendable(credential) {
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const response = {};
  for (const part of parts) {
    if (credential.response[part]) response[part] = toText(credential.response[part]);
  }
  const id = toText(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response });
}

async function ask(form) {
  const body = new URLSearchParams({ csrf_token: form.elements.csrf_token.value });
  const answer = await fetch(form.dataset.options, { method: "POST", body });
  if (!answer.ok || answer.redirected) throw new TypeError("no options");
  return readable(await answer.json());
}

function follow(form) {
  const said = form.querySelector("[data-passkey-said]");
  const button = form.querySelector("[data-passkey-button]");
  if (!window.PublicKeyCredential) {
    said.textContent = form.dataset.unsupported;
    return;
  }
  said.textContent = "";
  button.hidden = false;
  let underway = false;

  async function dance() {
    said.textContent = form.dataset.waiting;
    let publicKey;
    try {
      publicKey = await ask(form);
    } catch {
      said.textContent = form.dataset.lost;
      return;
    }
    try {
      const making = form.dataset.passkey === "make";
      const options = { publicKey };
      const made = await (making ? navigator.credentials.create(options) : navigator.credentials.get(options));
      form.elements.answer.value = sendable(made);
      form.submit();
    } catch {
      said.textContent = form.dataset.failed;
    }
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (underway) return;
    underway = true;
    dance().finally(() => {
      underway = false;
    });
  });
}

document.querySelectorAll("form[data-passkey]").forEach(follow);
