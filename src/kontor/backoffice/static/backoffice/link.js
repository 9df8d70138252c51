// A link that is shown once: marked when it is touched, copied by its button where the browser lets us.
"use strict";

document.addEventListener("focusin", (event) => { if (event.target.matches("[data-link]")) event.target.select(); });
document.addEventListener("DOMContentLoaded", () => {
  const button = document.querySelector("[data-copies]");
  if (!button || !navigator.clipboard) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).value);
    button.textContent = button.dataset.copied;
  });
});
