// Composing: shows the number's label only where a number is asked for.

const form = document.getElementById("compose") ?? document.getElementById("rule");

const follow = () => {
  const proof = form?.querySelector("input[name=proof]:checked")?.value;
  for (const box of form?.querySelectorAll(".only-number") ?? []) box.hidden = proof !== "number";
  const kind = form?.querySelector("input[name=kind]:checked")?.value;
  for (const box of form?.querySelectorAll(".only-escalation") ?? []) box.hidden = kind !== "escalation";
};

form?.addEventListener("change", follow);
follow();
document.querySelector(".error-summary")?.focus();
