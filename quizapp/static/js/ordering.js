// Lines to be ordered move by buttons or by choosing a place; every line then holds its place number.

import { announceChange } from "./answers.js";

const linesOf = (list) => [...list.children];
const placeOf = (line) => line.querySelector("select");

function number(list) {
  linesOf(list).forEach((line, index) => {
    placeOf(line).value = String(index + 1);
  });
}

function put(list, line, index) {
  const others = linesOf(list).filter((each) => each !== line);
  list.insertBefore(line, others[index] ?? null);
  number(list);
}

// Stored answers arrive as numbers: show the lines in that order.
function sort(list) {
  const lines = linesOf(list);
  if (lines.some((line) => !placeOf(line).value)) return;
  list.append(...lines.sort((a, b) => placeOf(a).value - placeOf(b).value));
}

for (const list of document.querySelectorAll("[data-ordering]")) {
  list.classList.add("is-enhanced");
  sort(list);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const line = button.closest("li");
    const index = linesOf(list).indexOf(line) + Number(button.dataset.move);
    put(list, line, Math.max(0, index));
    button.focus();
    placeOf(line).dispatchEvent(new Event("input", { bubbles: true }));
    announceChange(placeOf(line));
  });
  // In the capture phase, so that whoever reads the answer on change sees all places.
  list.addEventListener("change", ({ target }) => {
    if (target.value) put(list, target.closest("li"), Number(target.value) - 1);
  }, true);
}

document.addEventListener("quizapp:answer", () => {
  for (const list of document.querySelectorAll("[data-ordering]")) sort(list);
});
