// The skin: buttons, scrubber, speed, keyboard. It knows the media element and the marked-up bar, nothing of tickets.

import { Stage } from "./stage.js";

const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2, 2.5, 3];
const QUIET_AFTER_MS = 3_000;
const SPEED_KEY = "zhiyu:speed";

export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds || 0));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export class Controls {
  /** `toggle` and `seek` belong to the player: it may have to fetch a ticket or show the wall first. */
  constructor(root, media, { toggle, seek, length }) {
    Object.assign(this, { root, media, toggle, seek, length });
    this.at = (name) => root.querySelector(`[data-${name}]`);
    this.scrub = this.at("scrub");
    this.speed = this.at("speed");
    this.stage = new Stage(root, media, { keys: (event) => this.press(event) });
    this.fillSpeeds();
    this.bindButtons();
    this.bindMedia();
    this.bindKeyboard();
    this.bindQuiet();
    this.draw();
  }

  fillSpeeds() {
    const kept = Number(localStorage.getItem(SPEED_KEY)) || 1;
    this.speed.replaceChildren(
      ...SPEEDS.map((rate) => new Option(`${rate}×`, String(rate), rate === 1, rate === kept)),
    );
    this.speed.addEventListener("change", () => this.setSpeed(Number(this.speed.value)));
    this.applySpeed();
  }

  applySpeed() {
    this.media.defaultPlaybackRate = this.media.playbackRate = Number(this.speed.value) || 1;
  }

  setSpeed(rate) {
    this.speed.value = String(rate);
    localStorage.setItem(SPEED_KEY, String(rate));
    this.applySpeed();
  }

  stepSpeed(by) {
    const now = SPEEDS.indexOf(Number(this.speed.value));
    this.setSpeed(SPEEDS[Math.min(Math.max(now + by, 0), SPEEDS.length - 1)]);
  }

  bindButtons() {
    const on = (name, act) => this.at(name)?.addEventListener("click", act);
    on("play", this.toggle);
    on("play-big", this.toggle);
    on("back", () => this.skip(-15));
    on("forward", () => this.skip(15));
    on("mute", () => this.mute());
    on("full", () => this.stage.full());
    on("pip", () => this.stage.small());
    if (this.media.tagName === "VIDEO") this.media.addEventListener("click", () => this.tap());
    this.scrub.addEventListener("input", () => {
      this.dragging = true;
      this.label(Number(this.scrub.value));
    });
    this.scrub.addEventListener("change", () => {
      this.dragging = false;
      this.seek(Number(this.scrub.value));
    });
  }

  bindMedia() {
    for (const name of ["play", "pause", "timeupdate", "durationchange", "ended", "volumechange", "seeked"])
      this.media.addEventListener(name, () => this.draw());
    this.media.addEventListener("loadedmetadata", () => this.applySpeed());
  }

  bindKeyboard() {
    this.keys = {
      " ": this.toggle,
      k: this.toggle,
      ArrowLeft: () => this.skip(-5),
      ArrowRight: () => this.skip(5),
      j: () => this.skip(-15),
      l: () => this.skip(15),
      f: () => this.stage.full(),
      m: () => this.mute(),
      p: () => this.stage.small(),
      "<": () => this.stepSpeed(-1),
      ">": () => this.stepSpeed(1),
    };
    document.addEventListener("keydown", (event) => this.press(event));
  }

  press(event) {
    const busy = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog");
    const pressing = event.key === " " && event.target.closest("button, a, summary");
    const act = this.keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (busy || pressing || !act) return;
    event.preventDefault();
    act();
    this.wake();
  }

  bindQuiet() {
    for (const name of ["pointermove", "focusin", "touchstart"])
      this.root.addEventListener(name, () => this.wake(), { passive: true });
  }

  wake() {
    this.root.classList.remove("is-quiet");
    clearTimeout(this.quiet);
    this.quiet = setTimeout(() => !this.media.paused && this.root.classList.add("is-quiet"), QUIET_AFTER_MS);
  }

  /** A first touch on a phone shows the bar; with the bar in sight it pauses. */
  tap() {
    const hidden = this.root.classList.contains("is-quiet");
    this.wake();
    if (!hidden || matchMedia("(hover: hover)").matches) this.toggle();
  }

  skip(by) {
    this.seek(Math.max(0, this.media.currentTime + by));
  }

  mute() {
    this.media.muted = !this.media.muted;
  }

  label(at) {
    this.at("time").textContent = clock(at);
    this.at("length").textContent = clock(this.length());
    this.scrub.setAttribute("aria-valuetext", `${clock(at)} / ${clock(this.length())}`);
    this.scrub.style.setProperty("--done", `${(at / (this.length() || 1)) * 100}%`);
  }

  draw() {
    const { paused, muted, currentTime } = this.media;
    this.root.classList.toggle("is-playing", !paused);
    this.root.classList.toggle("is-muted", muted);
    for (const button of this.root.querySelectorAll("[data-play], [data-play-big]"))
      button.setAttribute("aria-label", paused ? button.dataset.sayPlay : button.dataset.sayPause);
    this.at("mute")?.setAttribute("aria-pressed", String(muted));
    if (paused) this.root.classList.remove("is-quiet");
    if (this.dragging) return;
    this.scrub.max = String(this.length());
    const shown = this.media.readyState ? currentTime : Number(this.root.dataset.position) || 0;
    this.scrub.value = String(shown);
    this.label(shown);
  }
}
