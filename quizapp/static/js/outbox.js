// Answers to cards on their way out. Each has a name of its own, so that sending it twice counts once; they wait in
// localStorage, under the learner's number, until the server says that it has them.

import { newName, Patience, postJson, renewToken, sleep } from "./posting.js";
import { Queue } from "./queue.js";

const ENOUGH_TO_SEND = 5;
const MOST_AT_ONCE = 50;
const IDLE = 8_000;

class Answers extends Queue {
  add(answer) {
    this.items.push(answer);
    this.store();
  }
}

const plain = ({ uuid, card, rating, at, ms, promise, cram }) => ({ uuid, card, rating, at, ms, promise, cram });

/** `address()` is where answers go, `onReply` takes what came back, `onState` is told: sent, offline, away, signedOut. */
export class Outbox {
  constructor({ learner, address, onReply, onState }) {
    Object.assign(this, { address, onReply, onState });
    const prefix = `quizapp.cards.${learner}.`;
    this.patience = new Patience();
    this.isOffline = false;
    const left = Queue.leftBehind(prefix);
    this.answers = new Answers(prefix + newName(), "", left.flatMap((queue) => queue.items));
    this.answers.store();
    // Another page may still be open and hold the same: what both send counts once.
    for (const queue of left) queue.remove(queue.items);
  }

  get waiting() {
    return this.answers.items;
  }

  add(answer) {
    this.answers.add(answer);
    clearTimeout(this.idle);
    if (this.waiting.length >= ENOUGH_TO_SEND) this.flush();
    else this.idle = setTimeout(() => this.flush(), IDLE);
  }

  /** Back out the last answer, if it has never been sent. */
  takeLast() {
    const last = this.waiting.at(-1);
    if (!last || last.sent) return null;
    this.answers.remove([last]);
    return last;
  }

  /** Send all that waits; fulfilled once nothing does. */
  flush() {
    clearTimeout(this.idle);
    this.running ??= this.drain().finally(() => { this.running = null; });
    return this.running;
  }

  async drain() {
    while (this.waiting.length) {
      const wait = await this.send(this.waiting.slice(0, MOST_AT_ONCE));
      if (!wait) continue;
      this.giveUp?.();
      await Promise.race([sleep(wait), new Promise((resolve) => { this.wake = resolve; })]);
    }
  }

  /** Whether all that waits could be sent at once; what could not goes on waiting. */
  isEmptied() {
    const failed = new Promise((resolve) => { this.giveUp = () => resolve(false); });
    const emptied = this.flush().then(() => true);
    // Whoever asks does not sit out the pause before the next try.
    this.wake?.();
    return Promise.race([emptied, failed]);
  }

  /** One request. Returns how long to wait before the next, 0 when it went through. */
  async send(answers) {
    this.answers.markSent(answers);
    let response;
    let reply;
    try {
      response = await postJson(this.address(), { answers: answers.map(plain) });
      reply = await response.json().catch(() => ({}));
    } catch {
      this.isOffline = true;
      this.onState("offline");
      return this.patience.wait();
    }
    this.isOffline = false;
    if (response.status === 200 || response.status === 422) {
      this.patience.renew();
      this.answers.remove(answers);
      this.onState("sent");
      this.onReply(response.ok ? reply : { refused: answers });
      return 0;
    }
    const isRenewed = this.isRenewed;
    this.isRenewed = response.status === 400;
    if (this.isRenewed) await renewToken();
    if (this.isRenewed && !isRenewed) return 0;
    this.onState(response.status === 401 ? "signedOut" : "away");
    return this.patience.wait(response);
  }

  /** The page goes away: send everything once more in a request that outlives it. */
  leave() {
    if (!this.waiting.length) return;
    this.answers.markSent(this.waiting);
    postJson(this.address(), { answers: this.waiting.slice(0, MOST_AT_ONCE).map(plain) }).catch(() => {});
  }
}
