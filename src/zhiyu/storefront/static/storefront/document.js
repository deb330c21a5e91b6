// A document, page under page: pictures by ticket, the place kept, words found, larger and smaller.

import { devicesFull } from "./devices.js";
import { done } from "./done.js";

const SEEN_MS = 1_200;
const ZOOMS = [1, 1.5, 2, 3];
const GONE = [403, 410];
const FULL = 409;
const TYPED_MS = 300;
const STILL = 8;

class Reading {
  constructor(root) {
    this.root = root;
    this.say = root.dataset;
    this.csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
    this.pages = [...root.querySelectorAll("[data-page]")];
    this.sheet = root.querySelector(".document-pages");
    this.zoom = 0;
    this.visible = new Set();
    this.seen = new Set();
    this.unsent = new Set();
    this.bind();
    this.open().then(() => this.resume());
  }

  part = (name) => this.root.querySelector(`[data-${name}]`);

  bind() {
    for (const button of this.root.querySelectorAll("[data-zoom]")) button.addEventListener("click", () => this.zoomBy(Number(button.dataset.zoom)));
    for (const button of this.root.querySelectorAll("[data-turn]")) button.addEventListener("click", () => this.turn(Number(button.dataset.turn)));
    this.part("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.find(event.target.querySelector("input").value);
    });
    this.part("find").addEventListener("input", (event) => {
      clearTimeout(this.typing);
      if (!event.isComposing) this.typing = setTimeout(() => this.find(event.target.value), TYPED_MS);
    });
    this.part("find").addEventListener("compositionend", (event) => this.find(event.target.value));
    this.part("found").addEventListener("click", (event) => {
      const link = event.target.closest("[data-to]");
      if (link) this.hit(Number(link.dataset.to));
    });
    this.part("retry").addEventListener("click", () => this.open());
    this.part("rewatch")?.addEventListener("click", () => this.go(0));
    for (const page of this.pages) page.addEventListener("error", () => this.failed());
    addEventListener("pagehide", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  /** Nothing of it will come here yet, so nothing stands there waiting for it. */
  full(problem) {
    this.root.hidden = true;
    const again = () => {
      this.root.hidden = false;
      this.open();
    };
    devicesFull(problem, { csrf: this.csrf, again });
  }

  async open() {
    this.part("problem").hidden = true;
    const answer = await fetch(this.say.ticket, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: "{}",
    }).catch(() => null);
    const problem = answer?.status === FULL && (await answer.json());
    if (problem?.code === "devices_full") return this.full(problem);
    if (!answer?.ok) return this.broken();
    this.base = new URL((await answer.json()).playlist_url, location.href);
    this.watch();
    this.find(this.part("find").querySelector("input").value); // typed before there was a ticket
    return undefined;
  }

