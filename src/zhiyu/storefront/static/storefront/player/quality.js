// How sharp, or sound alone: what was chosen stays for the next lesson.

const SHARPNESS_KEY = "zhiyu:quality";
const SOUND_KEY = "zhiyu:sound-only";
const AUTO = "auto";
const SMOOTH_UP_TO = 480;
const HIGH_UP_TO = 720;

const keptSide = () => Number(localStorage.getItem(SHARPNESS_KEY)) || 0;

export const prefersSound = () => sessionStorage.getItem(SOUND_KEY) === "yes";

/** The rung that was chosen once: the same, else the next one below, else the smallest; -1 for automatic. */
export function preferred(sides) {
  const wanted = keptSide();
  if (!wanted) return -1;
  const fitting = sides.filter((side) => side <= wanted);
  return sides.indexOf(fitting.length ? Math.max(...fitting) : Math.min(...sides));
}

export class Quality {
  constructor(root, stream) {
    Object.assign(this, { root, stream, say: root.dataset });
    this.group = root.querySelector("[data-quality]");
    this.sound = root.querySelector("[data-sound-only]");
    this.gear = root.querySelector("[data-settings]");
    this.sound?.addEventListener("change", () => this.listen(this.sound.checked));
    root.querySelector("[data-sound-back]")?.addEventListener("click", () => this.listen(false));
    // The page knows of the sound before there is a ticket: one may choose it before anything is sent.
    if (this.say.sound !== undefined) this.offerSound(true);
  }

  /** `sides` of the renditions with a picture, and whether there is one of sound alone. */
  offer({ sides, sound }) {
    if (!this.group) return;
    const known = [...new Set(sides.filter((side) => side > 0))].sort((a, b) => b - a);
    // Offered again with each new ticket: whoever is choosing just then keeps the place.
    if (this.offered === `${known} ${sound}`) return;
    this.offered = `${known} ${sound}`;
    const wanted = preferred(sides);
    const chosen = wanted < 0 ? AUTO : String(sides[wanted]);
    this.group.hidden = known.length < 2;
    this.group
      .querySelector("[data-quality-options]")
      .replaceChildren(...[AUTO, ...known].map((value) => this.option(String(value), String(value) === chosen)));
    this.offerSound(sound);
    if (!this.group.hidden) this.gear.hidden = false;
  }

  offerSound(sound) {
    this.sound.closest("label").hidden = !sound;
    this.sound.checked = prefersSound() && sound;
    this.root.classList.toggle("is-sound", this.sound.checked);
    if (sound) this.gear.hidden = false;
  }

  option(value, checked) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "quality", value, checked });
    const words = document.createElement("span");
    words.textContent = this.words(value);
    input.addEventListener("change", () => this.choose(value));
    label.className = "player-chip";
    label.append(input, words);
    return label;
  }

  words(value) {
    if (value === AUTO) return this.say.sayAuto;
    const side = Number(value);
    const name = side <= SMOOTH_UP_TO ? this.say.saySmooth : side <= HIGH_UP_TO ? this.say.sayHigh : this.say.saySharp;
    return `${name} ${side}p`;
  }

  choose(value) {
    localStorage.setItem(SHARPNESS_KEY, value);
    this.stream.prefer();
  }

  /** What automatic has chosen by itself. */
  shows(side) {
    const words = this.group?.querySelector(`[value=${AUTO}]`)?.nextElementSibling;
    if (words && side) words.textContent = `${this.say.sayAuto} · ${side}p`;
  }

  listen(sound) {
    sessionStorage.setItem(SOUND_KEY, sound ? "yes" : "no");
    this.sound.checked = sound;
    this.root.classList.toggle("is-sound", sound);
    this.stream.reopen();
  }
}
