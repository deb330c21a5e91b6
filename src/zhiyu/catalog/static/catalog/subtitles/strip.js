// The film's time as a strip: each line a block at its place, moved and stretched by pointer and by key. Only what is
// in sight is there, for a film of hours has thousands.

import { clock, ms, tenth } from "./times.js";
import { Wave } from "./wave.js";

const SCALES = [20, 40, 80, 160]; // pixels a second
const TICKS = { 20: 10, 40: 5, 80: 2, 160: 1 };
const NARROW_PX = 500;
const SPARE_PX = 200;
const DRAG_FROM_PX = 4;
const SHORTEST_MS = 100;
const NUDGE_MS = 100;
const LEAP_MS = 1_000;
const KEYS = { ArrowLeft: -1, ArrowRight: 1 };

export class Strip {
  /** `on`: pick(id, {play}), seek(ms), move(id, {start, end}, run), settle(id), undo(). */
  constructor(root, { lines, length, on }) {
    Object.assign(this, { root, lines, length, on, scale: 2, now: 0, blocks: new Map() });
    this.part = (name) => root.querySelector(`[data-${name}]`);
    this.scroller = this.part("scroller");
    this.inner = this.part("inner");
    this.lane = this.part("lane");
    this.ruler = this.part("ruler");
    this.head = this.part("playhead");
    this.template = root.querySelector("template");
    this.wave = new Wave(this.part("wave"), () => this.later());
    if (this.scroller.clientWidth < NARROW_PX) this.scale = 1;
    this.scroller.addEventListener("scroll", () => this.later());
    new ResizeObserver(() => this.draw()).observe(this.scroller);
    this.part("closer").addEventListener("click", () => this.zoom(1));
    this.part("wider").addEventListener("click", () => this.zoom(-1));
    this.inner.addEventListener("pointerdown", (event) => this.down(event));
    this.inner.addEventListener("pointermove", (event) => this.drag(event));
    this.inner.addEventListener("pointerup", (event) => this.up(event));
    this.inner.addEventListener("pointercancel", () => this.letGo());
    this.inner.addEventListener("click", (event) => this.click(event));
    this.inner.addEventListener("keydown", (event) => this.key(event));
  }

  get px() {
    return SCALES[this.scale] / 1000;
  }

  zoom(by) {
    const middle = (this.scroller.scrollLeft + this.scroller.clientWidth / 2) / this.px;
    this.scale = Math.min(Math.max(this.scale + by, 0), SCALES.length - 1);
    this.part("closer").disabled = this.scale === SCALES.length - 1;
    this.part("wider").disabled = this.scale === 0;
    this.draw();
    this.scroller.scrollLeft = middle * this.px - this.scroller.clientWidth / 2;
    this.draw();
  }

  later() {
    this.frame ??= requestAnimationFrame(() => this.draw());
  }

  draw() {
    cancelAnimationFrame(this.frame);
    this.frame = null;
    const last = this.lines.list.reduce((most, one) => Math.max(most, ms(one.end) ?? 0), 0);
    const whole = Math.max(this.length() * 1000, last, 1_000);
    this.inner.style.width = `${Math.ceil(whole * this.px) + 24}px`;
    const from = (this.scroller.scrollLeft - SPARE_PX) / this.px;
    const to = (this.scroller.scrollLeft + this.scroller.clientWidth + SPARE_PX) / this.px;
    this.drawTicks(Math.max(0, from), Math.min(to, whole));
    const wanted = new Map();
    for (const one of this.lines.list) {
      const [start, end] = [ms(one.start), ms(one.end)];
      if (start === null || end === null || end <= start) continue;
      if (one.id === this.chosen || (end >= from && start <= to)) wanted.set(one.id, { one, start, end });
    }
    for (const [id, block] of this.blocks) {
      if (wanted.has(id)) continue;
      block.remove();
      this.blocks.delete(id);
    }
    for (const [id, cue] of wanted) this.drawBlock(id, cue);
    this.wave.draw(this.scroller, this.px, wanted.get(this.chosen));
    this.drawHead();
  }

  drawTicks(from, to) {
    const every = TICKS[SCALES[this.scale]] * 1000;
    const first = Math.ceil(from / every) * every;
    const shown = `${first} ${to} ${every}`;
    if (shown === this.ticked) return;
    this.ticked = shown;
    const made = [];
    for (let at = first; at <= to; at += every) {
      const tick = Object.assign(document.createElement("span"), { textContent: clock(at).replace(/\.0$/, "") });
      tick.style.left = `${at * this.px}px`;
      made.push(tick);
    }
    this.ruler.replaceChildren(...made);
  }

