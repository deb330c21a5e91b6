// A lesson's player: joins stream, controls, progress and the wall at the end of a preview.

import { devicesFull } from "../devices.js";
import { done } from "../done.js";
import { gone } from "../gone.js";
import { Captions } from "./captions.js";
import { Controls, clock } from "./controls.js";
import { First } from "./first.js";
import { mark } from "./mark.js";
import { Panel } from "./panel.js";
import { Peek } from "./peek.js";
import { Quality } from "./quality.js";
import { Seat } from "./seat.js";
import { announce } from "./session.js";
import { Stream } from "./stream.js";
import { Watched } from "./watched.js";

const KEEP_EVERY_S = 3;
const NEAR_END_S = 8;
const MISSING = ["lesson_removed", "not_found"];

class Player {
  constructor(root) {
    this.root = root;
    this.media = root.querySelector("[data-media]");
    this.say = root.dataset;
    this.csrf = root.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    this.keptAs = `zhiyu:at:${this.say.lesson}`;
    this.state("idle");
    const { toggle, seek, length } = this;
    this.controls = new Controls(root, this.media, { toggle, seek, length });
    this.peek = new Peek(root, { length, jump: (at) => this.jump(at) });
    this.captions = new Captions(root, this.media, { jump: (at) => this.jump(at) });
    this.stream = new Stream(this.media, {
      ticketUrl: this.say.ticket,
      hlsUrl: this.say.hls,
      csrf: this.csrf,
      onTicket: (ticket) => {
        this.preview = ticket.preview_seconds ?? null;
        const master = new URL(ticket.playlist_url, location.href);
        this.peek.use(master);
        this.captions.use(master);
        this.seat.use(ticket.seat_url);
        if (ticket.places_left !== null) this.placed(ticket.places_left);
      },
      onProblem: (problem) => this.problem(problem),
      beforeSwitch: () => this.watched?.hold(),
      afterSwitch: () => this.over || this.watched?.release(),
      onRenditions: (renditions) => this.quality.offer(renditions),
      onSide: (side) => this.quality.shows(side),
      onTooFast: () => this.note(this.part("note").dataset.sayFast),
      onHole: (to) => [this.watched, this.first].forEach((one) => one?.over(to)),
    });
    this.seat = new Seat(this.media, { csrf: this.csrf, onTaken: (problem) => this.problem(problem) });
    this.quality = new Quality(root, this.stream);
    this.panel = new Panel(root);
    if (this.say.mark) mark(root, this.say.mark);
    if (this.say.progress) this.follow();
    if (this.say.reached) this.hold();
    if (this.say.preview) this.taste();
    this.bind();
    announce(this.media, { title: this.say.title, course: this.say.course, school: this.say.school, poster: this.say.poster, next: this.say.next, toggle, seek });
    this.begin();
  }

  /** Where to start: the address, then what the server knows, then what this browser kept of a preview. */
  start() {
    const asked = this.asked();
    const kept = Number.parseFloat(localStorage.getItem(this.keptAs));
    const at = [asked, Number.parseFloat(this.say.position), kept].find((x) => x > 0) ?? 0;
    return asked > 0 || at < this.length() - NEAR_END_S ? at : 0;
  }

  asked() {
    return Number.parseFloat(new URLSearchParams(location.search).get("t"));
  }

  begin() {
    const at = this.first?.within(this.start()) ?? this.start();
    this.say.position = String(at);
    this.controls.draw();
    const fromOurs = document.referrer.startsWith(`${location.origin}/`);
    // Asking for a whole lesson counts as opening it (refunds look at that), so only a press or a link of ours asks:
    // somebody else's link may say where to begin (?t=), never that it has begun.
    if (fromOurs) this.play({ gently: true });
    else if (this.say.preview) this.open().catch((problem) => this.problem(problem));
    else if (navigator.connection?.saveData !== true) this.stream.library().catch(() => {});
  }

