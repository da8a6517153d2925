// The entry of the page on which cards are learned: what is pressed, and when the page comes and goes.

import { Review } from "./review.js";
import { followSwipes } from "./swipe.js";

const GRADES = { left: 1, right: 3 };

const TYPING = "input:not([type=hidden]), textarea, select, [contenteditable]";

function listen(page, review) {
  page.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    event.preventDefault();
    if ("turn" in form.dataset) {
      if (form.id === "turn") review.submitTyped();
      else review.turn();
    } else if ("grades" in form.dataset) review.grade(Number(submitter.value));
    else if ("act" in form.dataset) review.act(submitter.value);
    else review.undo();
  });
  page.addEventListener("click", (event) => {
    if (event.target.closest("[data-undo-now]")) review.undo();
    if (!event.target.closest("[data-slip] a") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    review.togglePapers();
  });
  document.addEventListener("keydown", (event) => {
    if (!("keysOn" in page.dataset) || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    if (event.target.matches?.(TYPING)) return;
    const key = event.key.toLowerCase();
    // On a button, a link or the buttons of a sound these two press it anyway.
    if ((key === " " || key === "enter") && event.target.closest?.("button, a, summary, audio")) return;
    if (review.press(key)) event.preventDefault();
  });
  window.addEventListener("online", () => review.outbox.wake?.());
  window.addEventListener("pagehide", () => review.outbox.leave());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") review.outbox.leave();
    else review.outbox.wake?.();
  });
}

/** An address that names one card names it once: loaded anew, it would ask what has been answered since. */
function forgetNamedCard() {
  const address = new URL(location.href);
  for (const name of ["card", "turned"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

const page = document.querySelector("[data-review]");
forgetNamedCard();
const review = new Review(page);
listen(page, review);
followSwipes(page, (side) => review.grade(GRADES[side]));
