// Learning cards without a round trip between them. The server sends up to twenty as templates, both sides drawn, with
// a signed promise of what each button does; answers go out in batches and the reply holds the cards that come next.

import { Counts } from "./counts.js";
import { Outbox } from "./outbox.js";
import { newName, Patience, postJson } from "./posting.js";
import { fetchAhead, Sounds } from "./sounds.js";
import { Speech } from "./speech.js";

const AGAIN = 1;
const FEW_AHEAD = 3;
const SOONEST_LOOK = 1_000;

const all = (root, selector) => [...root.querySelectorAll(selector)];
const show = (elements, isShown) => { for (const each of elements) each.hidden = !isShown; };

export class Review {
  constructor(page) {
    this.page = page;
    this.stage = page.querySelector("[data-stage]");
    this.acts = page.querySelector("[data-acts]");
    this.papers = page.querySelector("[data-paper-place]");
    this.line = page.querySelector("[data-save-line]");
    this.isCram = "cram" in page.dataset;
    this.entry = page.dataset.entry || null;
    // How far the server's clock is ahead of this one.
    this.clockAhead = Number(page.dataset.now) - Date.now();
    this.counts = new Counts(page);
    // The cards answered on this page, by the name of the answer, for taking back what has not been sent.
    this.answered = new Map();
    // The cards of a cram that have been here: each of them is asked once, whatever replies bring it.
    this.met = new Set();
    this.patience = new Patience();
    this.speech = new Speech(page, () => this.stage.querySelector(this.isTurned ? "[data-answer]" : "#front"));
    this.sounds = new Sounds(() => this.stage, () => this.say("failed", this.line.dataset.needsConnection));
    this.outbox = new Outbox({
      learner: page.dataset.learner,
      address: () => this.address("answers"),
      onReply: (reply) => this.take(reply),
      onState: (state) => this.tell(state),
    });
    const cards = cardsIn(document.querySelector("[data-ahead]"));
    this.farthest = cards.at(-1).id;
    this.ahead = this.fresh(cards);
    if (this.outbox.waiting.length) this.outbox.flush();
    this.next();
  }

  /** Where a request goes; a cram goes on behind the farthest card that the server has sent. */
  address(name) {
    const url = new URL(this.page.dataset[name], location.href);
    if (this.isCram) url.searchParams.set("after", this.farthest);
    return url.pathname + url.search;
  }

  /** Those of the cards that are neither on the table nor answered while the reply was on its way. */
  fresh(cards) {
    if (this.isCram) {
      const unmet = cards.filter((card) => !this.met.has(card.id));
      for (const card of unmet) this.met.add(card.id);
      return unmet;
    }
    const waiting = this.outbox.waiting;
    return cards.filter(
      (card) => card.target !== this.shown?.target
        && !waiting.some((answer) => answer.target === card.target || answer.note === card.note),
    );
  }

  take(reply) {
    if ("entry" in reply) this.entry = reply.entry;
    if (reply.left) this.counts.take(reply.left, this.outbox.waiting);
    this.showUndo();
    this.stepAt = reply.step_at ?? null;
    this.stepTime = reply.step_time ?? "";
    if (reply.refused?.length) this.say("failed", this.line.dataset.refused, reply.refused.length);
    if (reply.leeches) this.say("failed", this.line.dataset.leech, reply.leeches);
    else if (reply.marked) this.say("failed", this.line.dataset.marked, reply.marked);
    if ("html" in reply) {
      const sent = cardsIn(parsed(reply.html));
      const cards = this.fresh(sent);
      this.farthest = sent.at(-1)?.id ?? this.farthest;
      if (this.isCram) this.ahead.push(...cards);
      else this.ahead = cards;
      this.isExhausted = reply.cards === 0;
    }
    if (!this.shown) this.next();
  }

  next() {
    const card = this.ahead.shift();
    if (card) this.put(card);
    else this.wait();
    if (this.ahead.length <= FEW_AHEAD && this.outbox.waiting.length) this.outbox.flush();
    else if (this.isCram && this.ahead.length <= FEW_AHEAD && !this.isExhausted) this.fetchNext();
  }

