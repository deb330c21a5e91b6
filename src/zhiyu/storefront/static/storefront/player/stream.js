// From a lesson to moving pictures: ask for a ticket, play its playlist, ask again when it has run out.

const NATIVE = "application/vnd.apple.mpegurl";
const BEFORE_EXPIRY_MS = 30_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const GONE = 410;
const FORBIDDEN = 403;
const RETICKET_WITHIN_MS = 60_000;
const MOST_RETICKETS = 3;
const WATCH_MS = 700;
const WIDEST_HOLE_S = 10;

export class Refused extends Error {
  constructor(status, problem) {
    super(problem?.detail ?? String(status));
    this.status = status;
    this.code = problem?.code ?? "";
    this.next = problem?.next;
  }
}

export class Stream {
  constructor(media, { ticketUrl, hlsUrl, csrf, onTicket, onProblem, beforeSwitch, afterSwitch }) {
    Object.assign(this, { media, ticketUrl, hlsUrl, csrf, onTicket, onProblem, beforeSwitch, afterSwitch });
    this.retickets = [];
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
    if (next !== undefined) this.media.currentTime = next + 0.05;
  }

  async ticket() {
    const answer = await fetch(this.ticketUrl, {
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

  /** Resolves when the player knows its length and stands at `position`. */
  async open(position) {
    const [ticket, Hls] = await Promise.all([this.ticket(), this.library()]);
    if (Hls) await this.withHls(Hls, ticket.playlist_url, position);
    else await this.natively(ticket.playlist_url, position);
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
    const hls = new Hls({ startPosition: position || -1, enableWorker: true, maxBufferLength: 30, backBufferLength: 60 });
    this.hls = hls;
    return new Promise((resolve, reject) => {
      this.media.addEventListener("loadedmetadata", resolve, { once: true });
      hls.on(Hls.Events.ERROR, (_event, error) => {
        if ([GONE, FORBIDDEN].includes(error.response?.code)) this.gone(reject);
        else if (error.fatal) this.fatal(Hls, error, reject);
      });
      hls.loadSource(address);
      hls.attachMedia(this.media);
    });
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

  /** The ticket is not taken any more; when it is the fresh one, another would fare no better. */
  gone(reject) {
    if (this.switching) reject(new Refused(GONE, { code: "fresh_ticket_refused" }));
    else this.again();
  }

  /** A new ticket at the same second, playing on if it played. Never rejects: what goes wrong is told, with a way to try again. */
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
    this.switching = true;
    const { currentTime, paused, playbackRate } = this.media;
    this.beforeSwitch();
    try {
      await this.open(currentTime);
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
