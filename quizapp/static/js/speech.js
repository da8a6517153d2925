// A card read aloud by the browser's own voice, in the language of the card.

const voice = globalThis.speechSynthesis;

/** The button that reads what is up; it shows where the browser can speak. `place()` holds the words. */
export class Speech {
  constructor(page, place) {
    this.place = place;
    if (!voice) return;
    for (const each of page.querySelectorAll("[data-speech]")) each.hidden = false;
    page.querySelector("button[data-speech]")?.addEventListener("click", () => this.read());
    window.addEventListener("pagehide", () => this.stop());
  }

  read() {
    const place = this.place();
    if (!voice || !place) return;
    this.stop();
    const words = new SpeechSynthesisUtterance(place.textContent.trim());
    words.lang = place.closest("[lang]").lang;
    voice.speak(words);
  }

  stop() {
    voice?.cancel();
  }
}