  /** A card on the table, its front up. */
  put(card) {
    this.speech.stop();
    this.sounds.stop();
    this.shown = card;
    this.isTurned = false;
    // Else it still tells the answer of a card that comes back.
    this.page.querySelector("[data-announce]").textContent = "";
    this.shownAt = performance.now();
    const content = document.importNode(card.template.content, true);
    this.acts.replaceChildren(content.querySelector(".card-more"));
    this.papers.replaceChildren();
    this.stage.replaceChildren(content);
    this.writeHints();
    this.receipt = this.fetchReceipt();
    if (this.stage.getBoundingClientRect().top < 0) this.page.scrollIntoView();
    this.stage.querySelector("#typed, .card-step")?.focus({ preventScroll: true });
  }

  /** Nothing is left in hand: the end, or a card comes back soon, or there is no connection to ask for more. */
  wait() {
    this.shown = null;
    if (this.outbox.waiting.length) {
      this.outbox.flush();
      if (this.outbox.isOffline) this.putNotice("[data-cut-off]");
    } else if (this.stepAt) {
      this.putNotice("[data-waiting]");
      this.stage.querySelector("[data-step-time]").textContent = this.stepTime;
      const wait = Math.max(SOONEST_LOOK, this.stepAt - this.now());
      clearTimeout(this.looking);
      this.looking = setTimeout(() => this.fetchNext(), wait);
    } else if (this.isExhausted || !this.isCram) location.assign(this.address("end"));
  }

  putNotice(selector) {
    this.stage.replaceChildren(this.page.querySelector(selector).content.cloneNode(true));
    this.acts.replaceChildren();
    this.papers.replaceChildren();
    this.stage.querySelector("h2").focus();
  }

  now() {
    return Math.round(Date.now() + this.clockAhead);
  }

