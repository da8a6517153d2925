// What one slot's fields hold: {name: [values]}, names without the `s<slot>-` prefix.

// Fields that travel with an answer but are no answer.
const NOT_AN_ANSWER = new Set(["seq", "flag"]);

const prefixOf = (slot) => `s${slot}-`;

export const slotOf = (control) => control.name?.match(/^s(\d+)-/)?.[1] ?? null;

export const controlsOf = (form, slot) =>
  [...form.elements].filter((control) => control.name?.startsWith(prefixOf(slot)));

export const slotsOf = (form) =>
  [...document.querySelectorAll("[data-slot]")].filter((box) => box.form === form).map((box) => box.dataset.slot);

export function readAnswer(form, slot) {
  const value = {};
  for (const control of controlsOf(form, slot)) {
    const name = control.name.slice(prefixOf(slot).length);
    const isToggle = control.type === "radio" || control.type === "checkbox";
    if (name === "seq" || (isToggle && !control.checked) || control.value === "") continue;
    (value[name] ??= []).push(control.value);
  }
  return value;
}

// Whether the fields hold something else than the page came with.
export const isTouched = (form, slot) =>
  controlsOf(form, slot).some((control) => {
    const isToggle = control.type === "radio" || control.type === "checkbox";
    if (isToggle) return control.checked !== control.defaultChecked;
    if (control.tagName !== "SELECT") return control.value !== control.defaultValue;
    const options = [...control.options];
    return control.value !== (options.find((each) => each.defaultSelected) ?? options[0]).value;
  });

export function writeAnswer(form, slot, value) {
  for (const control of controlsOf(form, slot)) {
    const name = control.name.slice(prefixOf(slot).length);
    if (name === "seq") continue;
    const values = value[name] ?? [];
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else control.value = values[0] ?? "";
  }
  document.dispatchEvent(new CustomEvent("quizapp:answer", { detail: { form, slot } }));
}

export const isAnswered = (value) =>
  Object.entries(value).some(([name, values]) => !NOT_AN_ANSWER.has(name) && values.length > 0);

// An answer in words, for showing two versions side by side.
export function answerInWords(form, slot, value) {
  const words = [];
  for (const control of controlsOf(form, slot)) {
    const name = control.name.slice(prefixOf(slot).length);
    const values = NOT_AN_ANSWER.has(name) ? [] : value[name] ?? [];
    if (control.type === "radio" || control.type === "checkbox") {
      if (values.includes(control.value)) words.push(control.labels[0].querySelector(".row-text").textContent);
    } else if (control.tagName === "SELECT") {
      const option = [...control.options].find((each) => each.value && values.includes(each.value));
      const label = control.getAttribute("aria-label") ?? control.labels[0]?.textContent;
      if (option) words.push(`${label}: ${option.textContent}`);
    } else words.push(...values);
  }
  return words.join(", ");
}

// Fields were changed by a script: tell the modules as typing or choosing would.
export const announceChange = (control) => control.dispatchEvent(new Event("change", { bubbles: true }));
