// Keeps the question panel, its words and the bar of what is answered true while the learner answers.

import { isAnswered, isTouched, readAnswer, slotOf } from "./answers.js";

const cells = () => [...document.querySelectorAll("[data-cell]")];

function show(cell, kind, holds) {
  cell.classList.toggle(`is-${kind}`, holds);
  const words = cell.querySelector(`[data-when-${kind}]`);
  if (words) words.hidden = !holds;
}

function write(selector, text) {
  for (const place of document.querySelectorAll(selector)) place.textContent = text;
}

function count() {
  const answered = cells().filter((cell) => cell.classList.contains("is-answered")).length;
  const flagged = cells().filter((cell) => cell.classList.contains("is-flagged")).map((cell) => cell.dataset.cell);
  write("[data-count-answered]", answered);
  write("[data-count-open]", cells().length - answered);
  write("[data-count-flagged]", flagged.length);
  write("[data-flagged]", flagged.join(", "));
  for (const line of document.querySelectorAll("[data-flagged-line]")) line.hidden = flagged.length === 0;
  for (const bar of document.querySelectorAll("[data-progress]")) bar.value = answered;
}

function update(form, slot) {
  const cell = cells().find((each) => each.dataset.cell === slot);
  if (!cell) return;
  const value = readAnswer(form, slot);
  show(cell, "answered", isAnswered(value));
  show(cell, "flagged", Boolean(value.flag));
  count();
}

for (const type of ["change", "input"]) {
  document.addEventListener(type, ({ target }) => {
    const slot = target.form && slotOf(target);
    if (slot) update(target.form, slot);
  });
}
document.addEventListener("quizapp:answer", ({ detail }) => update(detail.form, detail.slot));

// What was answered before this script came.
for (const { form, dataset } of document.querySelectorAll("[data-slot]")) {
  if (form && isTouched(form, dataset.slot)) update(form, dataset.slot);
}
