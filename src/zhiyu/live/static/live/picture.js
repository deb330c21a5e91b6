// A live class in a page: waits for it, shows it with a few seconds' delay, waits again when the teacher's line is cut.

import { canUnwrap, unwrapping } from "../storefront/player/keys.js";
import { mark } from "../storefront/player/mark.js";
import { Seat } from "../storefront/player/seat.js";
import { Stage } from "../storefront/player/stage.js";

const NATIVE = "application/vnd.apple.mpegurl";
const LOOK_MS = 8_000;
const FAR_MS = 60_000;
const SOON_MS = 15 * 60_000;
const AGAIN_MS = 2_000;
const PATIENT_MS = 16_000;
const STALLED_MS = 4_000;
const WATCH_MS = 1_000;
const DELAY_S = 2;
const LATEST_S = 8;
const KEPT_BACK = 2; // segments, as media/streaming.py reckons with
const TAKEN = 409;

export class LivePlayer {
  constructor(stage) {
    this.stage = stage;
    this.media = stage.querySelector("[data-media]");
    this.csrf = stage.querySelector("[name=csrfmiddlewaretoken]").value;
    this.ahead = Date.parse(stage.dataset.now) - Date.now();
    this.starts = Date.parse(stage.dataset.starts);
    this.moved = 0;
    this.looks = 0;
    this.seat = new Seat(this.media, { csrf: this.csrf });
    this.controls();
    if (stage.dataset.mark) mark(stage, stage.dataset.mark);
    document.addEventListener("live:moved", () => this.look());
    setInterval(() => this.tick(), WATCH_MS);
    this.tick();
    if (this.state === "joining") this.join();
    else this.later();
  }

  get state() {
    return this.stage.dataset.state;
  }

  set state(wanted) {
    if (this.state === wanted) return;
    this.stage.dataset.state = wanted;
    this.stage.dispatchEvent(new CustomEvent("live:state", { bubbles: true, detail: wanted }));
  }

  controls() {
    const find = (name) => this.stage.querySelector(`[data-${name}]`);
    this.unmute = find("unmute");
    const mute = find("mute");
    mute.addEventListener("click", () => (this.media.muted = !this.media.muted));
    this.unmute.addEventListener("click", () => (this.media.muted = false));
    this.media.addEventListener("volumechange", () => {
      mute.setAttribute("aria-pressed", String(this.media.muted));
      if (!this.media.muted) this.unmute.hidden = true;
    });
    const frame = new Stage(this.stage, this.media);
    find("full").addEventListener("click", () => frame.full());
    find("retry").addEventListener("click", () => this.again());
    find("here").addEventListener("click", () => this.seat.take().then(() => this.again()));
    this.media.addEventListener("timeupdate", () => this.shows());
    this.media.addEventListener("ended", () => this.look());
  }

  again() {
    this.refused = false;
    this.join();
  }

  /** A picture that moves says more than any state we were told. */
  shows() {
    if (this.media.currentTime === this.stood) return;
    this.stood = this.media.currentTime;
    this.moved = Date.now();
    this.looks = 0;
    this.back = 0;
    if (["joining", "coming", "interrupted"].includes(this.state)) this.state = "playing";
  }

  tick() {
    if (this.state === "planned") this.count();
    const stalled = this.state === "playing" && !this.media.paused && Date.now() - this.moved > STALLED_MS;
    if (stalled) {
      this.state = "interrupted";
      this.look();
    }
  }

  count() {
    const left = Math.max(0, Math.ceil((this.starts - Date.now() - this.ahead) / 1000));
    const two = (n) => String(n).padStart(2, "0");
    const days = Math.floor(left / 86_400);
    const clock = [Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60].map(two).join(":");
    this.stage.querySelector("[data-count]").textContent = days ? `${days} ${this.stage.dataset.sayDays} ${clock}` : clock;
    if (left === 0 && !this.due) {
      this.due = true;
      this.look();
    }
  }

  /** Whoever waits for a picture asks soon, then less and less often: all of them wait for the same teacher. */
  pause() {
    if (["coming", "interrupted"].includes(this.state)) return Math.min(AGAIN_MS * 2 ** this.looks++, PATIENT_MS);
    const far = this.state === "planned" && this.starts - Date.now() - this.ahead > SOON_MS;
    return far || this.state === "missed" ? FAR_MS : LOOK_MS;
  }

  later() {
    clearTimeout(this.timer);
    if (["called_off", "locked"].includes(this.state)) return;
    this.timer = setTimeout(() => this.look(), this.pause() * (0.8 + 0.4 * Math.random()));
  }

  /** Nothing is shown and nothing asked for until it goes on. */
  rest() {
    this.resting = true;
    this.over("coming");
  }

  goOn() {
    this.resting = false;
    this.look();
  }

  async look() {
    clearTimeout(this.timer);
    if (this.resting) return;
    const answer = await fetch(this.stage.dataset.facts, { credentials: "same-origin" }).catch(() => null);
    if (answer?.ok) this.told(await answer.json());
    if (this.state !== "ended" || !this.replay) this.later();
  }

