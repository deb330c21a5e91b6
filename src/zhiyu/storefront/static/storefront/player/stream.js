// From a lesson to moving pictures: ask for a ticket, play its playlist, ask again when it has run out.

import { fromHere } from "./here.js";
import { canUnwrap, unwrapping } from "./keys.js";
import { preferred, prefersSound } from "./quality.js";

const NATIVE = "application/vnd.apple.mpegurl";
const BEFORE_EXPIRY_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const GONE = 410;
const FORBIDDEN = 403;
const TAKEN = 409;
const TOO_FAST = 429;
const SLOW_DOWN_MS = 6_000;
const RETICKET_WITHIN_MS = 60_000;
const MOST_RETICKETS = 3;
const WATCH_MS = 700;
const WIDEST_HOLE_S = 10;
const BANDWIDTH_KEY = "zhiyu:bandwidth";
const USUAL_BANDWIDTH = 3_000_000;
const VARIANT = /^#EXT-X-STREAM-INF:(.*)\r?\n(.+)$/gm;
// Of a traced film by a name of its own (``media.rungs``).
const SOUND = /(^|\/)audiom?\/index\.m3u8$/;

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? String(status));
    this.status = status;
    this.code = problem?.code ?? "";
    this.next = problem?.next;
    this.device = problem?.device;
    this.devices = problem?.devices;
    this.remove = problem?.remove;
  }
}

export class Stream {
  constructor(media, told) {
    const { ticketUrl, hlsUrl, csrf, onTicket, onProblem, beforeSwitch, afterSwitch, onRenditions, onSide, onTooFast, onHole } = told;
    Object.assign(this, { media, ticketUrl, hlsUrl, csrf, onTicket, onProblem, beforeSwitch, afterSwitch, onRenditions, onSide, onTooFast, onHole });
    this.retickets = [];
    addEventListener("pagehide", () => this.keepBandwidth());
    setInterval(() => this.overHoles(), WATCH_MS);
  }

  /** Films with pauses in their sound leave holes in the buffer; one who starts inside a hole would wait for ever. */
  overHoles() {
    const { currentTime, paused, seeking, ended, buffered } = this.media;
    const stuck = !paused && !seeking && !ended && currentTime === this.stoodAt;
    this.stoodAt = currentTime;
    if (!stuck) return;
    const starts = Array.from({ length: buffered.length }, (_, i) => buffered.start(i));
    const next = starts.find((start) => start > currentTime && start < currentTime + WIDEST_HOLE_S);
    if (next === undefined) return;
    this.onHole(next + 0.05);
    this.media.currentTime = next + 0.05;
  }

