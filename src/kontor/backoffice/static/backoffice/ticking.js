// Rows that are ticked to do one thing to many: all at once, and how many there are.
"use strict";

const boxes = () => [...document.querySelectorAll("td.tick input")];

function tell() {
  const count = boxes().filter((box) => box.checked).length, all = document.querySelector("[data-tick-all]");
  all.checked = count > 0 && count === boxes().length;
  all.indeterminate = count > 0 && !all.checked;
  const says = document.querySelector("[data-ticked]");
  says.textContent = count ? `${count} ${says.dataset.some}` : says.dataset.none;
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches("td.tick input, [data-tick-all]")) tell();
});
window.addEventListener("pageshow", () => {
  const all = document.querySelector("[data-tick-all]");
  if (!all) return;
  all.hidden = false;
  tell();
});
