// Single keys: a letter chooses, Enter goes on, F flags. They can be switched off, never act while something is typed,
// and reach a question only when the focus is in it or nowhere.

import { Switch } from "./switch.js";

const TYPING = "input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]";

const keys = new Switch("quizapp.keys");

function questionFor(target) {
  const focused = target.closest?.("[data-slot]");
  if (focused) return focused;
  const all = document.querySelectorAll("[data-slot]");
  return all.length === 1 && (target === document.body || target.id === "main") ? all[0] : null;
}

const LETTERS = "ABCDEFGHIJ";

const rowsOf = (question) =>
  [...question.querySelectorAll(".row-input:not([data-unknown])")].filter((row) => row.getClientRects().length);

// A sixth option is called F, so there F chooses.
const canFlag = () =>
  document.querySelector("[data-flag]") &&
  [...document.querySelectorAll("[data-slot]")].every((question) => rowsOf(question).length <= LETTERS.indexOf("F"));

function choose(question, letter) {
  const row = rowsOf(question)[LETTERS.indexOf(letter)];
  if (row) {
    row.focus();
    row.click();
  }
  return Boolean(row);
}

function flag() {
  const box = document.querySelector("[data-flag]");
  box?.click();
  return Boolean(box);
}

function goOn() {
  const next = [...document.querySelectorAll("[data-next]")].find((button) => button.getClientRects().length);
  next?.click();
  return Boolean(next);
}

// Enter in a gap of a text goes to the next gap, and on from the last one.
function nextGap(gap) {
  const gaps = [...gap.closest("[data-slot]").querySelectorAll(".cloze :is(input, select)")];
  const next = gaps[gaps.indexOf(gap) + 1];
  next?.focus();
  return Boolean(next);
}

document.addEventListener("keydown", (event) => {
  if (!keys.isOn || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  const question = questionFor(event.target);
  if (!question) return;
  const isTyping = event.target.matches(TYPING);
  const letter = event.key.toUpperCase();
  let done = false;
  if (event.key === "Enter" && event.target.matches("[data-gap]") && nextGap(event.target)) done = true;
  else if (event.key === "Enter" && !event.target.matches("button, a, summary, textarea, select")) done = goOn();
  else if (!isTyping && /^[A-J]$/.test(letter)) done = choose(question, letter) || (letter === "F" && flag());
  if (done) event.preventDefault();
});

for (const hint of document.querySelectorAll("[data-keys-hint]")) {
  hint.hidden = false;
  hint.querySelector("[data-keys-flag]").hidden = !canFlag();
  keys.offer(hint.querySelector("[data-keys-switch]"), () => {
    hint.querySelector("[data-keys-on]").hidden = !keys.isOn;
  });
}