  /** Pictures are fetched a screen ahead; a page counts as read when most of it was in sight for a moment. */
  watch() {
    this.near?.disconnect();
    this.near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) if (isIntersecting) this.fetch(target);
      },
      { rootMargin: "150% 0px" },
    );
    this.inSight?.disconnect();
    this.inSight = new IntersectionObserver((entries) => entries.forEach((entry) => this.sight(entry)), { threshold: [0, 0.3, 0.6, 0.95] });
    for (const page of this.pages) {
      if (!page.dataset.shown) this.near.observe(page);
      this.inSight.observe(page);
    }
  }

  fetch(page) {
    this.near.unobserve(page);
    page.addEventListener("load", () => (page.dataset.shown = "yes"), { once: true });
    page.src = new URL(`pages/${page.dataset.page}.webp`, this.base);
  }

  sight({ target, intersectionRatio, intersectionRect, rootBounds }) {
    const number = Number(target.dataset.page);
    const most = intersectionRatio >= 0.6 || intersectionRect.height > (rootBounds?.height ?? innerHeight) * 0.6;
    clearTimeout(target.timer);
    if (most) this.visible.add(number);
    else this.visible.delete(number);
    if (number === this.pages.length - 1) this.ended = intersectionRatio >= 0.95;
    this.place();
    if (!most) return;
    target.timer = setTimeout(() => this.read(number), SEEN_MS);
  }

  /** Of several in sight: the one that was led to until somebody scrolls, at the end the last, else the first. */
  place() {
    const last = this.pages.length - 1;
    if (this.visible.has(this.asked) && Math.abs(scrollY - this.stood) < STILL) this.at = this.asked;
    else if (this.visible.size) this.at = this.ended ? last : Math.min(...this.visible);
    const at = this.at ?? 0;
    this.part("at").textContent = String(at + 1);
    this.root.querySelector("[data-turn='-1']").disabled = at === 0;
    this.root.querySelector("[data-turn='1']").disabled = at === last;
  }

  read(number) {
    if (!this.say.progress || this.seen.has(number) || !this.pages[number].dataset.shown) return;
    this.seen.add(number);
    this.unsent.add(number);
    this.save();
  }

  async save() {
    if (!this.unsent.size || this.sending) return;
    const sent = [...this.unsent];
    this.unsent.clear();
    this.sending = true;
    const answer = await fetch(this.say.progress, {
      method: "PUT",
      keepalive: true,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify({ position: this.at ?? 0, ranges: sent.map((n) => [n, n + 1]) }),
    }).catch(() => null);
    this.sending = false;
    if (!answer || answer.status >= 429) sent.forEach((n) => this.unsent.add(n));
    else if (answer.ok) this.saved(await answer.json());
    if (answer?.ok && this.unsent.size) this.save();
  }

  saved(progress) {
    if (progress.completed_at) done(progress);
  }

  /** To where one was, unless the reader has left the first page before the ticket came. */
  resume() {
    const at = Number(this.say.position);
    if (this.pages[0]?.getBoundingClientRect().bottom > 0 && at > 0 && at < this.pages.length - 1) this.go(at);
  }

  turn(step) {
    this.go((this.at ?? 0) + step);
  }

  /** Below the bars that stay at the top. */
  go(number) {
    this.asked = Math.min(Math.max(number, 0), this.pages.length - 1);
    const page = this.pages[this.asked];
    if (!page) return;
    const bar = this.root.querySelector(".document-tools");
    const pixels = (node, name) => Number.parseFloat(getComputedStyle(node)[name]) || 0;
    const below = pixels(bar, "top") + bar.offsetHeight - pixels(document.documentElement, "scrollPaddingTop");
    page.style.scrollMarginTop = `${Math.max(0, below)}px`;
    page.scrollIntoView({ block: "start" });
    this.stood = scrollY;
    this.place();
  }

  /** To a page on which the words are; which of its words they are the picture does not say. */
  hit(number) {
    this.sheet.querySelector("[data-hit]")?.removeAttribute("data-hit");
    this.pages[number]?.setAttribute("data-hit", "");
    this.go(number);
  }

  zoomBy(step) {
    this.zoom = Math.min(Math.max(this.zoom + step, 0), ZOOMS.length - 1);
    this.sheet.dataset.zoomed = String(ZOOMS[this.zoom]);
    this.root.querySelector("[data-zoom='-1']").disabled = this.zoom === 0;
    this.root.querySelector("[data-zoom='1']").disabled = this.zoom === ZOOMS.length - 1;
  }

  async find(typed) {
    clearTimeout(this.typing);
    const words = typed.trim();
    if (words === this.sought || (words && !this.base)) return;
    this.sought = words;
    const list = this.part("found");
    if (!words) this.sheet.querySelector("[data-hit]")?.removeAttribute("data-hit");
    list.hidden = !words;
    if (list.hidden) return;
    const address = new URL("pages", this.base);
    address.searchParams.set("query", words);
    const answer = await fetch(address, { credentials: "same-origin" }).catch(() => null);
    if (this.sought !== words) return undefined;
    if (!answer?.ok) {
      this.sought = undefined;
      return this.broken();
    }
    const { items } = await answer.json();
    if (this.sought !== words) return undefined;
    list.replaceChildren();
    for (const { page, text } of items) {
      const row = document.createElement("li");
      const link = document.createElement("button");
      link.type = "button";
      link.className = "document-hit";
      link.dataset.to = String(page);
      const where = document.createElement("strong");
      where.textContent = this.say.sayPage.replace("{n}", String(page + 1));
      link.append(where, " ", ...marked(text, words));
      row.append(link);
      list.append(row);
    }
    if (!items.length) list.append(Object.assign(document.createElement("li"), { className: "muted", textContent: this.say.sayNone }));
    return undefined;
  }

  /** A ticket that has ended is renewed once; what still fails is said. */
  async failed() {
    if (this.renewing) return;
    this.renewing = true;
    const last = this.base?.href;
    const answer = last && (await fetch(new URL("pages?query=", last), { credentials: "same-origin" }).catch(() => null));
    if (answer && GONE.includes(answer.status)) await this.open();
    else this.broken();
    this.renewing = false;
  }

  broken() {
    this.part("problem").hidden = false;
  }
}

function marked(text, words) {
  const found = [...text.matchAll(new RegExp(words.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"), "giu"))];
  const pieces = [];
  let from = 0;
  for (const { 0: hit, index } of found) {
    pieces.push(text.slice(from, index), Object.assign(document.createElement("mark"), { textContent: hit }));
    from = index + hit.length;
  }
  return [...pieces, text.slice(from)];
}

for (const root of document.querySelectorAll("[data-document]")) new Reading(root);
