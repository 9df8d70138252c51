// Lines of goods: product, Enter, quantity, Enter, next line. Amounts are whole numbers throughout, never floats.
"use strict";

const linesOf = (root = document) => [...root.querySelectorAll("[data-lines] tbody tr.line")];
const fieldOf = (line, name) => line.querySelector(`[name=${name}]`);
const isEmpty = (line) => !fieldOf(line, "name").value.trim() && !fieldOf(line, "quantity").value.trim();

function addLine() {
  const line = document.getElementById("new-line").content.querySelector("tr").cloneNode(true);
  document.querySelector("[data-lines] tbody").append(line);
  htmx.process(line);
  return line;
}

function nextLine(line) {
  const lines = linesOf(), next = lines[lines.indexOf(line) + 1] ?? addLine();
  fieldOf(next, "name").focus();
}

function setPacks(line, taken) {
  const select = fieldOf(line, "pack"), packs = JSON.parse(taken.packs);
  line.dataset.available = taken.available;
  line.dataset.unit = taken.unit;
  select.replaceChildren(...packs.map((pack) => {
    const option = new Option(pack.factor > 1 ? `${pack.code} of ${pack.factor}` : pack.code, pack.code);
    option.dataset.factor = pack.factor;
    if (pack.price_micros !== null) { option.dataset.price = pack.price; option.dataset.micros = pack.price_micros; }
    return option;
  }));
  select.value = taken.pack;
}

// A quantity of at most six places as millionths; null where it is no number.
function millionths(text) {
  const match = /^([+\-\u2212]?)(\d{1,12})(?:\.(\d{1,6}))?$/.exec(text.trim());
  return match && BigInt(match[2] + (match[3] ?? "").padEnd(6, "0")) * (match[1] && match[1] !== "+" ? -1n : 1n);
}

const grouped = (digits) => digits.replace(/\B(?=(\d{3})+$)/g, ",");
const cents = (micros) => (micros + (micros < 0n ? -5000n : 5000n)) / 10000n;
function money(amount) {
  const digits = String(amount < 0n ? -amount : amount).padStart(3, "0");
  return `${amount < 0n ? "\u2212" : ""}${grouped(digits.slice(0, -2))}.${digits.slice(-2)}`;
}

function reckon(line) {
  const option = fieldOf(line, "pack").selectedOptions[0], quantity = millionths(fieldOf(line, "quantity").value);
  const says = line.querySelector(".says"), price = line.querySelector(".price"), sum = line.querySelector(".sum");
  const cost = fieldOf(line, "unit_cost"), micros = cost ? millionths(cost.value) ?? undefined : option?.dataset.micros;
  if (price) price.textContent = option?.dataset.price ?? "";
  const amount = micros !== undefined && quantity !== null ? cents(BigInt(micros) * quantity / 1000000n) : null;
  if (sum) sum.textContent = amount === null ? "" : money(amount);
  if (line.dataset.available === undefined || line.dataset.available === "") return amount ?? 0n;
  const there = BigInt(line.dataset.available), asked = quantity === null ? 0n : quantity * BigInt(option?.dataset.factor ?? 1) / 1000000n;
  if (line.classList.contains("wrong")) return amount ?? 0n; // what the server said of it stays to be read
  const isShort = asked > there && line.closest("form").dataset.takes !== "any";
  says.textContent = `${fieldOf(line, "sku").value}, ${grouped(String(there))} ${line.dataset.unit} there${isShort ? `, ${grouped(String(asked - there))} short` : ""}`;
  says.className = isShort ? "says short" : "says";
  return amount ?? 0n;
}

function reckonAll() {
  const total = document.querySelector("[data-total]"), sum = linesOf().reduce((all, line) => all + reckon(line), 0n);
  if (total) total.textContent = money(sum);
}

document.addEventListener("taken", (event) => {
  const line = event.target.closest("tr.line");
  if (line) { line.classList.remove("wrong"); setPacks(line, event.detail); fieldOf(line, "quantity").focus(); fieldOf(line, "quantity").select(); }
  else (event.target.form.querySelector("tr.line input[name=name]") ?? event.target).focus();
  reckonAll();
  event.target.form.dispatchEvent(new Event("input", { bubbles: true }));
});
document.addEventListener("chosen-already", (event) => {
  const line = event.target.closest("tr.line");
  (line ? fieldOf(line, "quantity") : event.target.form.querySelector("tr.line input[name=name]"))?.focus();
});
document.addEventListener("input", (event) => { if (event.target.closest?.("tr.line")) reckonAll(); });
document.addEventListener("change", (event) => { if (event.target.closest?.("tr.line")) reckonAll(); });

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
  const line = event.target.closest("tr.line");
  if (event.key !== "Enter" || event.defaultPrevented || event.target.matches("button, textarea, summary")) return;
  event.preventDefault(); // Enter goes on; it never sends half an order
  if (!line) { focusNext(form, event.target); return; }
  const further = event.target.name === "quantity" && (fieldOf(line, "reason") ?? fieldOf(line, "unit_cost"));
  if (further) further.focus(); else nextLine(line);
});

function focusNext(form, field) {
  const fields = [...form.querySelectorAll("input:not([type=hidden]), select, textarea")];
  fields[fields.indexOf(field) + 1]?.focus();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-add]")) fieldOf(addLine(), "name").focus();
  const line = event.target.closest("[data-remove]")?.closest("tr.line");
  if (!line) return;
  const form = line.closest("form"), lines = linesOf(), neighbor = lines[lines.indexOf(line) + 1] ?? lines[lines.indexOf(line) - 1] ?? addLine();
  line.remove();
  fieldOf(neighbor, "name").focus();
  reckonAll();
  form.dispatchEvent(new Event("input", { bubbles: true }));
});

// What was typed and never taken from the list goes out as the code it may well be.
document.addEventListener("htmx:configRequest", (event) => { if (event.target.matches?.("form[data-draft]")) event.detail.formData && fillCodes(event.target, event.detail.formData); });
document.addEventListener("submit", (event) => { if (event.target.matches("form[data-draft]")) fillCodes(event.target); }, true);
function fillCodes(form, data) {
  for (const line of linesOf(form)) if (!fieldOf(line, "sku").value) fieldOf(line, "sku").value = fieldOf(line, "name").value.trim();
  if (data) { data.delete("sku"); for (const line of linesOf(form)) data.append("sku", fieldOf(line, "sku").value); }
}

document.addEventListener("DOMContentLoaded", reckonAll);
document.addEventListener("restored", reckonAll);
document.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "main") { recallTerms(draftForm()); reckonAll(); } });
