// The sounds of the card on the table: played by a key, one after the other, and fetched while there is a network.

const isUp = (sound) => sound.getClientRects().length > 0;

export class Sounds {
  /** `stage()` holds the card; `onMissing` says that a sound is not here and cannot be had now. */
  constructor(stage, onMissing) {
    Object.assign(this, { stage, onMissing, playing: null });
  }

  /** Those of the side that is up; of a turned card the answer's, where it has any. */
  get up() {
    const all = [...this.stage().querySelectorAll("audio")].filter(isUp);
    const ofAnswer = all.filter((sound) => sound.closest("[data-back]"));
    return ofAnswer.length ? ofAnswer : all;
  }

  get areUp() {
    return this.up.length > 0;
  }

  async play() {
    this.stop();
    const turn = (this.playing = { sounds: this.up });
    for (const sound of turn.sounds) {
      if (this.playing !== turn) return;
      sound.currentTime = 0;
      try {
        await sound.play();
      } catch (error) {
        if (error.name !== "AbortError" && !navigator.onLine) this.onMissing();
        continue;
      }
      await new Promise((resolve) => {
        for (const name of ["ended", "pause", "error"]) sound.addEventListener(name, resolve, { once: true });
      });
    }
  }

  stop() {
    for (const sound of this.playing?.sounds ?? []) sound.pause();
    this.playing = null;
  }
}

const asked = new Set();
let fetched = Promise.resolve();

/** One at a time, in the order of the cards: the browser keeps them, whether or not there is a network later. */
export function fetchAhead(address) {
  if (asked.has(address)) return;
  asked.add(address);
  fetched = fetched
    .then(() => fetch(address, { priority: "low" }))
    .then((response) => response.arrayBuffer())
    .catch(() => asked.delete(address));
}
