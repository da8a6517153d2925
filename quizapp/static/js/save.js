// The client half of the save protocol. Every change of a slot becomes an item {slot, seq, value} that builds on the
// save before it. Items wait in a queue, also in localStorage, until the server says they are stored; one request is
// in flight at a time, and the same items may be sent again: the server gives the same answer.

import { isTouched, readAnswer, slotOf, slotsOf, writeAnswer } from "./answers.js";
import { newName, Patience, postJson, renewToken, sleep } from "./posting.js";
import { Queue } from "./queue.js";
import { Status } from "./status.js";

const TYPING_PAUSE = 800;
// How long a form waits for its last save before it is sent as a plain form, which carries the same answers.
const PATIENCE = 4_000;

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

const REFUSALS = ["newer_seq", "closed", "deadline_passed"];

class Saver {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.saveUrl;
    const prefix = `quizapp.unsaved.${form.dataset.attempt}.`;
    const writer = form.dataset.writer || newName();
    if (form.elements.writer) form.elements.writer.value = writer;
    this.rescued = Queue.leftBehind(prefix).filter((queue) => queue.writer !== writer);
    this.own = new Queue(prefix + writer, writer);
    this.known = {};
    this.seqs = {};
    this.patience = new Patience();
    this.status = new Status(form);
    // What was answered before this script came is newer than anything left behind.
    const touched = slotsOf(form).filter((slot) => isTouched(form, slot));
    for (const slot of slotsOf(form)) {
      this.seqs[slot] = Number(document.querySelector(`[data-slot="${slot}"]`).dataset.seq);
      this.known[slot] = touched.includes(slot) ? null : readAnswer(form, slot);
    }
    for (const queue of this.rescued) this.putBack(queue, touched);
    for (const slot of touched) this.note(slot);
  }

  /**
   * Answers left behind return to the fields. What was sent goes out again as it was, and so does what belongs to
   * other pages; what never was sent becomes this page's own, for the page that wrote it may still be open.
   */
  putBack(queue, touched) {
    const adopted = [];
    for (const item of queue.items) {
      if (!(item.slot in this.seqs) || item.seq < this.seqs[item.slot]) continue;
      const isOlder = touched.includes(item.slot);
      if (!isOlder) writeAnswer(this.form, item.slot, item.value);
      if (item.sent && !isOlder) this.known[item.slot] = item.value;
      if (item.sent) continue;
      adopted.push(item);
      this.note(item.slot);
    }
    queue.remove(adopted);
  }

  get queues() {
    return [...this.rescued, this.own].filter((queue) => queue.items.length);
  }

  /** Take the present answer of a slot into the queue, if it is new. */
  note(slot) {
    const value = readAnswer(this.form, slot);
    if (this.isClosed || same(value, this.known[slot])) return;
    this.known[slot] = value;
    this.own.add({ slot, seq: this.nextSeq(slot), value });
    this.status.forgetConflict(slot);
    this.run();
  }

  nextSeq(slot) {
    const last = this.own.items.findLast((item) => item.slot === slot);
    return last ? last.seq + (last.sent ? 1 : 0) : this.seqs[slot];
  }

  /** Send what waits, oldest first, until nothing does; never two requests at once. */
  run() {
    this.running ??= this.drain().finally(() => {
      this.running = null;
      if (this.queues.length && !this.isClosed) this.run();
    });
    return this.running;
  }

  async drain() {
    while (this.queues.length && !this.isClosed) {
      const wait = await this.send(this.queues[0]);
      if (!wait) continue;
      await Promise.race([sleep(wait), new Promise((resolve) => { this.wake = resolve; })]);
    }
  }

  /** One request. Returns how long to wait before the next, 0 when it went through. */
  async send(queue) {
    this.status.say("saving");
    const sent = queue.front;
    queue.markSent(sent);
    let response;
    let reply;
    try {
      response = await this.post(queue.writer, sent);
      reply = await response.json().catch(() => ({}));
    } catch {
      this.isOffline = true;
      this.status.say("offline");
      return this.patience.wait();
    }
    this.isOffline = false;
    if (response.status === 200) return this.accepted(queue, sent, reply);
    if (response.status === 409 && REFUSALS.includes(reply.reason)) return this.refused(queue, sent, reply);
    const isRenewed = this.isRenewed;
    this.isRenewed = response.status === 400;
    if (this.isRenewed) await renewToken();
    if (this.isRenewed && !isRenewed) return 0;
    if (response.status === 401) this.status.signedOut();
    else this.status.say("away");
    return this.patience.wait(response);
  }

  post(writer, items) {
    const plain = items.map(({ slot, seq, value }) => ({ slot: Number(slot), seq, value }));
    return postJson(this.url, { writer, items: plain });
  }

  accepted(queue, sent, reply) {
    this.patience.renew();
    queue.remove(sent);
    this.take(reply.saved);
    this.tell(reply);
    if (!this.queues.length) this.status.saved(reply.server_now);
    return 0;
  }

  refused(queue, sent, reply) {
    this.patience.renew();
    this.take(reply.saved);
    this.tell(reply);
    if (reply.reason !== "newer_seq") {
      this.isClosed = true;
      for (const each of this.queues) each.remove(each.items);
      this.status.closed(reply.reason);
      return 0;
    }
    queue.remove(sent);
    const open = Object.entries(reply.slots ?? {}).filter(([slot, theirs]) => this.offer(slot, theirs, sent));
    if (!open.length && !this.queues.length) this.status.saved(reply.server_now);
    return 0;
  }

  /** The numbers of what is stored now; items not yet sent build on them. */
  take(saved) {
    for (const [slot, seq] of Object.entries(saved ?? {})) {
      if (!(slot in this.seqs)) continue;
      // A save that is sent again is answered with its own number, which may not be the newest.
      this.seqs[slot] = Math.max(seq, this.seqs[slot]);
      const hidden = this.form.elements[`s${slot}-seq`];
      if (hidden) hidden.value = this.seqs[slot];
      this.own.items.filter((item) => item.slot === slot).forEach((item, index) => {
        if (!item.sent) item.seq = this.seqs[slot] + index;
      });
    }
  }

  /** Two pages answered: show both answers and let the learner say which holds. Returns whether they differ. */
  offer(slot, theirs, sent) {
    this.take({ [slot]: theirs.seq });
    if (!(slot in this.seqs)) return false;
    const mine = this.own.items.findLast((item) => item.slot === slot)?.value
      ?? sent.findLast((item) => item.slot === slot)?.value ?? readAnswer(this.form, slot);
    this.own.remove(this.own.items.filter((item) => item.slot === slot));
    this.known[slot] = theirs.value;
    if (same(mine, theirs.value)) return false;
    this.status.conflict(slot, mine, theirs.value, (value) => {
      writeAnswer(this.form, slot, value);
      this.note(slot);
      if (!this.queues.length) this.status.saved();
    });
    return true;
  }

  tell(reply) {
    const detail = { serverNow: reply.server_now, deadline: reply.deadline };
    document.dispatchEvent(new CustomEvent("quizapp:clock", { detail }));
  }

  /** The page goes away: send everything once more in a request that outlives it. */
  leave() {
    for (const queue of this.isClosed ? [] : this.queues) {
      queue.markSent(queue.items);
      this.post(queue.writer, queue.items).catch(() => {});
    }
  }

  /** Let the last save arrive before any form of the page goes, so that none overtakes or contradicts it. */
  async submit(event) {
    for (const slot of slotsOf(this.form)) this.note(slot);
    if (!this.queues.length || this.isClosed || this.isSubmitting) return;
    event.preventDefault();
    this.isSubmitting = true;
    this.wake?.();
    await Promise.race([this.run(), sleep(PATIENCE)]);
    // Sending a form without a connection would leave the page for the browser's error page.
    if (this.isOffline) await this.run();
    event.target.requestSubmit(event.submitter);
    this.isSubmitting = false;
  }
}

function watch(form) {
  const saver = new Saver(form);
  const pauses = {};
  const mySlot = (target) => (target.form === form ? slotOf(target) : null);

  document.addEventListener("change", ({ target }) => {
    const slot = mySlot(target);
    if (!slot) return;
    clearTimeout(pauses[slot]);
    saver.note(slot);
  });
  document.addEventListener("input", ({ target }) => {
    const slot = mySlot(target);
    if (!slot) return;
    clearTimeout(pauses[slot]);
    pauses[slot] = setTimeout(() => saver.note(slot), TYPING_PAUSE);
  });
  document.addEventListener("submit", (event) => saver.submit(event));
  window.addEventListener("online", () => saver.wake?.());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") saver.wake?.();
  });
  window.addEventListener("pagehide", () => {
    for (const slot of slotsOf(form)) saver.note(slot);
    saver.leave();
  });
  if (!saver.queues.length) return;
  saver.run().then(() => {
    // A page without fields shows what is stored, and now that is more.
    if (!slotsOf(form).length && !saver.isSubmitting) location.reload();
  });
}

for (const form of document.querySelectorAll("form[data-save-url]")) watch(form);