  async ticket() {
    const answer = await fetch(this.unwraps() ? `${this.ticketUrl}?unwraps=true` : this.ticketUrl, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: "{}",
    });
    const body = await answer.json().catch(() => null);
    if (!answer.ok) throw new Refused(answer.status, body);
    this.now = body;
    this.onTicket(body);
    // Both by the server's clock: this browser's may be hours off.
    this.renewInTime(Date.parse(body.expires_at) - Date.parse(answer.headers.get("Date")));
    return body;
  }

  /** Whether it opens sealed keys: known for certain only when the library is there, and that is not waited for. */
  unwraps() {
    return this.Hls !== null && canUnwrap() && Boolean(globalThis.ManagedMediaSource ?? globalThis.MediaSource);
  }

  /** Resolves when the player knows its length and stands at `position`. */
  async open(position) {
    const guessed = this.unwraps();
    const [ticket] = await Promise.all([this.ticket(), this.library()]);
    if (ticket.elsewhere) throw new Refused(TAKEN, { code: "playing_elsewhere", device: ticket.elsewhere });
    await this.show(guessed && !this.unwraps() ? await this.ticket() : ticket, position);
  }

  async show(ticket, position) {
    if (ticket.wrapped && !(this.Hls && canUnwrap())) throw new Refused(0, { code: "key_must_be_wrapped" });
    const master = new URL(ticket.playlist_url, location.href).href;
    const asked = !this.Hls || prefersSound() ? await this.read(master) : { sound: false };
    this.from = position;
    const address = prefersSound() && asked.sound ? new URL(asked.heard, master).href : master;
    if (this.Hls) await this.withHls(this.Hls, address, position);
    else await this.natively(address, position);
  }

  /** What a master playlist names, where no player reads it for us. */
  async read(master) {
    const answer = await fetch(master, { credentials: "same-origin" });
    if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => null));
    const listed = [...(await answer.text()).matchAll(VARIANT)].map(([, attributes, url]) => {
      const [width, height] = /RESOLUTION=(\d+)x(\d+)/.exec(attributes)?.slice(1).map(Number) ?? [];
      return { url, width, height };
    });
    return this.offer(listed);
  }

  /** A native player chooses among pictures by itself. */
  offer(listed) {
    const pictures = listed.filter((one) => !SOUND.test(one.url));
    const heard = listed.find((one) => SOUND.test(one.url))?.url;
    const found = { sides: this.Hls ? pictures.map(sideOf) : [], sound: pictures.length > 0 && heard !== undefined };
    this.onRenditions(found);
    return { ...found, heard };
  }

  async library() {
    if (this.Hls !== undefined) return this.Hls;
    await import(this.hlsUrl);
    const Hls = globalThis.Hls;
    this.Hls = Hls?.isSupported() ? Hls : null;
    return this.Hls;
  }

  withHls(Hls, address, position) {
    this.hls?.destroy();
    const hls = new Hls({
      startPosition: position || -1,
      enableWorker: true,
      maxBufferLength: 30,
      backBufferLength: 60,
      // No test of the line before the first picture: what it gave last time is known, and a test costs a second.
      testBandwidth: false,
      abrEwmaDefaultEstimate: Number(localStorage.getItem(BANDWIDTH_KEY)) || USUAL_BANDWIDTH,
      capLevelToPlayerSize: true,
      fLoader: fromHere(Hls.DefaultConfig.loader),
      loader: canUnwrap() ? unwrapping(Hls.DefaultConfig.loader) : Hls.DefaultConfig.loader,
    });
    this.hls = hls;
    hls.on(Hls.Events.MANIFEST_LOADED, (_event, { levels }) => SOUND.test(address) || this.offer(levels));
    hls.on(Hls.Events.MANIFEST_PARSED, () => this.prefer({ first: true }));
    hls.on(Hls.Events.LEVEL_SWITCHED, (_event, { level }) => this.onSide(sideOf(hls.levels[level])));
    return new Promise((resolve, reject) => {
      this.media.addEventListener("loadedmetadata", resolve, { once: true });
      hls.on(Hls.Events.ERROR, (_event, error) => {
        const status = error.response?.code;
        if ([GONE, FORBIDDEN].includes(status)) this.gone(reject);
        else if (status === TAKEN) this.taken(reject);
        else if (status === TOO_FAST) this.slowDown(hls);
        else if (error.fatal) this.fatal(Hls, error, reject);
      });
      hls.loadSource(address);
      hls.attachMedia(this.media);
    });
  }

  /** Hold to the rung that the learner wants, or let the line decide. */
  prefer({ first = false } = {}) {
    if (!this.hls) return;
    const level = preferred(this.hls.levels.map(sideOf));
    if (!first) this.hls.nextLevel = level;
    else if (level >= 0) this.hls.startLevel = this.hls.loadLevel = level;
  }

  keepBandwidth() {
    const seen = Math.round(this.hls?.bandwidthEstimate ?? 0);
    if (seen > 0) localStorage.setItem(BANDWIDTH_KEY, String(seen));
  }

  natively(address, position) {
    if (!this.media.canPlayType(NATIVE)) throw new Refused(0, { code: "unsupported" });
    return new Promise((resolve, reject) => {
      this.media.addEventListener(
        "loadedmetadata",
        () => {
          if (position) this.media.currentTime = position;
          resolve();
        },
        { once: true },
      );
      // A native player does not say 410; one fresh ticket tells an expired one from a broken file.
      this.media.onerror = () => this.gone(reject);
      this.media.src = address;
      this.media.load();
    });
  }

  fatal(Hls, error, reject) {
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR && !this.recovered) {
      this.recovered = true;
      this.hls.recoverMediaError();
      return;
    }
    const refused = new Refused(error.response?.code ?? 0, { code: error.details });
    reject(refused);
    this.onProblem(refused);
  }

  taken(reject) {
    const refused = new Refused(TAKEN, { code: "playing_elsewhere" });
    this.hls?.stopLoad();
    reject(refused);
    this.onProblem(refused);
  }

  slowDown(hls) {
    hls.stopLoad();
    this.onTooFast();
    setTimeout(() => hls === this.hls && hls.startLoad(), SLOW_DOWN_MS);
  }

  /** The ticket is not taken any more; when it is the fresh one, another would fare no better. */
  gone(reject) {
    if (this.switching) reject(new Refused(GONE, { code: "fresh_ticket_refused" }));
    else this.again();
  }

  /** At the same second, from picture to sound alone and back: by the ticket at hand, unless it opens only once. */
  async reopen() {
    const once = this.now?.seat_url && !this.now.wrapped;
    if (this.now) await this.changeOver((at) => (once ? this.open(at) : this.show(this.now, at)));
  }

  /** A new ticket at the same second. */
  async again() {
    if (this.switching) return;
    const now = Date.now();
    this.retickets = [...this.retickets.filter((at) => now - at < RETICKET_WITHIN_MS), now];
    if (this.retickets.length > MOST_RETICKETS) {
      this.retickets = [];
      this.hls?.destroy();
      this.onProblem(new Refused(GONE, { code: "too_many_tickets" }));
      return;
    }
    await this.changeOver((at) => this.open(at));
  }

  /** Playing on if it played. Never rejects: what goes wrong is told, with a way to try again. */
  async changeOver(load) {
    if (this.switching) return;
    this.switching = true;
    const { currentTime, readyState, paused, playbackRate } = this.media;
    this.beforeSwitch();
    try {
      await load(readyState ? currentTime : (this.from ?? 0)); // refused at its first segment it stands nowhere yet
      this.media.playbackRate = playbackRate;
      if (!paused) await this.media.play();
    } catch (problem) {
      this.onProblem(problem);
    } finally {
      this.switching = false;
      this.afterSwitch();
    }
  }

  stop() {
    clearTimeout(this.timer);
    this.hls?.destroy();
  }

  renewInTime(left) {
    clearTimeout(this.timer);
    if (!Number.isFinite(left)) return;
    const wait = Math.min(Math.max(left - BEFORE_EXPIRY_MS, 1_000), LONGEST_TIMER_MS);
    this.timer = setTimeout(() => !this.media.ended && this.again(), wait);
  }
}

function sideOf(level) {
  return Math.min(level?.width ?? 0, level?.height ?? 0);
}
