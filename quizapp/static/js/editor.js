// The editor: preview and checks follow what is written, and spare option rows open one by one.

const PAUSE_MS = 600;
const PARTS = ["editor-buttons", "editor-preview", "editor-lint"];

const form = document.getElementById("editor-form");
let timer = 0;
let running = null;

async function refresh() {
  running?.abort();
  running = new AbortController();
  const body = new FormData(form);
  body.delete("picture");
  try {
    const reply = await fetch(form.dataset.previewUrl, { method: "POST", body, signal: running.signal });
    if (!reply.ok && reply.status !== 422) return;
    const fresh = new DOMParser().parseFromString(await reply.text(), "text/html");
    for (const id of PARTS) {
      const part = fresh.getElementById(id);
      if (part) document.getElementById(id)?.replaceWith(part);
    }
  } catch (error) {
    // A newer preview is on its way, or the network is gone: what stands there stays.
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, PAUSE_MS);
});

// Enter in a line would press the first button of the page and save.
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=checkbox]):not([type=radio])")) event.preventDefault();
});

const add = form.querySelector("[data-add-option]");
add?.addEventListener("click", (event) => {
  event.preventDefault();
  const spare = form.querySelector("[data-spare][hidden]");
  if (!spare) return;
  spare.hidden = false;
  form.elements.rows_shown.value = Number(form.elements.rows_shown.value) + 1;
  spare.querySelector("textarea").focus();
  if (!form.querySelector("[data-spare][hidden]")) add.hidden = true;
});

// A text with gaps: the chosen words become one, and the caret stands behind them.
const makeGap = form.querySelector("[data-make-gap]");
if (makeGap) {
  const text = form.elements.stem;
  makeGap.hidden = false;
  makeGap.addEventListener("click", () => {
    const { selectionStart: start, selectionEnd: end } = text;
    const words = text.value.slice(start, end);
    const answer = words.trim();
    const before = words.slice(0, words.indexOf(answer));
    text.setRangeText(`${before}{{${answer}}}${words.slice(before.length + answer.length)}`, start, end, "end");
    if (!answer) text.setSelectionRange(start + before.length + 2, start + before.length + 2);
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
