// A handout: a click opens a sentence into words, chosen words become questions beside it. Without this the same pages load whole.

const PAUSE_MS = 250;
const PREVIEW_PAUSE_MS = 500;

const handout = document.querySelector("[data-handout]");
const text = handout.querySelector(".handout-text");
const dock = document.querySelector("[data-dock]");

let opened = { links: [], element: document.getElementById("open-sentence") };
let anchor = null;
let isMarked = false;
let loading = null;
let previewing = null;
let timer = 0;

const boxes = () => [...(opened.element?.querySelectorAll("input") ?? [])];
const chosen = () => boxes().filter((box) => box.checked);
const bench = () => document.getElementById("bench");
const codePoints = (string) => [...string].length;

async function fetchPart(url, signal, body) {
  try {
    const reply = await fetch(url, { method: body ? "POST" : "GET", body, signal });
    if (!reply.ok && reply.status !== 422) return null;
    return new DOMParser().parseFromString(await reply.text(), "text/html");
  } catch (error) {
    // A newer choice is on its way, or the network is gone: what stands there stays.
    if (error.name !== "AbortError" && !(error instanceof TypeError)) throw error;
    return null;
  }
}

/** Ask the server for the words of a sentence, and for the questions that the chosen ones make. */
async function show(query, { keepSentence = false, focus = false } = {}) {
  loading?.abort();
  loading = new AbortController();
  const fresh = await fetchPart(`${handout.dataset.bench}?${query}`, loading.signal);
  const part = fresh?.getElementById("bench");
  if (!part) return;
  clearTimeout(timer);
  previewing?.abort();
  bench().replaceWith(part);
  part.scrollTop = 0;
  dock.hidden = !part.dataset.words;
  dock.textContent = dock.dataset.dock;
  if (!keepSentence) open(fresh.getElementById("open-sentence"), Number(part.dataset.paragraph), focus);
  history.replaceState(null, "", `${handout.dataset.page}?${query}`);
}

/** Put the words in the place of their sentence (or of all sentences that they reach over). */
function open(element, paragraph, focus) {
  close();
  if (!element) return;
  const [start, end] = [Number(element.dataset.start), Number(element.dataset.end)];
  const place = text.querySelector(`[data-paragraph="${paragraph}"]`);
  const links = [...place.querySelectorAll(".sentence")].filter(
    (link) => Number(link.dataset.start) < end && Number(link.dataset.end) > start,
  );
  if (!links.length) return;
  const range = document.createRange();
  range.setStartBefore(links[0]);
  range.setEndAfter(links.at(-1));
  opened = { links: range.extractContents(), element };
  range.insertNode(element);
  rove(chosen()[0] ?? boxes()[0]);
  if (focus) (chosen()[0] ?? boxes()[0])?.focus({ preventScroll: true });
}

function close() {
  if (!opened.element) return;
  if (opened.links.childNodes?.length) opened.element.replaceWith(opened.links);
  else opened.element.replaceWith(linkOf(opened.element));
  opened = { links: [], element: null };
  anchor = null;
}

/** The sentence that was open when the page came has no link to go back to. */
function linkOf(element) {
  const { start, end } = element.dataset;
  const number = element.closest("[data-paragraph]").dataset.paragraph;
  const link = document.createElement("a");
  Object.assign(link, { className: "sentence", draggable: false, textContent: element.textContent });
  link.href = `${handout.dataset.page}?paragraph=${number}&at=${start}#p${number}`;
  Object.assign(link.dataset, { start, end });
  return link;
}

/** One word at a time is in the order of Tab; arrows walk the others. */
function rove(box) {
  for (const one of boxes()) one.tabIndex = one === box ? 0 : -1;
}

function choose(from, to) {
  const all = boxes();
  const [first, last] = from < to ? [from, to] : [to, from];
  all.forEach((box, place) => { box.checked = first >= 0 && first <= place && place <= last; });
  clearTimeout(timer);
  timer = setTimeout(load, PAUSE_MS);
}

function load() {
  const number = opened.element.closest("[data-paragraph]").dataset.paragraph;
  const query = new URLSearchParams({ paragraph: number, at: opened.element.dataset.start });
  for (const value of new Set(chosen().map((box) => box.value))) query.append("words", value);
  show(query, { keepSentence: true });
}

text.addEventListener("click", (event) => {
  const link = event.target.closest(".sentence");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (isMarked) return;
  const number = link.closest("[data-paragraph]").dataset.paragraph;
  show(new URLSearchParams({ paragraph: number, at: link.dataset.start }), { focus: true });
});

