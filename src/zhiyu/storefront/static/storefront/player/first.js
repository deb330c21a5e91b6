// A first viewing that does not skip: back is free, ahead goes as far as was seen, and at its own pace.
// The server counts by its own clock whatever this page says; here it is only made plain, and kindly.

// What plays on moves in small steps; anything longer is a jump.
const STEP_S = 2;
const SLACK_S = 1;
const BEHIND_S = 0.5;

export class First {
  constructor(root, media, { reached, length, onSay, onFree }) {
    Object.assign(this, { root, media, reached, length, onSay, onFree });
    this.words = root.querySelector("[data-note]").dataset;
    this.speeds = root.querySelector("[data-speed]");
    media.addEventListener("timeupdate", () => this.follow());
    media.addEventListener("seeking", () => this.bounce());
    for (const name of ["play", "seeked"]) media.addEventListener(name, () => (this.heard = performance.now()));
    media.addEventListener("ratechange", () => this.slow());
    for (const option of this.speeds.options) option.disabled = Number(option.value) > 1;
    this.slow();
    this.draw();
  }

  follow() {
    const at = this.media.currentTime;
    const heard = performance.now();
    // A locked phone plays on and tells the page seldom.
    const silence = (heard - (this.heard ?? heard)) / 1000;
    this.heard = heard;
    if (this.free || this.media.paused || this.media.seeking || at > this.reached + STEP_S + silence) return;
    this.reached = Math.max(this.reached, at);
    this.draw();
  }

  /** Where somebody may go who wants to go to `at`. */
  within(at) {
    if (this.free || at <= this.reached + SLACK_S) return at;
    this.onSay(this.words.sayFirst);
    return this.reached;
  }

  /** Past the player's own bar: the phone's in full screen, the lock screen's. */
  bounce() {
    if (this.free || this.media.currentTime <= this.reached + STEP_S) return;
    this.media.currentTime = this.within(this.media.currentTime);
  }

  slow() {
    if (this.free || this.media.playbackRate <= 1) return;
    this.media.playbackRate = this.media.defaultPlaybackRate = 1;
    this.speeds.value = "1";
    if (!this.media.paused) this.onSay(this.words.saySpeed);
  }

  /** A hole in the film, where there is nothing to see. */
  over(to) {
    if (to <= this.reached + 10) this.reached = Math.max(this.reached, to);
  }

  /** What the server has not counted yet, if anything. It says null when all of the lesson was seen. */
  owed(counted) {
    if (counted === null) this.release();
    else if (this.reached - counted > BEHIND_S) return [counted, this.reached];
    else this.reached = Math.max(this.reached, counted);
    return null;
  }

  release() {
    if (this.free) return;
    this.free = true;
    for (const option of this.speeds.options) option.disabled = false;
    this.root.classList.remove("is-first");
    this.onFree();
  }

  draw() {
    this.root.classList.add("is-first");
    this.root.style.setProperty("--reached", `${(this.reached / (this.length() || 1)) * 100}%`);
  }
}