  bind() {
    const { media } = this;
    media.addEventListener("waiting", () => this.state("loading"));
    for (const name of ["playing", "canplay", "pause"]) media.addEventListener(name, () => this.ready && this.state("ready"));
    media.addEventListener("playing", () => this.hide("wall", "after"));
    media.addEventListener("ended", () => this.finished());
    media.addEventListener("timeupdate", () => this.keep());
    media.addEventListener("timeupdate", () => this.peek.follow(media.currentTime));
    media.addEventListener("durationchange", () => this.peek.place());
    this.part("retry")?.addEventListener("click", () => this.retry());
    this.part("here").addEventListener("click", () => this.here());
    this.part("again")?.addEventListener("click", () => this.restart());
    this.part("rewatch")?.addEventListener("click", () => this.restart());
    this.part("from-start")?.addEventListener("click", () => this.restart());
  }

  follow() {
    this.watched = new Watched(this.media, {
      url: this.say.progress,
      csrf: this.csrf,
      onSaved: (saved) => this.saved(saved),
      onRefused: () => this.stream.again(),
    });
  }

  hold() {
    const reached = Number(this.say.reached);
    this.first = new First(this.root, this.media, {
      reached,
      length: this.length,
      onSay: (words) => this.note(words),
      onFree: () => this.controls.applySpeed(),
    });
  }

  /** A preview says on the bar where it ends, and whoever buys halfway comes back to that very second. */
  taste() {
    const share = (100 * Number(this.say.preview)) / (this.length() || 1);
    this.part("scrub").style.setProperty("--reached", `${share}%`);
    const told = () => this.part("wall").hidden && this.leadBack(this.media.currentTime);
    for (const name of ["pause", "timeupdate"]) this.media.addEventListener(name, told);
  }

  leadBack(at) {
    for (const link of document.querySelectorAll("[data-resume-link]")) link.href = cameFrom(link.href, at);
    for (const field of document.querySelectorAll("[data-resume-field]")) field.value = backAt(field.value, at);
  }

  saved(saved) {
    if (saved.completed_at) done(saved);
    const owed = this.first?.owed(saved.reached);
    if (owed) this.watched.keep([owed]);
  }

  part = (name) => this.root.querySelector(`[data-${name}]`);

  hide(...names) {
    for (const name of names) if (this.part(name)) this.part(name).hidden = true;
  }

  state(name) {
    this.root.dataset.state = name;
  }

  length = () => {
    if (this.preview === null && Number.isFinite(this.media.duration)) return this.media.duration;
    return Number(this.say.duration) || this.media.duration || 0;
  };

  limit() {
    return this.preview ? Math.min(this.preview, this.media.duration || this.preview) : Number.POSITIVE_INFINITY;
  }

  async open() {
    this.opening ??= this.load();
    try {
      await this.opening;
    } catch (problem) {
      this.opening = null;
      throw problem;
    }
  }

  async load() {
    this.state("loading");
    this.hide("problem", "elsewhere");
    let at = Number(this.say.position);
    await this.stream.open(at);
    this.ready = true;
    if (this.preview && at >= this.limit() - 0.5) {
      if (this.asked() > 0) throw this.walled(at);
      this.media.currentTime = at = 0;
    }
    this.state("ready");
    if (at > KEEP_EVERY_S) this.resumed(at);
  }

  play = async ({ gently = false } = {}) => {
    try {
      await this.open();
      if (this.over || this.part("wall")?.hidden === false) return;
      await this.media.play();
    } catch (problem) {
      const held = problem.name === "NotAllowedError" || problem.name === "AbortError";
      if (held) this.state(this.ready ? "ready" : "idle");
      else if (!gently || problem.status !== undefined) this.problem(problem);
    }
  };

  toggle = () => {
    if (this.media.paused) this.play();
    else this.media.pause();
  };

  seek = (to) => {
    const wanted = Math.min(Math.max(to, 0), this.length());
    const at = this.first?.within(wanted) ?? wanted;
    if (at > this.limit() - 0.25) this.wall(this.limit());
    else if (this.ready) this.media.currentTime = at;
    else this.say.position = String(at);
    this.controls.draw();
  };

  /** To a place of the list, and on from there. */
  jump(at) {
    this.seek(at);
    if (at <= this.limit() - 0.25) this.play();
    this.root.scrollIntoView({ block: "nearest" });
  }

  restart() {
    this.hide("wall", "after", "resumed");
    localStorage.removeItem(this.keptAs);
    this.say.position = "0";
    if (this.ready) this.media.currentTime = 0;
    else this.opening = null;
    this.play();
  }

