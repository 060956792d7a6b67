// A page that nobody looks at asks for nothing.

document.addEventListener("htmx:beforeRequest", (event) => {
  const asker = event.detail?.elt;
  if (document.hidden && asker instanceof Element && asker.hasAttribute("data-live")) event.preventDefault();
});
