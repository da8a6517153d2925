// The entry of every page: each module is fetched only where its component stands. All pages work without any of them.

const MODULES = [
  ["form[data-save-url]", "./save.js"],
  ["[data-slot]", "./question.js"],
  ["[data-keys-hint]", "./keys.js"],
  ["[data-ordering]", "./ordering.js"],
  ["[data-panel]", "./panel.js"],
  ["[data-deadline]", "./timer.js"],
  ["[data-copy]", "./copy.js"],
  ["[data-review]", "./cards.js"],
  ["[data-handout]", "./handout.js"],
  ["input[data-most]", "./sizes.js"],
];

const wanted = MODULES.filter(([selector]) => document.querySelector(selector)).map(([, module]) => import(module));
// Whoever drives a browser may wait for the page to answer to scripts too.
Promise.all(wanted).then(() => { document.documentElement.dataset.ready = ""; });

document.querySelector("[data-focus]")?.focus();

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
