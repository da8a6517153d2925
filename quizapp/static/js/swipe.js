// Grading a turned card by a swipe of the finger: an extra beside the buttons, which can be switched off.

import { Switch } from "./switch.js";

const FAR = 80;
const LONG_MS = 800;

/** Whether something under the finger scrolls sideways itself, such as a wide table. */
function scrollsSideways(element, within) {
  for (let each = element; each && each !== within; each = each.parentElement) {
    if (each.scrollWidth > each.clientWidth && getComputedStyle(each).overflowX !== "visible") return true;
  }
  return false;
}

/** `onSwipe("left" | "right")` for each swipe across the stage; up and down the page scrolls as ever. */
export function followSwipes(page, onSwipe) {
  const stage = page.querySelector("[data-stage]");
  const hint = page.querySelector("[data-swipe-hint]");
  const swiping = new Switch("quizapp.swipe");
  let start = null;

  hint.hidden = false;
  swiping.offer(hint.querySelector("button"), () => {
    stage.classList.toggle("takes-swipes", swiping.isOn);
    hint.querySelector("span").hidden = !swiping.isOn;
  });

  stage.addEventListener("pointerdown", (event) => {
    const isFinger = event.pointerType === "touch" && event.isPrimary;
    const isOurs = swiping.isOn && isFinger && !scrollsSideways(event.target, stage);
    start = isOurs ? { x: event.clientX, y: event.clientY, at: event.timeStamp } : null;
  });
  stage.addEventListener("pointercancel", () => { start = null; });
  stage.addEventListener("pointerup", (event) => {
    if (!start) return;
    const [across, down, took] = [event.clientX - start.x, event.clientY - start.y, event.timeStamp - start.at];
    start = null;
    const isSwipe = Math.abs(across) >= FAR && Math.abs(across) > 2 * Math.abs(down) && took < LONG_MS;
    if (isSwipe && getSelection().isCollapsed) onSwipe(across < 0 ? "left" : "right");
  });
}
