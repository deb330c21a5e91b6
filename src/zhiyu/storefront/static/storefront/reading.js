// Reading mode: the reader's own type, width and paper, kept in this browser; progress by how far one has scrolled.

import { done } from "./done.js";
import { gone } from "./gone.js";

const KEPT = "zhiyu:reading";
const SIZES = ["s", "m", "l", "xl", "xxl"];
const DEFAULTS = { size: "m", face: "sans", width: "wide", paper: "page" };
const SEND_AFTER_MS = 1_500;
const MISSING = 404;
const TOO_MANY = 429;
const WAIT_S = 30;

function kept() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return { ...DEFAULTS };
  }
}

class Reader {
  constructor(root) {
    this.root = root;
    this.settings = kept();
    this.theme = document.documentElement.dataset.theme;
    this.apply();
    for (const button of root.querySelectorAll("[data-reading]"))
      button.addEventListener("click", () => this.change(button.dataset.reading, button.dataset.value));
    this.text = root.querySelector("[data-text]");
    if (this.text && root.dataset.progress) this.follow();
  }

  change(what, value) {
    if (what === "size") {
      const next = SIZES.indexOf(this.settings.size) + (value === "up" ? 1 : -1);
      this.settings.size = SIZES[Math.min(Math.max(next, 0), SIZES.length - 1)];
    } else this.settings[what] = value;
    localStorage.setItem(KEPT, JSON.stringify(this.settings));
    this.apply();
  }

  apply() {
    for (const [what, value] of Object.entries(this.settings)) this.root.dataset[what] = value;
    // Night is of the whole page: a black box on a light one is no rest for the eyes. A book darkens its own.
    if (!("book" in this.root.dataset)) document.documentElement.dataset.theme = this.settings.paper === "night" ? "dark" : this.theme;
    for (const button of this.root.querySelectorAll("[data-reading]")) {
      const { reading, value } = button.dataset;
      if (reading !== "size") button.setAttribute("aria-pressed", String(this.settings[reading] === value));
      else button.disabled = this.settings.size === (value === "up" ? SIZES[SIZES.length - 1] : SIZES[0]);
    }
  }

  follow() {
    this.deepest = Number.parseFloat(this.root.dataset.position) || 0;
    this.done = this.root.dataset.completed === "true";
    this.notBefore = 0;
    this.resume();
    const later = () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.send(), SEND_AFTER_MS);
    };
    addEventListener("scroll", later, { passive: true });
    addEventListener("pagehide", () => this.send());
    document.addEventListener("visibilitychange", () => document.hidden && this.send());
    later();
  }

  /** A reader who left in the middle is brought back there; one who had finished starts at the top. */
  resume() {
    if (this.deepest < 5 || this.deepest >= 98 || location.hash) return;
    const box = this.text.getBoundingClientRect();
    const target = box.top + scrollY + (box.height * this.deepest) / 100 - innerHeight;
    if (target > 0) scrollTo({ top: target, behavior: "instant" });
  }

  /** Per cent of the text that has come into sight. */
  read() {
    const box = this.text.getBoundingClientRect();
    const seen = ((innerHeight - box.top) / box.height) * 100;
    return Math.min(Math.max(seen, 0), 100);
  }

  async send() {
    const at = this.read() > 99 ? 100 : Math.floor(this.read() * 10) / 10;
    if (at === this.sent || this.refused || Date.now() < this.notBefore) return;
    this.sent = at;
    this.deepest = Math.max(this.deepest, at);
    const answer = await fetch(this.root.dataset.progress, {
      method: "PUT",
      keepalive: true,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.root.querySelector("[name=csrfmiddlewaretoken]").value },
      body: JSON.stringify({ position: at, ranges: [[0, this.deepest]] }),
    }).catch(() => null);
    if (!answer) this.sent = undefined;
    else if (answer.ok) this.saved(await answer.json());
    else if (answer.status === TOO_MANY) this.later(answer);
    else this.refused = answer.status < 500;
    if (answer?.status === MISSING) gone(await answer.json());
  }

  /** Told to wait: be silent for so long, then say where the reader is by then. */
  later(answer) {
    const wait = (Number.parseInt(answer.headers.get("Retry-After"), 10) || WAIT_S) * 1000;
    this.sent = undefined;
    this.notBefore = Date.now() + wait;
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.send(), wait);
  }

  saved(progress) {
    if (!progress.completed_at || this.done) return;
    this.done = true;
    done(progress);
  }
}

for (const root of document.querySelectorAll("[data-reader]")) new Reader(root);