  retry(at = this.media.currentTime || this.say.position) {
    this.hide("problem", "elsewhere");
    this.say.position = String(at);
    this.opening = null;
    this.ready = false;
    this.play();
  }

  /** On with it here; the other one hears of it. */
  async here() {
    await this.seat.take();
    this.retry(await this.heard());
  }

  /** Where the other one was, as far as the server has heard: this page may be from long before. */
  async heard() {
    const answer = this.say.progress && (await fetch(this.say.progress, { credentials: "same-origin" }).catch(() => null));
    if (!answer?.ok) return undefined;
    const { position, reached } = await answer.json();
    this.first?.owed(reached);
    return position || undefined;
  }

  elsewhere({ device }) {
    this.media.pause();
    const words = this.part("elsewhere-text");
    words.textContent = device ? this.part("elsewhere").dataset.say.replace("{device}", device) : "";
    this.part("elsewhere").hidden = false;
    this.state("broken");
  }

  placed(left) {
    const { sayLast, sayLeft } = this.part("note").dataset;
    if (left < 2) this.note(left ? sayLeft.replace("{n}", left) : sayLast);
  }

  note(words) {
    const note = this.part("note");
    note.textContent = words;
    note.hidden = false;
    setTimeout(() => (note.hidden = true), 8_000);
  }

  full(problem) {
    this.state("idle");
    this.controls.stage.leave();
    devicesFull(problem, { csrf: this.csrf, again: () => this.retry() });
  }

  keep() {
    const at = this.media.currentTime;
    if (this.say.progress || Math.abs(at - (this.lastKept ?? -KEEP_EVERY_S)) < KEEP_EVERY_S) return;
    this.lastKept = at;
    localStorage.setItem(this.keptAs, at.toFixed(1));
  }

  resumed(at) {
    const note = this.part("resumed");
    if (!note) return;
    note.querySelector("[data-resumed-at]").textContent = clock(at);
    note.hidden = false;
    setTimeout(() => (note.hidden = true), 8_000);
  }

  finished() {
    if (this.preview) this.wall(this.limit());
    else if (this.part("after")) this.part("after").hidden = false;
  }

  walled(at) {
    this.wall(at);
    return new Walled();
  }

  /** The calm end of a preview. Its links lead back to this very second. */
  wall(at) {
    const wall = this.part("wall");
    if (!wall) {
      // The page was made for somebody who had the whole lesson and has it no more: the server says what is so now,
      // at this second, to which a login from there leads back.
      window.location.replace(backAt(location.pathname + location.search, at || this.media.currentTime || Number(this.say.position)));
      return;
    }
    this.media.pause();
    this.controls.stage.leave();
    localStorage.setItem(this.keptAs, at.toFixed(1));
    this.leadBack(at);
    this.hide("resumed");
    wall.hidden = false;
    this.state("walled");
    wall.querySelector("h2")?.focus({ preventScroll: true });
  }

  /** Taken out, or off sale, while it played. */
  gone(problem) {
    this.over = true;
    this.stream.stop();
    this.media.pause();
    this.controls.stage.leave();
    this.hide("resumed", "after");
    this.state("broken");
    gone(problem);
  }

  problem(problem) {
    if (problem instanceof Walled) return undefined;
    if (problem.code === "lesson_locked") return this.wall(0);
    if (MISSING.includes(problem.code)) return this.gone(problem);
    if (problem.code === "playing_elsewhere") return this.elsewhere(problem);
    if (problem.code === "devices_full") return this.full(problem);
    const known = { unsupported: this.say.sayUnsupported, key_must_be_wrapped: this.say.sayWrapped };
    const text = known[problem.code] ?? this.say.sayProblem;
    this.part("problem-text").textContent = navigator.onLine ? text : this.say.sayOffline;
    this.part("problem").hidden = false;
    this.state("broken");
    return undefined;
  }
}

class Walled extends Error {}

function backAt(path, at) {
  const back = new URL(path || location.pathname, location.origin);
  back.searchParams.set("t", at.toFixed(1));
  return back.pathname + back.search;
}

function cameFrom(href, at) {
  const link = new URL(href, location.href);
  link.searchParams.set("next", backAt(link.searchParams.get("next"), at));
  return link.href;
}

for (const root of document.querySelectorAll("[data-player]")) new Player(root);
