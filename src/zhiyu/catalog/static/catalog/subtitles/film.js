// The lesson's film or sound beside its subtitles, by the parts of the learner's player.

import { Controls } from "../../storefront/player/controls.js";
import { Seat } from "../../storefront/player/seat.js";
import { Stream } from "../../storefront/player/stream.js";

const nothing = () => {};

export class Film {
  constructor(root, { onPlace, onLength }) {
    Object.assign(this, { root, onPlace, onLength, say: root.dataset, media: root.querySelector("[data-media]") });
    const csrf = document.querySelector("meta[name=csrf-token]")?.content ?? "";
    const part = (name) => root.querySelector(`[data-${name}]`);
    this.part = part;
    this.stream = new Stream(this.media, {
      ticketUrl: this.say.ticket,
      hlsUrl: this.say.hls,
      csrf,
      onTicket: (ticket) => this.seat.use(ticket.seat_url),
      onProblem: (problem) => this.problem(problem),
      beforeSwitch: nothing,
      afterSwitch: nothing,
      onRenditions: nothing,
      onSide: nothing,
      onTooFast: nothing,
      onHole: nothing,
    });
    this.seat = new Seat(this.media, { csrf, onTaken: (problem) => this.problem(problem) });
    this.controls = new Controls(root, this.media, { toggle: this.toggle, seek: (at) => this.seek(at), length: this.length });
    part("retry").addEventListener("click", () => this.again());
    for (const name of ["timeupdate", "seeked", "pause"]) this.media.addEventListener(name, () => this.onPlace());
    this.media.addEventListener("playing", () => this.follow());
    this.media.addEventListener("waiting", () => this.state("loading"));
    for (const name of ["playing", "canplay", "pause"]) this.media.addEventListener(name, () => this.ready && this.state("ready"));
    this.media.addEventListener("durationchange", () => this.onLength());
  }

  state(name) {
    this.root.dataset.state = name;
  }

  length = () => (Number.isFinite(this.media.duration) ? this.media.duration : Number(this.say.duration) || 0);

  /** In seconds; before it is there, the place where it will begin. */
  get now() {
    return this.ready ? this.media.currentTime : Number(this.say.position) || 0;
  }

  /** From picture to picture while it plays: `timeupdate` comes four times a second. */
  follow() {
    if (this.following) return;
    const step = () => {
      this.following = !this.media.paused;
      this.onPlace();
      if (this.following) requestAnimationFrame(step);
    };
    this.following = true;
    requestAnimationFrame(step);
  }

  seek(to) {
    const at = Math.min(Math.max(to, 0), this.length());
    this.say.position = String(at);
    if (this.ready) this.media.currentTime = at;
    this.controls.draw();
    this.onPlace();
  }

  toggle = () => {
    if (this.media.paused) this.play();
    else this.media.pause();
  };

  async play() {
    try {
      await (this.opening ??= this.open());
      await this.media.play();
    } catch (problem) {
      const held = problem.name === "NotAllowedError" || problem.name === "AbortError";
      if (held) this.state(this.ready ? "ready" : "idle");
      else this.problem(problem);
    }
  }

  async open() {
    this.state("loading");
    this.part("problem").hidden = true;
    const at = Number(this.say.position) || 0;
    await this.stream.open(at);
    this.ready = true;
    const wanted = Number(this.say.position) || 0;
    if (wanted !== at) this.media.currentTime = wanted;
    this.state("ready");
  }

  again() {
    this.say.position = String(this.now);
    this.ready = false;
    this.opening = null;
    this.play();
  }

  problem(problem) {
    this.opening = null;
    const known = { unsupported: this.say.sayUnsupported, key_must_be_wrapped: this.say.sayWrapped };
    this.part("problem-text").textContent = known[problem.code] ?? (problem.status ? problem.message : this.say.sayProblem);
    this.part("problem").hidden = false;
    this.state("broken");
  }
}
