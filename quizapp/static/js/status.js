// What the learner reads about saving; all words come from the page, so that they are translated.

import { answerInWords } from "./answers.js";

/** The save state in words, and the choices that only the learner can make. */
export class Status {
  constructor(form) {
    this.form = form;
    this.box = form.querySelector("[data-save-status]") ?? document.querySelector("[data-save-status]");
    this.line = this.box?.querySelector("[role=status]");
  }

  write(state, words, link = "", href = "") {
    if (!this.line) return;
    if (this.line.dataset.state === state && this.words === words) return;
    this.words = words;
    this.line.dataset.state = state;
    const place = this.line.querySelector("span");
    place.textContent = words;
    if (!link || !href) return;
    const anchor = Object.assign(document.createElement("a"), { href, textContent: link });
    if (state === "failed") anchor.target = "_blank";
    place.append(" ", anchor);
  }

  say(name) {
    const isTrying = name === "saving";
    if (isTrying && this.line?.dataset.state === "failed") return;
    this.write(isTrying ? "saving" : "failed", this.box?.dataset[name]);
  }

  saved(serverNow) {
    const at = serverNow ? new Date(serverNow) : new Date();
    const time = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
    this.write("saved", `${this.box?.dataset.saved} ${time}`);
  }

  signedOut() {
    const { signedOut, signIn, signInUrl } = this.box?.dataset ?? {};
    this.write("failed", signedOut, signIn, signInUrl);
  }

  closed(reason) {
    const { closed, late, result, resultUrl } = this.box?.dataset ?? {};
    this.write("closed", reason === "deadline_passed" ? late : closed, result, resultUrl);
  }

  forgetConflict(slot) {
    this.box?.querySelector(`[data-conflict-of="${slot}"]`)?.remove();
  }

  conflict(slot, mine, theirs, choose) {
    if (!this.box) return;
    this.forgetConflict(slot);
    const { question, conflict, nothing } = this.box.dataset;
    const group = Object.assign(document.createElement("fieldset"), { className: "conflict" });
    group.dataset.conflictOf = slot;
    const legend = Object.assign(document.createElement("legend"), { textContent: `${question} ${slot}` });
    group.append(legend);
    for (const [label, value] of [[this.box.dataset.mine, mine], [this.box.dataset.theirs, theirs]]) {
      const words = answerInWords(this.form, slot, value) || nothing;
      const button = Object.assign(document.createElement("button"), {
        type: "button", className: "button button-second button-small", textContent: `${label}: ${words}`,
      });
      button.addEventListener("click", () => {
        group.remove();
        choose(value);
      });
      group.append(button);
    }
    this.box.append(group);
    this.write("failed", conflict);
  }
}
