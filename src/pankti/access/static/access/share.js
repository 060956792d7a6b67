// A link made here: copied, or handed to another app, by one press. Without script it can be marked and copied.

for (const box of document.querySelectorAll("[data-share]")) {
  const link = box.querySelector("input");
  const copy = box.querySelector("[data-copy]");
  const pass = box.querySelector("[data-pass]");
  if (copy && navigator.clipboard) {
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      await navigator.clipboard.writeText(link.value);
      copy.textContent = copy.dataset.done;
    });
  }
  if (pass && navigator.share) {
    pass.hidden = false;
    pass.addEventListener("click", () => navigator.share({ text: pass.dataset.text, url: link.value }).catch(() => {}));
  }
}
