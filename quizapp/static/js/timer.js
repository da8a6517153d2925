// Time left by the server's clock. It can be hidden, speaks up at five minutes and at one, and hands in at 0.

const KEY = "quizapp.timer";
const MINUTE = 60_000;

function inWords(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (!parts[0]) parts.shift();
  return parts.map((part, index) => String(part).padStart(index ? 2 : 1, "0")).join(":");
}

function start(timer) {
  const text = timer.querySelector("[data-timer-text]");
  const words = timer.querySelector(".timer-words");
  const left = timer.querySelector("[data-timer-left]");
  const button = timer.querySelector("[data-timer-switch]");
  const status = timer.querySelector("[role=status]");
  const form = timer.dataset.form && document.getElementById(timer.dataset.form);
  let deadline = Date.parse(timer.dataset.deadline);
  // How far the server's clock is ahead of this one.
  let ahead = Date.parse(timer.dataset.now) - Date.now();
  let before = Infinity;
  let isOver = false;

  function tick() {
    const rest = deadline - (Date.now() + ahead);
    text.textContent = inWords(rest);
    if (rest <= MINUTE && before > MINUTE && rest > 0) status.textContent = timer.dataset.one;
    else if (rest <= 5 * MINUTE && before > 5 * MINUTE && rest > MINUTE) status.textContent = timer.dataset.five;
    before = rest;
    if (rest <= 0 && form && !isOver) {
      isOver = true;
      form.requestSubmit();
    }
  }

  function show() {
    const isHidden = sessionStorage.getItem(KEY) === "hidden";
    words.hidden = isHidden;
    left.hidden = isHidden;
    button.textContent = isHidden ? timer.dataset.show : timer.dataset.hide;
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    sessionStorage.setItem(KEY, sessionStorage.getItem(KEY) === "hidden" ? "shown" : "hidden");
    show();
  });
  document.addEventListener("quizapp:clock", ({ detail }) => {
    if (detail.serverNow) ahead = Date.parse(detail.serverNow) - Date.now();
    if (detail.deadline) deadline = Date.parse(detail.deadline);
  });
  show();
  tick();
  setInterval(tick, 500);
}

for (const timer of document.querySelectorAll("[data-deadline]")) start(timer);
