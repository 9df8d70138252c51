// Keys, the menu of small screens, and where the eye goes after an answer. Pages work without any of it.
"use strict";

const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
const shown = (element) => element.getClientRects().length > 0;
let going = 0; // when g was pressed

function press(key) {
  const target = [...document.querySelectorAll("[data-key]")].find((element) => element.dataset.key === key && shown(element));
  if (target) target.matches("input, select, textarea") ? target.focus() : target.click();
  return Boolean(target);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const dialog = document.getElementById("keys");
  if (typing(event.target) || dialog?.open) return;
  if (event.key === "?") openKeys();
  else if (event.key === "g") { going = Date.now(); return; }
  else if (Date.now() - going < 1500) document.querySelector(`[data-go="${CSS.escape(event.key)}"]`)?.click();
  else if (!press(event.key)) return;
  going = 0;
  event.preventDefault();
});

function openKeys() {
  const dialog = document.getElementById("keys");
  const list = dialog.querySelector("[data-all-keys]"), added = [];
  for (const old of list.querySelectorAll("[data-of-page]")) old.remove();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (element.dataset.key === "/" || !shown(element)) continue;
    const key = document.createElement("dt"), name = document.createElement("dd"), cap = document.createElement("kbd");
    cap.textContent = element.dataset.key;
    key.append(cap);
    name.textContent = element.dataset.keyName || element.textContent.replace(/\s\S$/u, "").trim();
    key.dataset.ofPage = name.dataset.ofPage = "";
    added.push(key, name);
  }
  list.prepend(...added);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) openKeys();
  if (event.target.closest("[data-print]")) window.print();
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    const isOpen = document.getElementById(opener.dataset.opens).classList.toggle("open");
    opener.setAttribute("aria-expanded", String(isOpen));
  }
  const fold = event.target.closest("[data-more-filters]");
  if (fold) fold.setAttribute("aria-expanded", String(fold.form.classList.toggle("open")));
  for (const sheet of document.querySelectorAll("details.more[open]")) if (!sheet.contains(event.target)) sheet.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const sheet = document.querySelector("details.more[open]");
  if (sheet) { sheet.open = false; sheet.querySelector("summary").focus(); }
});

// A button that was pressed once is busy: a second press would send the same thing again.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.hasAttribute("hx-post")) return;
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) setTimeout(() => { button.disabled = true; });
});
window.addEventListener("pageshow", () => document.querySelectorAll("form button[disabled]:not([data-off])").forEach((button) => { button.disabled = false; }));

// A filter that is chosen from a list takes effect at once.
document.addEventListener("change", (event) => { if (event.target.matches("form.filters select")) event.target.form.requestSubmit(); });

// On a small screen a list shows its first filters and those in use; the others wait behind a button.
document.addEventListener("DOMContentLoaded", () => {
  for (const field of document.querySelectorAll("form.filters > .field")) field.classList.toggle("used", Boolean(field.querySelector("input, select")?.value));
});

const focusRefusal = (root) => root.querySelector("[data-focus]")?.focus();
document.addEventListener("DOMContentLoaded", () => focusRefusal(document));
document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "main") focusRefusal(event.target); });
