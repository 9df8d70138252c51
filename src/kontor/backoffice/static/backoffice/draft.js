// Keeps what is typed into a form until the server has taken it: in this browser, with the form's own key, so that
// sending it again after a lost connection counts once.
"use strict";

const nameOf = (form) => `kontor.draft.${form.dataset.draft}`;
const draftForm = () => document.querySelector("form[data-draft]");
const SKIPPED = new Set(["csrfmiddlewaretoken"]);

function keep(form) {
  const fields = {}, lines = [];
  for (const element of form.elements) {
    if (!element.name || SKIPPED.has(element.name) || element.closest("tr.line")) continue;
    fields[element.name] = element.type === "checkbox" ? element.checked : element.value;
  }
  for (const row of form.querySelectorAll("tr.line")) {
    const line = { available: row.dataset.available, unit: row.dataset.unit, packs: packsOf(row), taken: row.querySelector("[name=name]").dataset.taken };
    for (const element of row.querySelectorAll("[name]")) line[element.name] = element.value;
    if (line.name || line.quantity) lines.push(line);
  }
  const hasContent = lines.length > 0 || Boolean(fields.customer_text) || Boolean(fields.note) || Boolean(fields.reference);
  if (hasContent) store(nameOf(form), JSON.stringify({ fields, lines }));
  else localStorage.removeItem(nameOf(form));
}

function store(name, text) {
  try { localStorage.setItem(name, text); } catch { /* a full or closed store: the page still holds everything */ }
}

function restore(form) {
  let draft;
  try { draft = JSON.parse(localStorage.getItem(nameOf(form))); } catch { draft = null; }
  if (!draft) return;
  for (const [name, value] of Object.entries(draft.fields)) {
    const element = form.elements[name];
    if (!(element instanceof Element)) continue;
    if (element.type === "checkbox") element.checked = value; else element.value = value;
  }
  while (form.querySelectorAll("tr.line").length < draft.lines.length) addLine();
  [...form.querySelectorAll("tr.line")].slice(0, draft.lines.length).forEach((row, index) => fill(row, draft.lines[index]));
  form.querySelector("[data-restored]").hidden = false;
  form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
}

// A refused form comes back with what was typed; packs, prices and stock of its lines are still in the draft.
function recallTerms(form) {
  let draft = null;
  try { draft = form && JSON.parse(localStorage.getItem(nameOf(form))); } catch { /* nothing to recall */ }
  [...(form?.querySelectorAll("tr.line") ?? [])].forEach((row, index) => {
    const line = draft?.lines[index], pack = row.querySelector("[name=pack]").value;
    if (!line?.sku || line.sku !== row.querySelector("[name=sku]").value) return;
    fillTerms(row, line);
    row.querySelector("[name=pack]").value = pack;
  });
}

// A draft is data, never markup: nothing in it is parsed when it comes back.
const packsOf = (row) => [...row.querySelector("[name=pack]").options].map((option) => ({ code: option.value, text: option.text, terms: { ...option.dataset } }));

function fillTerms(row, line) {
  const packs = Array.isArray(line.packs) ? line.packs : [{ code: line.pack, text: line.pack || "unit", terms: {} }]; // one kept as markup before
  row.querySelector("[name=pack]").replaceChildren(...packs.map((pack) => {
    const option = new Option(pack.text, pack.code);
    Object.assign(option.dataset, pack.terms);
    return option;
  }));
  if (line.taken !== undefined) row.querySelector("[name=name]").dataset.taken = line.taken;
  if (line.available !== undefined) { row.dataset.available = line.available; row.dataset.unit = line.unit; }
}

function fill(row, line) {
  fillTerms(row, line);
  for (const name of ["sku", "name", "quantity", "pack", "reason", "unit_cost"]) { const field = row.querySelector(`[name=${name}]`); if (field && line[name] !== undefined) field.value = line[name]; }
}

document.addEventListener("input", (event) => { const form = event.target.closest?.("form[data-draft]"); if (form) keep(form); });
document.addEventListener("change", (event) => { const form = event.target.closest?.("form[data-draft]"); if (form) keep(form); });
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-forget]")) return;
  localStorage.removeItem(nameOf(draftForm()));
  location.reload();
});

const lost = (isLost) => { const note = document.querySelector("[data-offline]"); if (note) note.hidden = !isLost; };
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, (event) => {
  const form = draftForm();
  if (form) keep(form);
  lost(true);
});
document.addEventListener("htmx:afterOnLoad", () => lost(false));
window.addEventListener("online", () => lost(false));

document.addEventListener("DOMContentLoaded", () => {
  const done = document.querySelector("[data-draft-done]");
  if (done) for (const name of Object.keys(localStorage)) if (name.startsWith("kontor.draft.") && localStorage.getItem(name).includes(`"${done.dataset.draftDone}"`)) localStorage.removeItem(name);
  const form = draftForm();
  if (form && form.dataset.refused === undefined) restore(form);
});
