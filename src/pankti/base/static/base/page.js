// What every page does once: say when htmx could not reach us, and send forms only once.

const saySlow = (event) => {
  const box = document.getElementById("flash");
  const template = document.getElementById("words-offline");
  if (!box || !template || box.querySelector(".is-offline")) return;
  box.append(template.content.cloneNode(true));
  event.preventDefault();
};

document.addEventListener("htmx:sendError", saySlow);
document.addEventListener("htmx:timeout", saySlow);
document.addEventListener("htmx:afterOnLoad", () => document.querySelector("#flash .is-offline")?.remove());

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || form.hasAttribute("hx-post") || form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  window.setTimeout(() => delete form.dataset.sent, 4000);
});

window.addEventListener("pageshow", () => {
  for (const form of document.forms) delete form.dataset.sent;
});
