// The answers of an attempt that the server has not yet confirmed.

/** Unsaved items of one page load, kept in the browser. A page load is a writer; the key names attempt and writer. */
export class Queue {
  constructor(key, writer, items = []) {
    Object.assign(this, { key, writer, items });
  }

  /** What earlier page loads of this attempt could not save. */
  static leftBehind(prefix) {
    const found = [];
    try {
      for (const key of Object.keys(localStorage).filter((each) => each.startsWith(prefix))) {
        found.push(new Queue(key, key.slice(prefix.length), JSON.parse(localStorage.getItem(key))));
      }
    } catch {
      // Storage refused or its content is not ours: there is nothing to rescue.
    }
    return found;
  }

  store() {
    try {
      if (this.items.length) localStorage.setItem(this.key, JSON.stringify(this.items));
      else localStorage.removeItem(this.key);
    } catch {
      // Without storage the queue lives as long as the page.
    }
  }

  /** An item that was never sent may still be replaced by a newer answer to its slot. */
  add(item) {
    const last = this.items.findLast((each) => each.slot === item.slot);
    if (last && !last.sent) last.value = item.value;
    else this.items.push(item);
    this.store();
  }

  /** The oldest item of each slot: the next one builds on it and waits for its fate. */
  get front() {
    return this.items.filter((item, index) => this.items.findIndex((each) => each.slot === item.slot) === index);
  }

  markSent(items) {
    for (const item of items) item.sent = true;
    this.store();
  }

  remove(items) {
    this.items = this.items.filter((item) => !items.includes(item));
    this.store();
  }
}
