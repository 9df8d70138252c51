// Screen readers jump to the main part of a page, and by the names of its other parts: the admin's own templates do not
// mark the first, and give every scrolling box the same name.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const main = document.getElementById("main");
  if (main && !document.querySelector("main")) main.setAttribute("role", "main");
});
window.addEventListener("load", () => {
  for (const box of document.querySelectorAll(".simplebar-content-wrapper[role=region]")) {
    box.removeAttribute("role");
    box.removeAttribute("aria-label");
  }
});
