// A set of pictures: fetched by ticket as they come near, and one at a time on the whole screen, by swipe and by key.

import { devicesFull } from "./devices.js";
import { done } from "./done.js";

const SEEN_MS = 1_000;
const SETTLED_MS = 120;
const FULL = 409;
const GONE = [403, 410];

class Photos {
  constructor(root) {
    this.root = root;
    this.csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
    this.viewer = root.querySelector("[data-viewer]");
    this.strip = root.querySelector("[data-strip]");
    this.slides = [...root.querySelectorAll("[data-slide]")];
    this.seen = new Set();
    this.unsent = new Set();
    this.bind();
    this.open();
  }

  part = (name) => this.root.querySelector(`[data-${name}]`);

  bind() {
    for (const button of this.root.querySelectorAll("[data-photo]")) button.addEventListener("click", () => this.enlarge(Number(button.dataset.photo)));
    for (const button of this.root.querySelectorAll("[data-step]")) button.addEventListener("click", () => this.go(this.at + Number(button.dataset.step)));
    this.part("close").addEventListener("click", () => this.viewer.close());
    this.viewer.addEventListener("close", () => this.root.querySelector(`[data-photo="${this.at}"]`).focus());
    this.part("retry").addEventListener("click", () => this.open());
    this.part("rewatch")?.addEventListener("click", () => this.root.scrollIntoView({ block: "start" }));
    this.viewer.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      this.go(this.at + step);
    });
    this.strip.addEventListener("scroll", () => this.settle(), { passive: true });
    for (const name of ["touchstart", "wheel"]) this.strip.addEventListener(name, () => (this.led = undefined), { passive: true });
    this.root.addEventListener("contextmenu", (event) => event.target.tagName === "IMG" && event.preventDefault());
    for (const picture of this.root.querySelectorAll("img")) picture.addEventListener("error", () => this.failed());
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
    const answer = await fetch(this.root.dataset.ticket, {
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
    if (this.viewer.open) this.show(this.at); // enlarged before there was a ticket
    return undefined;
  }

  watch() {
    this.near?.disconnect();
    this.near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          this.near.unobserve(target);
          this.fetch(target, target.dataset.page);
        }
      },
      { rootMargin: "50% 0px" },
    );
    for (const picture of this.root.querySelectorAll("[data-page]")) if (!picture.complete || !picture.src) this.near.observe(picture);
  }

  fetch(picture, number) {
    if (!this.base) return;
    picture.src = new URL(`pages/${number}.webp`, this.base);
  }

  enlarge(number) {
    this.viewer.showModal();
    this.go(number, "instant");
    this.strip.focus();
  }

  go(number, behavior = "smooth") {
    if (number < 0 || number >= this.slides.length) return;
    this.show(number);
    const left = number * this.strip.clientWidth;
    // A second step while the first is under way would stop short between the two.
    const still = this.led !== undefined || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const there = Math.abs(this.strip.scrollLeft - left) < 1;
    this.led = still || there || behavior === "instant" ? undefined : number;
    this.strip.scrollTo({ left, behavior: still ? "instant" : behavior });
  }

  settle() {
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.settled(), SETTLED_MS);
  }

  /** By a finger: wherever it came to rest. By a step: where that leads, whatever came between. */
  settled() {
    const number = Math.round(this.strip.scrollLeft / Math.max(this.strip.clientWidth, 1));
    const { led } = this;
    this.led = undefined;
    if (led !== undefined && led !== number) this.go(led, "instant");
    else if (number !== this.at) this.show(number);
  }

  /** This one and its neighbours are fetched; looked at for a moment, it counts as seen. */
  show(number) {
    this.at = number;
    for (const slide of this.slides.slice(Math.max(0, number - 1), number + 2)) if (!slide.src) this.fetch(slide, slide.dataset.slide);
    this.part("at").textContent = String(number + 1);
    this.root.querySelector("[data-step='-1']").disabled = number === 0;
    this.root.querySelector("[data-step='1']").disabled = number === this.slides.length - 1;
    clearTimeout(this.looking);
    this.looking = setTimeout(() => this.viewer.open && this.look(number), SEEN_MS);
  }

  look(number) {
    if (!this.root.dataset.progress || this.seen.has(number)) return;
    this.seen.add(number);
    this.unsent.add(number);
    this.save();
  }

  async save() {
    if (!this.unsent.size || this.sending) return;
    const sent = [...this.unsent];
    this.unsent.clear();
    this.sending = true;
    const answer = await fetch(this.root.dataset.progress, {
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

  /** A ticket that has ended is renewed once; what still fails is said. */
  async failed() {
    if (this.renewing) return;
    this.renewing = true;
    const answer = this.base && (await fetch(new URL("pages?query=", this.base), { credentials: "same-origin" }).catch(() => null));
    if (answer && GONE.includes(answer.status)) {
      for (const slide of this.slides) slide.removeAttribute("src");
      await this.open();
    } else this.broken();
    this.renewing = false;
  }

  broken() {
    this.part("problem").hidden = false;
  }
}

for (const root of document.querySelectorAll("[data-photos]")) new Photos(root);