  async fetchNext() {
    let response = null;
    try {
      response = await fetch(this.address("next"), { headers: { "Accept": "application/json" } });
      if (response.ok) {
        const reply = await response.json();
        this.patience.renew();
        this.tell("sent");
        this.take(reply);
        return;
      }
    } catch {
      // Said below.
    }
    this.say("failed", this.line.dataset.needsConnection);
    if (this.shown) return;
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.fetchNext(), this.patience.wait(response));
  }

  /** Asked for while the front is read, so that turning the card waits for nothing. */
  async fetchReceipt() {
    const slip = this.stage.querySelector("[data-slip]");
    if (!slip) return null;
    try {
      const response = await fetch(slip.dataset.slip);
      return response.ok ? parsed(await response.text()) : null;
    } catch {
      return null;
    }
  }

  async submitTyped() {
    const card = this.shown;
    const typed = this.stage.querySelector("#typed").value;
    if (this.isChecking) return;
    this.isChecking = true;
    let checked = null;
    try {
      const response = await postJson(this.page.dataset.check, { card: card.id, typed });
      checked = response.ok ? await response.json() : null;
    } catch {
      // Without a connection the learner compares for herself.
    }
    this.isChecking = false;
    if (card !== this.shown || this.isTurned) return;
    if (checked?.kind === "unreadable") this.refuseTyped(checked.verdict);
    else if (checked) {
      this.stage.querySelector("[data-checked]").innerHTML = checked.html;
      this.propose(checked.rating, checked.kind === "wrong");
      this.turn(checked.verdict);
    } else {
      const note = document.importNode(this.page.querySelector("[data-unchecked]").content, true);
      note.querySelector("[data-typed-words]").textContent = typed;
      this.stage.querySelector("[data-checked]").replaceChildren(note);
      this.turn();
    }
  }

  refuseTyped(why) {
    const error = Object.assign(document.createElement("p"), { className: "error", role: "alert", textContent: why });
    this.stage.querySelector("[data-unread]").replaceChildren(error);
    const field = this.stage.querySelector("#typed");
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  /** Make one grade the usual one; after a wrong answer the learner may still say that she was right. */
  propose(rating, isOverruled) {
    for (const button of all(this.stage, "[data-grades] button")) {
      const isProposed = Number(button.value) === rating;
      button.classList.toggle("button-main", isProposed);
      button.classList.toggle("button-second", !isProposed);
      const label = button.querySelector("[data-label]");
      if (isOverruled) label.textContent = label.dataset.overruling;
    }
  }

  async turn(verdict = "") {
    const card = this.shown;
    this.isTurned = true;
    show(all(this.stage, "[data-front-only]"), false);
    show(all(this.stage, "[data-back]"), true);
    this.writeHints();
    const announcer = this.page.querySelector("[data-announce]");
    const answer = this.stage.querySelector("[data-answer]").textContent;
    announcer.textContent = `${verdict} ${announcer.dataset.answerIs} ${answer}`.trim();
    this.stage.querySelector("[data-grades] .button-main").focus({ preventScroll: true });
    const receipt = await this.receipt;
    if (!receipt || this.shown !== card) return;
    this.stage.querySelector("[data-slip]").replaceChildren(...all(receipt, ".slip-under"));
    show(all(receipt, "[data-papers]"), false);
    this.papers.replaceChildren(...all(receipt, "[data-papers]"));
  }

  grade(rating) {
    const card = this.shown;
    if (!card || !this.isTurned) return;
    const button = this.stage.querySelector(`[data-grades] button[value="${rating}"]`);
    const answer = {
      uuid: newName(),
      card: card.id,
      rating,
      at: this.now(),
      ms: Math.round(performance.now() - this.shownAt),
      promise: card.promise,
      cram: this.isCram,
      target: card.target,
      note: card.note,
      kind: card.kind,
      step: "step" in button.dataset,
    };
    this.answered.set(answer.uuid, card);
    this.outbox.add(answer);
    this.counts.add(answer);
    this.showUndo();
    if (this.outbox.isOffline) this.tell("offline");
    else this.offerUndo(button.dataset.answered);
    // Forgotten in a cram: once more at its end.
    if (this.isCram && rating === AGAIN) this.ahead.push(card);
    this.shown = null;
    this.next();
  }

  async undo() {
    const last = this.outbox.waiting.at(-1);
    if (last && !last.sent && this.answered.has(last.uuid)) {
      this.outbox.takeLast();
      this.counts.add(last, -1);
      this.showUndo();
      if (this.isCram && last.rating === AGAIN) this.ahead = this.ahead.filter((card) => card.id !== last.card);
      if (this.shown) this.ahead.unshift(this.shown);
      this.put(this.answered.get(last.uuid));
      if (this.outbox.isOffline && this.outbox.waiting.length) this.tell("offline");
      else this.say("saved", this.line.dataset.undone);
    } else if (!this.isCram && (last || this.entry)) {
      const reply = await this.ask("undo", () => ({ entry: this.entry }));
      if (!reply) return;
      this.say("saved", this.line.dataset.undone);
      this.shown = null;
      this.take(reply);
    }
  }

  async act(action) {
    const card = this.shown;
    if (!card) return;
    const reply = await this.ask("act", () => ({ card: card.id, action, uuid: newName() }));
    if (!reply) return;
    this.offerUndo(this.line.dataset[action]);
    const isStill = this.shown === card;
    if (action === "suspend" || action === "bury") {
      if (isStill) this.shown = null;
      this.take(reply);
      return;
    }
    if (isStill) this.drawAgain(reply);
    // A cram goes on behind the farthest card, and this reply begins with the one on the table.
    if (!this.isCram) this.take(reply);
  }

  /** What a flag changes of the card on the table. */
  drawAgain(reply) {
    const [same] = cardsIn(parsed(reply.html));
    const { content } = same.template;
    this.acts.replaceChildren(document.importNode(content.querySelector(".card-more"), true));
    this.stage.querySelector(".flashcard-head").replaceWith(document.importNode(content.querySelector(".flashcard-head"), true));
  }

  /** Something that needs the server, and all answers there before it; one at a time, null where it could not be. */
  async ask(name, body) {
    if (this.isAsking) return null;
    this.isAsking = true;
    try {
      if (!this.outbox.isOffline && await this.outbox.isEmptied()) {
        const response = await postJson(this.address(name), body());
        if (response.ok) return await response.json();
        this.say("failed", await this.whyNot(response));
        return null;
      }
    } catch {
      // Said below.
    } finally {
      this.isAsking = false;
    }
    this.say("failed", this.line.dataset.needsConnection);
    return null;
  }

  /** What a refusal gives as its reason; where it gives none, what to try. */
  async whyNot(response) {
    const { why } = await response.json().catch(() => ({}));
    return why || this.line.dataset.notDone;
  }

  showUndo() {
    show(all(this.page, "[data-undo-form]"), this.outbox.waiting.length || (this.entry && !this.isCram));
  }

  writeHints() {
    show(all(this.page, "[data-keys-hint-cards]"), "keysOn" in this.page.dataset);
    const isTyped = Boolean(this.stage.querySelector("#typed"));
    show(all(this.page, "[data-keys-front]"), !this.isTurned && !isTyped);
    show(all(this.page, "[data-keys-typed]"), !this.isTurned && isTyped);
    show(all(this.page, "[data-keys-back]"), this.isTurned);
    const hasSound = this.sounds.areUp;
    show(all(this.page, "[data-keys-sound]"), hasSound);
    show(all(this.page, "[data-keys-receipt]"), this.isTurned && !hasSound && this.stage.querySelector("[data-slip]"));
  }

  tell(state) {
    if (state !== "sent") this.say("failed", this.line.dataset[state], this.outbox.waiting.length);
    else if (this.line.dataset.state === "failed" && !this.outbox.waiting.length) this.say("saved", this.line.dataset.saved);
    if (state === "offline" && !this.shown) this.wait();
  }

  say(state, words, number = "") {
    this.line.dataset.state = state;
    this.line.querySelector("span").textContent = `${words} ${number}`.trim();
    show(all(this.line, "[data-undo-now]"), false);
  }

  /** Says what was done, with the way back beside it; a cram has none once the server knows. */
  offerUndo(words) {
    this.say("saved", words);
    show(all(this.line, "[data-undo-now]"), !this.isCram);
  }

  togglePapers() {
    const papers = this.papers.querySelector("[data-papers]");
    if (!this.isTurned || !papers) return;
    papers.hidden = !papers.hidden;
    if (!papers.hidden) papers.scrollIntoView({ block: "nearest" });
  }

  /** Whether the key did something. */
  press(key) {
    const grade = all(this.stage, "[data-grades] button").find((each) => each.dataset.keys.split(" ").includes(key));
    if (/^[1-4]$/.test(key)) {
      if (grade && this.isTurned) grade.click();
      return this.isTurned;
    }
    const usual = this.isTurned ? "[data-grades] .button-main" : ".card-step";
    const does = {
      " ": () => this.stage.querySelector(usual)?.click(),
      enter: () => this.stage.querySelector(usual)?.click(),
      u: () => this.undo(),
      s: () => this.act("suspend"),
      b: () => this.act("bury"),
      r: () => this.sounds.areUp ? this.sounds.play() : this.togglePapers(),
      l: () => this.speech.read(),
      e: () => this.acts.querySelector("[data-edit]")?.click(),
    }[key];
    does?.();
    return Boolean(does);
  }
}

const parsed = (html) => new DOMParser().parseFromString(html, "text/html");

const cardsIn = (root) =>
  all(root, "template[data-card]").map((template) => {
    const { card, target, note, kind, promise } = template.dataset;
    // What lies in a template is not fetched, and by the time it is shown the network may be gone.
    for (const picture of all(template.content, "img")) new Image().src = picture.getAttribute("src");
    for (const sound of all(template.content, "audio")) fetchAhead(sound.getAttribute("src"));
    return { id: Number(card), target, note, kind, promise, template };
  });
