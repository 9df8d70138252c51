// A field that offers what fits: htmx fills the list beside it, arrows mark, Enter takes. Enter pressed before the
// list has come (a scanner is faster than a server) takes the first one as soon as it is there. What the arrows have
// marked stays marked when a later list, asked for before, comes in and still has it.
"use strict";

const listOf = (input) => input.parentElement.querySelector(".choices");
const optionsOf = (input) => [...listOf(input).querySelectorAll("[role=option]")];
const hiddenOf = (input) => input.parentElement.querySelector("input[type=hidden]");
const isFor = (input) => input instanceof HTMLInputElement && input.dataset.chooses !== undefined;

function mark(input, option) {
  for (const other of optionsOf(input)) other.setAttribute("aria-selected", String(other === option));
  if (option) { option.id ||= `choice-${Math.random().toString(36).slice(2)}`; input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
  else input.removeAttribute("aria-activedescendant");
}

function closeChoices(input) {
  listOf(input).replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function take(input, option) {
  input.value = option.dataset.text;
  hiddenOf(input).value = option.dataset.value;
  input.dataset.taken = input.value;
  delete input.dataset.waits;
  delete input.dataset.pointed;
  closeChoices(input);
  input.dispatchEvent(new CustomEvent("taken", { bubbles: true, detail: option.dataset }));
}

document.addEventListener("input", (event) => {
  if (!isFor(event.target)) return;
  delete event.target.dataset.waits;
  delete event.target.dataset.pointed;
  if (event.target.value !== event.target.dataset.taken) hiddenOf(event.target).value = "";
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!isFor(input)) return;
  const options = optionsOf(input), marked = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (!options.length) { if (event.key === "ArrowDown" && input.value) htmx.trigger(input, "look"); return; }
    event.preventDefault();
    const option = options[(marked + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length];
    input.dataset.pointed = option.dataset.value;
    mark(input, option);
  } else if (event.key === "Escape" && options.length) { event.preventDefault(); closeChoices(input); }
  else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (input.value && input.value === input.dataset.taken) { closeChoices(input); goOn(input); }
    else if (options.length && input.dataset.shown === input.value) take(input, options[Math.max(marked, 0)]);
    else if (input.value.trim()) { input.dataset.waits = "yes"; if (input.dataset.asked !== input.value) htmx.trigger(input, "look"); }
    else goOn(input);
  } else if (event.key === "Tab" && marked >= 0) take(input, options[marked]);
});

const goOn = (input) => input.dispatchEvent(new CustomEvent("chosen-already", { bubbles: true }));

document.addEventListener("htmx:beforeRequest", (event) => { if (isFor(event.target)) event.target.dataset.asked = event.target.value; });
document.addEventListener("htmx:afterRequest", (event) => {
  const input = event.detail.elt;
  if (!isFor(input)) return;
  if (!event.detail.successful) return; // a request given up for the next one says nothing; one that failed is told below
  if (document.activeElement !== input && !input.dataset.waits) { closeChoices(input); return; }
  input.dataset.shown = input.dataset.asked;
  const options = optionsOf(input);
  listOf(input).id ||= `choices-${Math.random().toString(36).slice(2)}`;
  input.setAttribute("aria-controls", listOf(input).id);
  input.setAttribute("aria-expanded", String(options.length > 0));
  const best = options.find((option) => option.dataset.value === input.dataset.pointed) ?? options[0];
  mark(input, best);
  if (input.dataset.waits && best) take(input, best);
  delete input.dataset.waits;
});

// Without an answer the field goes on with what was typed; a request replaced by a newer one is not an answer missing.
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) document.addEventListener(name, (event) => {
  const input = event.detail.elt;
  if (!isFor(input)) return;
  delete input.dataset.asked;
  if (input.dataset.waits) { delete input.dataset.waits; goOn(input); }
});

document.addEventListener("mousedown", (event) => { if (event.target.closest(".choices")) event.preventDefault(); });
document.addEventListener("click", (event) => {
  const option = event.target.closest(".choices [role=option]");
  if (option) take(option.closest(".choices").parentElement.querySelector("[data-chooses]"), option);
});
document.addEventListener("focusout", (event) => { if (isFor(event.target) && !event.target.dataset.waits) closeChoices(event.target); });

// Where taking one is all there is to do, it leads on at once.
const leadsOn = (event) => { const form = event.target.form; if (form?.dataset.goes !== undefined && hiddenOf(event.target).value) form.requestSubmit(); };
for (const name of ["taken", "chosen-already"]) document.addEventListener(name, leadsOn);
