// What is where on the bar: a small picture, the time and the place's title above the finger or the pointer.

import { clock } from "./controls.js";

const KNOB = 18;

export class Peek {
  constructor(root, { length, jump }) {
    Object.assign(this, { root, length, at: (name) => root.querySelector(`[data-${name}]`) });
    this.scrub = this.at("scrub");
    this.box = this.at("peek");
    this.marks = [...root.querySelectorAll("[data-mark]")].map((tick) => ({
      tick,
      second: Number(tick.dataset.mark),
      title: tick.dataset.markTitle,
    }));
    this.buttons = [...document.querySelectorAll("[data-jump]")];
    for (const button of this.buttons) button.addEventListener("click", () => jump(Number(button.dataset.jump)));
    this.scrub.addEventListener("pointermove", (event) => this.show(this.under(event.clientX)));
    this.scrub.addEventListener("input", () => this.show(Number(this.scrub.value)));
    for (const name of ["pointerleave", "pointerup", "blur", "change"])
      this.scrub.addEventListener(name, () => (this.box.hidden = true));
    this.place();
  }

  /** A fresh ticket, and with it how far the pictures reach. */
  use(master) {
    this.index = new URL("thumbs.json", master).href;
    this.asked = null;
  }

  ask() {
    if (!this.index) return;
    this.asked ??= fetch(this.index, { credentials: "same-origin" })
      .then((answer) => (answer.ok ? answer.json() : null))
      .then((found) => {
        this.pictures = found;
        if (!this.box.hidden) this.show(this.second);
      })
      .catch(() => (this.pictures = null));
  }

  under(x) {
    const { left, width } = this.scrub.getBoundingClientRect();
    const share = (x - left - KNOB / 2) / Math.max(1, width - KNOB);
    return Math.min(Math.max(share, 0), 1) * this.length();
  }

  /** Where on the bar a second is: the knob's middle never reaches the bar's ends. */
  left(second) {
    const share = Math.min(1, second / (this.length() || 1));
    return `calc(${share * 100}% + ${(0.5 - share) * KNOB}px)`;
  }

  place() {
    for (const { tick, second } of this.marks) {
      tick.hidden = second > this.length();
      tick.style.left = this.left(second);
    }
  }

  show(second) {
    this.second = second;
    this.ask();
    this.at("peek-time").textContent = clock(second);
    this.at("peek-mark").textContent = this.markAt(second)?.title ?? "";
    this.picture(second);
    this.box.hidden = false;
    const width = this.scrub.clientWidth;
    const share = second / (this.length() || 1);
    const half = this.box.offsetWidth / 2;
    this.box.style.left = `${Math.min(Math.max(share * width, half), width - half)}px`;
  }

  picture(second) {
    const shown = this.at("peek-picture");
    const found = this.pictures;
    const number = found ? Math.floor(second / found.every) : -1;
    shown.hidden = !found || number >= found.count;
    if (shown.hidden) return;
    const strip = new URL(`thumbs/${Math.floor(number / found.across)}.jpg`, this.index).href;
    shown.style.width = `${found.width}px`;
    shown.style.height = `${found.height}px`;
    shown.style.backgroundImage = `url("${strip}")`;
    shown.style.backgroundPosition = `-${(number % found.across) * found.width}px 0`;
  }

  markAt(second) {
    return this.marks.filter((mark) => mark.second <= second).pop();
  }

  /** The place that plays, in the list under the picture. */
  follow(second) {
    const here = this.markAt(second);
    for (const button of this.buttons)
      button.toggleAttribute("aria-current", here !== undefined && Number(button.dataset.jump) === here.second);
  }
}
