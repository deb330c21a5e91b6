// What really played, as [from, to] seconds, sent every ten seconds and whenever the page may be going away.

const EVERY_MS = 10_000;
// Only a seek makes a jump; a throttled background tab may still report seldom.
const LONGEST_SILENCE_S = 15;
// Between a pause, or a seek, and the first word of the clock after it.
const FIRST_STEP_S = 1;
const REFUSALS = [401, 403, 404];

export class Watched {
  constructor(media, { url, csrf, onSaved, onRefused }) {
    Object.assign(this, { media, url, csrf, onSaved, onRefused });
    this.ranges = [];
    this.open = null;
    this.changed = false;
    this.sending = false;
    this.ended = false;
    media.addEventListener("timeupdate", () => this.advance());
    // The server's clock runs from the first word on.
    media.addEventListener("playing", () => this.begin());
    media.addEventListener("seeking", () => this.close());
    media.addEventListener("seeked", () => this.land());
    media.addEventListener("pause", () => this.flush());
    media.addEventListener("ended", () => this.finish());
    addEventListener("pagehide", () => this.flush());
    addEventListener("online", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    setInterval(() => this.flush(), EVERY_MS);
  }

  advance() {
    const at = this.media.currentTime;
    if (this.media.paused || this.media.seeking || !Number.isFinite(at)) return;
    const heard = performance.now();
    const silence = Math.max(LONGEST_SILENCE_S, (heard - (this.heard ?? heard)) / 1000 + FIRST_STEP_S);
    this.heard = heard;
    const follows = this.open && at >= this.open[1] && at - this.open[1] < silence * this.media.playbackRate;
    if (follows) this.open[1] = at;
    else {
      this.close();
      const from = at >= this.last && at - this.last < FIRST_STEP_S ? this.last : at;
      this.open = [from, at];
    }
    this.last = at;
    this.changed = true;
  }

  begin() {
    if (this.begun) return;
    this.begun = true;
    this.changed = true;
    this.flush();
  }

  land() {
    this.last = this.media.currentTime;
    this.changed = true;
  }

  close() {
    if (this.open && this.open[1] > this.open[0]) this.ranges.push(this.open);
    this.open = null;
  }

  /** A hole in the film: who plays on over it has seen what there is. */
  over(to) {
    if (this.open) this.open[1] = to;
  }

  finish() {
    if (this.open) this.open[1] = Math.max(this.open[1], this.media.duration);
    this.changed = true;
    this.flush();
  }

  /** The player is about to be given another source: its clock will say nonsense for a moment. */
  hold() {
    this.flush();
    this.close();
    this.held = true;
  }

  release() {
    this.held = false;
    this.refused = false;
  }

  async flush() {
    if (this.sending) this.due = true;
    if (this.held || this.sending || this.refused || !this.changed) return;
    const at = this.media.currentTime;
    this.close();
    const ranges = this.ranges;
    this.ranges = [];
    this.changed = this.due = false;
    if (!this.media.paused && !this.media.seeking) this.open = [at, at];
    this.sending = true;
    try {
      const answer = await fetch(this.url, {
        method: "PUT",
        keepalive: true,
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
        body: JSON.stringify({ position: at, ranges }),
      });
      if (answer.ok) this.onSaved(await answer.json());
      else if (REFUSALS.includes(answer.status)) {
        this.keep(ranges);
        this.refused = true;
        this.onRefused();
      } else this.keep(ranges);
    } catch {
      this.keep(ranges);
    } finally {
      this.sending = false;
    }
    if (this.due) this.flush(); // a pause, or the end, while the last report was on its way
  }

  keep(ranges) {
    this.ranges.unshift(...ranges);
    this.changed = true;
  }
}