  drawBlock(id, { one, start, end }) {
    let block = this.blocks.get(id);
    if (!block) {
      block = this.template.content.firstElementChild.cloneNode(true);
      block.dataset.id = id;
      this.blocks.set(id, block);
      this.lane.append(block);
    }
    const chosen = id === this.chosen;
    block.style.left = `${start * this.px}px`;
    block.style.width = `${Math.max((end - start) * this.px, 2)}px`;
    block.classList.toggle("is-on", chosen);
    block.classList.toggle("is-said", start <= this.now && this.now < end);
    block.classList.toggle("is-odd", Boolean(this.odd?.has(id)));
    const body = block.querySelector("[data-body]");
    if (body.textContent !== one.text) body.textContent = one.text;
    body.setAttribute("aria-label", `${one.start}–${one.end} ${one.text}`);
    body.setAttribute("aria-pressed", String(chosen));
    body.tabIndex = chosen || (!this.chosen && one === this.lines.list[0]) ? 0 : -1;
    for (const edge of block.querySelectorAll("[data-edge]")) {
      edge.hidden = !chosen;
      const value = edge.dataset.edge === "start" ? start : end;
      edge.setAttribute("aria-valuenow", String(value / 1000));
      edge.setAttribute("aria-valuemax", String(Math.max(this.length(), value / 1000)));
      edge.setAttribute("aria-valuetext", clock(value));
    }
  }

  drawHead() {
    this.head.style.transform = `translateX(${this.now * this.px}px)`;
    for (const [id, block] of this.blocks) {
      const one = this.lines.find(id);
      if (one) block.classList.toggle("is-said", ms(one.start) <= this.now && this.now < ms(one.end));
    }
  }

  /** Where the film is; while it plays the strip goes along, but for whoever is dragging. */
  at(now, { follows }) {
    this.now = now;
    this.drawHead();
    if (follows && !this.held) this.show(now);
  }

  show(at) {
    const { scrollLeft, clientWidth } = this.scroller;
    const x = at * this.px;
    if (x < scrollLeft + 24 || x > scrollLeft + clientWidth - 48) this.scroller.scrollLeft = x - clientWidth / 4;
  }

  choose(id) {
    this.chosen = id;
    this.draw();
    const start = this.start(id);
    if (start !== null && !this.held) this.show(start);
  }

  start(id) {
    return ms(this.lines.find(id)?.start ?? "");
  }

  focus(id, edge) {
    const block = this.blocks.get(id);
    block?.querySelector(edge ? `[data-edge=${edge}]` : "[data-body]").focus({ preventScroll: true });
  }

  // --- pointer ---

  down(event) {
    const block = event.target.closest("[data-id]");
    if (event.button !== 0 || !block) return;
    const edge = event.target.closest("[data-edge]")?.dataset.edge ?? "";
    const one = this.lines.find(block.dataset.id);
    // A finger on what is not chosen scrolls the strip; a mouse has a wheel for that.
    if (event.pointerType !== "mouse" && !edge && one.id !== this.chosen) return;
    this.held = { id: one.id, edge, x: event.clientX, scrolled: this.scroller.scrollLeft, start: ms(one.start), end: ms(one.end), moved: false };
    this.drags = (this.drags ?? 0) + 1;
  }

  drag(event) {
    const { held } = this;
    if (!held) return;
    const by = event.clientX - held.x + this.scroller.scrollLeft - held.scrolled;
    if (!held.moved) {
      if (Math.abs(by) < DRAG_FROM_PX) return;
      held.moved = true;
      this.inner.setPointerCapture(event.pointerId);
      this.root.classList.add("is-dragging");
      if (held.id !== this.chosen) this.on.pick(held.id, { play: false });
    }
    event.preventDefault();
    this.move(held, by / this.px, `drag:${this.drags}`);
  }

  /** By so much from `begun`: an edge, or the whole line with its length. */
  move({ id, edge, start, end }, by, run) {
    const change = {};
    if (edge === "start") change.start = Math.min(tenth(start + by), end - SHORTEST_MS);
    else if (edge === "end") change.end = Math.max(tenth(end + by), start + SHORTEST_MS);
    else {
      change.start = tenth(start + by);
      change.end = change.start + end - start;
    }
    if (change.start < 0) return;
    this.on.move(id, Object.fromEntries(Object.entries(change).map(([name, value]) => [name, clock(value)])), run);
  }

  up() {
    if (this.held?.moved) {
      this.justMoved = true; // the click that follows is no click
      setTimeout(() => (this.justMoved = false));
      this.on.settle(this.held.id);
    }
    this.letGo();
  }

  letGo() {
    this.held = null;
    this.root.classList.remove("is-dragging");
  }

  click(event) {
    if (this.justMoved) return;
    const block = event.target.closest("[data-id]");
    if (event.target.closest("[data-edge]")) return;
    if (block) this.on.pick(block.dataset.id, { play: true });
    else this.on.seek((event.clientX - this.inner.getBoundingClientRect().left) / this.px);
  }

  // --- keys ---

  key(event) {
    if (event.key === "Escape" && this.held?.moved) {
      this.letGo();
      this.on.undo();
      return;
    }
    const block = event.target.closest("[data-id]");
    if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
    const edge = event.target.closest("[data-edge]")?.dataset.edge ?? "";
    const { id } = block.dataset;
    const way = KEYS[event.key];
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!way && !step) return;
    event.preventDefault();
    event.stopPropagation(); // the player would skip five seconds
    if (way) {
      const one = this.lines.find(id);
      const by = way * (event.shiftKey ? LEAP_MS : NUDGE_MS);
      this.move({ id, edge, start: ms(one.start), end: ms(one.end) }, by, `key:${id}:${edge}`);
      this.on.settle(id);
      this.focus(id, edge);
    } else {
      const next = this.lines.list[this.lines.place(id) + step];
      if (!next) return;
      this.on.pick(next.id, { play: false });
      this.focus(next.id);
    }
  }
}
