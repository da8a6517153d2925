// What is left of the day, as it stands on the page: the server's numbers, moved on with each answer given since.

export class Counts {
  constructor(page) {
    this.places = [...page.querySelectorAll("[data-left]")];
    this.bar = page.querySelector("[data-progress]");
    this.left = Object.fromEntries(this.places.map((each) => [each.dataset.left, Number(each.textContent)]));
  }

  /** The server's numbers, which know nothing yet of the answers on their way to it. */
  take(left, onTheirWay) {
    this.left = { ...left };
    for (const answer of onTheirWay) this.move(answer);
    this.write();
  }

  /** One answer given, or with -1 taken back. */
  add(answer, sign = 1) {
    this.move(answer, sign);
    this.write();
  }

  move(answer, sign = 1) {
    const { left } = this;
    left[answer.kind] = Math.max(0, left[answer.kind] - sign);
    if (answer.step) left.learning += sign;
    left.done += sign;
    left.all = left.done + left.new + left.learning + left.due;
  }

  write() {
    for (const each of this.places) each.textContent = this.left[each.dataset.left];
    if (this.bar) Object.assign(this.bar, { value: this.left.done, max: this.left.all });
  }
}