  told(facts) {
    this.starts = Date.parse(facts.starts_at);
    this.replay = facts.replay || !facts.recorded; // or there will be none
    this.stage.querySelector("[data-replay]").hidden = !facts.replay;
    this.stage.querySelector("[data-replay-soon]").hidden = this.replay;
    this.stage.querySelector("[data-of-line]").hidden = facts.unseen;
    this.stage.querySelector("[data-of-school]").hidden = !facts.unseen;
    if (facts.state === "ended" || facts.state === "called_off") {
      // What is on its way is still shown: viewers are some seconds behind.
      const going = this.state === "playing" && !this.media.ended && Date.now() - this.moved < STALLED_MS;
      if (!going) this.over(facts.state);
    } else if (!facts.may_watch) this.over("locked");
    else if (facts.state === "live" && !["playing", "joining"].includes(this.state) && !this.refused) this.wait(facts);
    else if (["planned", "missed"].includes(facts.state)) this.state = facts.state;
  }

  /** A player that stands goes on by itself once the teacher is back; only if it does not, it begins anew. */
  wait({ interrupted }) {
    if (interrupted) {
      this.state = "interrupted";
      this.back = 0;
      return;
    }
    this.back ||= Date.now();
    if (!this.stands || Date.now() - this.back > PATIENT_MS) this.join();
  }

  drop() {
    if (this.hls) this.hls.destroy();
    else if (this.media.hasAttribute("src")) {
      this.media.onerror = null;
      this.media.removeAttribute("src"); // a phone's own player would go on unseen
      this.media.load();
    }
    this.hls = null;
    this.stands = false;
  }

  over(state) {
    this.drop();
    this.media.hidden = true;
    this.unmute.hidden = true;
    this.state = state;
  }

  async join() {
    if (this.joining) return;
    this.joining = true;
    this.back = 0;
    if (!["coming", "interrupted"].includes(this.state)) this.state = "joining";
    try {
      const [ticket] = await Promise.all([this.ticket(), this.library()]);
      this.seat.use(ticket.seat_url);
      if (this.resting) return; // folded meanwhile
      if (ticket.elsewhere) {
        this.elsewhere(ticket.elsewhere);
        return;
      }
      const address = new URL(ticket.playlist_url, location.href).href;
      if (ticket.wrapped && !(this.Hls && canUnwrap())) throw Object.assign(new Error(), { code: "unsupported" });
      this.media.hidden = false;
      if (this.Hls) this.withHls(address);
      else this.natively(address);
      this.stands = true;
      await this.play();
    } catch (problem) {
      this.failed(problem);
    } finally {
      this.joining = false;
      this.later();
    }
  }

  async ticket() {
    const answer = await fetch(this.stage.dataset.ticket, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: "{}",
    });
    const body = await answer.json().catch(() => null);
    if (!answer.ok) throw Object.assign(new Error(body?.detail), { code: body?.code ?? "", detail: body?.detail });
    return body;
  }

  async library() {
    if (this.Hls !== undefined) return;
    await import(this.stage.dataset.hls);
    this.Hls = globalThis.Hls?.isSupported() ? globalThis.Hls : null;
  }

  withHls(address) {
    const { Hls } = this;
    const film = this.stage.dataset.film !== undefined;
    this.hls?.destroy();
    const hls = new Hls({
      ...(film ? { liveSyncDurationCount: KEPT_BACK } : { liveSyncDuration: DELAY_S, liveMaxLatencyDuration: LATEST_S }),
      maxLiveSyncPlaybackRate: 1.15,
      backBufferLength: 10,
      testBandwidth: false,
      capLevelToPlayerSize: true,
      loader: canUnwrap() ? unwrapping(Hls.DefaultConfig.loader) : Hls.DefaultConfig.loader,
    });
    this.hls = hls;
    hls.on(Hls.Events.ERROR, (_event, error) => error.fatal && this.cut(Hls, error));
    hls.loadSource(address);
    hls.attachMedia(this.media);
  }

  natively(address) {
    if (!this.media.canPlayType(NATIVE)) throw Object.assign(new Error(), { code: "unsupported" });
    this.media.onerror = () => this.lost();
    this.media.src = address;
  }

  /** With sound where the browser lets us, else silent with a button for it. */
  async play() {
    await this.media.play().catch(async (refused) => {
      if (refused.name !== "NotAllowedError") return;
      this.media.muted = true;
      this.unmute.hidden = false;
      await this.media.play().catch(() => {});
    });
  }

  /** Nothing that waiting would change: one press goes on here, and the other one is told. */
  elsewhere(device) {
    const words = this.stage.querySelector("[data-elsewhere]");
    words.textContent = words.dataset.say.replace("{device}", device);
    this.refused = true;
    this.over("elsewhere");
  }

  cut(Hls, error) {
    if (error.response?.code === TAKEN) {
      this.drop();
      this.join();
      return;
    }
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && Date.now() - (this.recovered ?? 0) > STALLED_MS) {
      this.recovered = Date.now();
      this.hls.recoverMediaError();
      return;
    }
    this.lost();
  }

  lost() {
    this.drop();
    if (this.state !== "ended") this.state = "interrupted";
    this.later();
  }

  failed({ code, detail }) {
    if (code === "not_on_air") {
      this.state = "coming"; // on air, but nothing of it is there yet
      return;
    }
    this.refused = ["devices_full", "unsupported"].includes(code); // nothing that waiting would change
    this.stage.querySelector("[data-devices]").hidden = code !== "devices_full";
    const words = this.stage.querySelector("[data-problem]");
    words.textContent = detail || (code === "unsupported" ? words.dataset.unsupported : words.dataset.usual);
    this.over("broken");
  }
}
