// Screen readers jump to the main part of a page; the admin's own templates do not name it.
"use strict";
document.addEventListener("DOMContentLoaded", () => {
  const main = document.getElementById("main");
  if (main && !document.querySelector("main")) main.setAttribute("role", "main");
});