// The first word that is tapped begins the answer, the second ends it, a third begins anew.
text.addEventListener("change", (event) => {
  const all = boxes();
  const place = all.indexOf(event.target);
  if (place < 0) return;
  const others = all.flatMap((box, at) => (box.checked && at !== place ? [at] : []));
  rove(event.target);
  if (others.length === 1 && event.target.checked) choose(others[0], place);
  else if (!others.length && !event.target.checked) choose(-1, -1);
  else {
    anchor = place;
    choose(place, place);
  }
});

text.addEventListener("keydown", (event) => {
  const all = boxes();
  const place = all.indexOf(event.target);
  if (place < 0) return;
  const isRightToLeft = getComputedStyle(opened.element).direction === "rtl";
  const steps = { ArrowRight: isRightToLeft ? -1 : 1, ArrowLeft: isRightToLeft ? 1 : -1, ArrowDown: 1, ArrowUp: -1 };
  const ends = { Home: 0, End: all.length - 1 };
  if (event.key === "Enter") {
    event.preventDefault();
    if (!chosen().length) choose(place, place);
    bench().focus();
    return;
  }
  const to = event.key in ends ? ends[event.key] : Math.min(Math.max(place + (steps[event.key] ?? 0), 0), all.length - 1);
  if (!(event.key in steps) && !(event.key in ends)) return;
  event.preventDefault();
  rove(all[to]);
  all[to].focus();
  if (event.shiftKey) {
    anchor ??= place;
    choose(anchor, to);
  } else anchor = to;
});

/** Where a point of the document lies in the text of its paragraph; the server counts whole characters. */
function placeOf(node, offset, paragraph) {
  const range = document.createRange();
  range.setStart(paragraph, 0);
  range.setEnd(node, offset);
  return codePoints(range.toString());
}

const paragraphOf = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-paragraph]");

text.addEventListener("pointerdown", () => { isMarked = false; });

// Words marked with the mouse; on touch screens marking means copying, so there words are tapped.
text.addEventListener("pointerup", (event) => {
  if (event.pointerType !== "mouse") return;
  const selection = getSelection();
  if (selection.isCollapsed || !selection.toString().trim()) return;
  const range = selection.getRangeAt(0);
  const paragraph = paragraphOf(range.startContainer);
  if (!paragraph) return;
  const start = placeOf(range.startContainer, range.startOffset, paragraph);
  const isWithin = paragraphOf(range.endContainer) === paragraph;
  const end = isWithin ? placeOf(range.endContainer, range.endOffset, paragraph) : codePoints(paragraph.textContent);
  if (start >= end) return;
  // The click that follows would open the sentence.
  isMarked = true;
  selection.removeAllRanges();
  show(new URLSearchParams({ paragraph: paragraph.dataset.paragraph, words: `${start}-${end}` }));
});

async function refresh() {
  const form = document.getElementById("bench-form");
  if (!form) return;
  previewing?.abort();
  previewing = new AbortController();
  const fresh = await fetchPart(form.dataset.previewUrl, previewing.signal, new FormData(form));
  for (const part of fresh?.body.children ?? []) {
    if (part.id) document.getElementById(part.id)?.replaceWith(part.cloneNode(true));
  }
}

/** The first wrong option that is ticked makes a choice in place of the gap, unless she has said what to add. */
function prefer(form, ticked) {
  const wrong = [...form.querySelectorAll(".wrong-row [type=checkbox]")];
  if ([form.cloze, form.short, form.gap_list].includes(ticked)) form.as_suggested.value = "";
  if (ticked === form.gap_list && ticked.checked) form.cloze.checked = true;
  else if (wrong.includes(ticked) && form.as_suggested.value) form.cloze.checked = !wrong.some((box) => box.checked);
}

handout.addEventListener("input", (event) => {
  const form = event.target.closest("#bench-form");
  if (!form) return;
  prefer(form, event.target);
  clearTimeout(timer);
  timer = setTimeout(refresh, PREVIEW_PAUSE_MS);
});

// Enter in a line would add the questions.
handout.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#bench-form input:not([type=checkbox])")) event.preventDefault();
});

rove(chosen()[0] ?? boxes()[0]);

// Words that were ticked before this script came are chosen too.
if (boxes().some((box) => box.checked !== box.defaultChecked)) {
  const places = boxes().flatMap((box, place) => (box.checked ? [place] : []));
  choose(places[0] ?? -1, places.at(-1) ?? -1);
}
