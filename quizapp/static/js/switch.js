// What can be switched off on this device, such as single keys and swipes; it is on until then.

/** Kept under a name in the browser; where it may keep nothing, a switch holds for this page. */
export class Switch {
  constructor(key) {
    this.key = key;
    this.isOn = true;
    try {
      this.isOn = localStorage.getItem(key) !== "off";
    } catch {
      // Private windows may refuse storage.
    }
  }

  /** A button that turns it round and says what pressing it does; `show()` draws what else depends on it. */
  offer(button, show) {
    const draw = () => {
      button.textContent = this.isOn ? button.dataset.off : button.dataset.on;
      show();
    };
    draw();
    button.addEventListener("click", () => {
      this.isOn = !this.isOn;
      this.keep();
      draw();
    });
  }

  keep() {
    try {
      localStorage.setItem(this.key, this.isOn ? "on" : "off");
    } catch {
      // As above.
    }
  }
}
