// "I don't know" and an answer exclude each other; "Clear my choice" empties a slot.

import { announceChange, controlsOf, readAnswer, slotOf, writeAnswer } from "./answers.js";

document.addEventListener("input", ({ target }) => {
  const slot = target.form && slotOf(target);
  if (!slot || target.dataset.flag !== undefined) return;
  const isUnknown = target.dataset.unknown !== undefined;
  if (isUnknown && target.checked) {
    const { flag = [] } = readAnswer(target.form, slot);
    writeAnswer(target.form, slot, { unknown: ["1"], flag });
  } else if (!isUnknown) {
    for (const control of controlsOf(target.form, slot)) {
      if (control.dataset.unknown !== undefined) control.checked = false;
    }
  }
});

for (const button of document.querySelectorAll("[data-clear]")) {
  const slot = button.dataset.clear;
  button.hidden = false;
  button.addEventListener("click", () => {
    const { flag = [] } = readAnswer(button.form, slot);
    writeAnswer(button.form, slot, { flag });
    announceChange(controlsOf(button.form, slot).find((control) => control.type !== "hidden"));
  });
}
