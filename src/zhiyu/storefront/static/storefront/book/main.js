// A book: one chapter at a time by ticket, the place kept on the server, words found, passages marked.

import { devicesFull } from "../devices.js";
import { say } from "../../ui/saying.js";
import { Notes } from "./notes.js";
import { paint, pieces, unpaint } from "./places.js";

const SEND_AFTER_MS = 1_500;
const MOST_COPIED = 200;
const FULL = 409;
const GONE = [403, 410];
const BLOCKS = "p, h2, h3, h4, h5, h6, li, blockquote, pre, figure, td, dd";

class Book {
  constructor(root) {
    this.root = root;
    this.say = root.dataset;
    this.csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
    this.text = this.part("text");
    this.count = Number(this.say.count);
    this.shown = Number(this.say.shown);
    this.deepest = new Map();
    this.notes = this.say.notes && new Notes(this);
    this.bind();
    this.begin();
  }

  part = (name) => this.root.querySelector(`[data-${name}]`);

  titleOf = (number) => this.root.querySelector(`[data-to="${number}"] .grow`)?.textContent ?? "";

  bind() {
    this.root.addEventListener("click", (event) => this.click(event));
    this.part("retry").addEventListener("click", () => this.show(this.wanted));
    this.part("find").addEventListener("submit", (event) => {
      event.preventDefault();
      this.find(event.target.querySelector("input").value);
    });
    for (const turn of this.root.querySelectorAll("[data-turn-to]")) turn.addEventListener("click", () => this.turn(Number(turn.dataset.turnTo)));
    document.addEventListener("keydown", (event) => this.key(event));
    document.addEventListener("copy", (event) => this.copied(event));
    if ("viewOnly" in this.say) this.text.addEventListener("contextmenu", (event) => event.target.tagName === "IMG" && event.preventDefault());
    addEventListener("scroll", () => this.later(), { passive: true });
    addEventListener("pagehide", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
  }

  async begin() {
    const asked = /^#(\d+)$/.exec(location.hash);
    const position = asked ? Number(asked[1]) - 1 : Number(this.say.position);
    const chapter = Math.max(0, Math.min(Math.floor(position), this.shown - 1));
    await this.show(chapter, { part: Math.floor(position) === chapter ? position - chapter : 0 });
    this.notes?.load();
  }

  async ticket() {
    const answer = await fetch(this.say.ticket, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: "{}",
    }).catch(() => null);
    const said = answer && (await answer.json().catch(() => null));
    this.full = answer?.status === FULL && said?.code === "devices_full";
    if (this.full) devicesFull(said, { csrf: this.csrf, again: () => this.show(this.wanted) });
    this.base = answer?.ok ? new URL(said.playlist_url, location.href) : null;
    return this.base;
  }

  /** By ticket; one that has ended is renewed once. */
  async fetch(address) {
    for (const again of [true, false]) {
      if (!this.base && !(await this.ticket())) return null;
      const answer = await fetch(new URL(address, this.base), { credentials: "same-origin" }).catch(() => null);
      if (answer?.ok) return answer.json();
      if (!again || !GONE.includes(answer?.status)) return null;
      this.base = null;
    }
    return null;
  }

  async show(number, to = {}) {
    if (number >= this.shown) return this.wall();
    if (number < 0) return undefined;
    this.wanted = number;
    if (number !== this.at) {
      this.save();
      this.text.setAttribute("aria-busy", "true");
      const chapter = await this.fetch(`chapters/${number}.json`);
      if (this.wanted !== number) return undefined;
      this.text.setAttribute("aria-busy", "false");
      this.part("problem").hidden = Boolean(chapter) || this.full;
      if (!chapter) return undefined;
      this.put(chapter);
    }
    this.go(to);
    return undefined;
  }

  put({ number, html }) {
    this.at = number;
    this.text.innerHTML = html;
    for (const picture of this.text.querySelectorAll("[data-picture]")) {
      picture.loading = "lazy";
      picture.draggable = !("viewOnly" in this.say);
      picture.src = new URL(`chapters/${number}/${picture.dataset.picture}.webp`, this.base);
    }
    for (const link of this.text.querySelectorAll("a[href^=http]")) link.target = "_blank";
    history.replaceState(null, "", `#${number + 1}`);
    this.frame();
    this.notes?.show();
  }

  /** What stands around the chapter: where we are, and which ways lead on. */
  frame() {
    const { at, count, shown } = this;
    this.part("turn").hidden = false;
    this.part("where").textContent = this.say.sayChapter.replace("{n}", at + 1).replace("{all}", count);
    document.querySelector("[data-bar]").value = at + 1;
    this.root.querySelector("[data-turn-to='-1']").hidden = at === 0;
    this.root.querySelector("[data-turn-to='1']").hidden = at + 1 >= shown;
    const after = this.part("after");
    if (after) after.hidden = at + 1 < count;
    const end = this.part("end");
    if (end) end.hidden = at + 1 < shown;
    for (const line of this.root.querySelectorAll("#book-contents [data-to]")) {
      if (Number(line.dataset.to) === at) line.setAttribute("aria-current", "true");
      else line.removeAttribute("aria-current");
    }
  }

  go({ part = 0, place, start, end }) {
    unpaint(this.text, "mark[data-hit]");
    let target = place && this.text.querySelector(`[data-place="${CSS.escape(place)}"]`);
    if (start !== undefined) {
      const made = paint(this.text, start, end, () => Object.assign(document.createElement("mark"), { className: "book-hit" }));
      made.forEach((mark) => (mark.dataset.hit = ""));
      [target] = made.length ? made : [pieces(this.text, start, start + 1)[0]?.[0].parentElement];
    }
    if (target) target.scrollIntoView({ block: "center" });
    else {
      const box = this.text.getBoundingClientRect();
      scrollTo({ top: part > 0.02 ? box.top + scrollY + box.height * part - innerHeight * 0.3 : 0, behavior: "instant" });
    }
    this.text.focus({ preventScroll: true });
    this.later();
  }

  turn(step) {
    return this.show(this.at + step);
  }

  wall() {
    this.root.querySelector("#book-contents").close();
    const end = this.part("end");
    if (!end) return;
    end.hidden = false;
    end.scrollIntoView({ block: "center" });
    end.querySelector(".wall-title").focus({ preventScroll: true });
  }

  click(event) {
    const line = event.target.closest("[data-to]");
    const link = event.target.closest("[data-chapter]");
    if (link) {
      event.preventDefault();
      this.show(Number(link.dataset.chapter), { place: link.dataset.to });
    } else if (line) {
      for (const sheet of this.root.querySelectorAll("dialog[open]")) sheet.close();
      const { to, start, end } = line.dataset;
      this.show(Number(to), start === undefined ? {} : { start: Number(start), end: Number(end) });
    }
  }

  key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || document.querySelector("dialog[open]")) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (event.key === "ArrowRight" && this.at + 1 < this.shown) this.turn(1);
    if (event.key === "ArrowLeft") this.turn(-1);
  }

  copied(event) {
    const text = getSelection().toString();
    if (!("viewOnly" in this.say) || [...text].length <= MOST_COPIED || !this.text.contains(getSelection().anchorNode)) return;
    event.preventDefault();
    event.clipboardData.setData("text/plain", [...text].slice(0, MOST_COPIED).join(""));
    say(this.say.sayCopied);
  }

  firstInSight() {
    const top = document.querySelector(".book-bar").getBoundingClientRect().bottom;
    return [...this.text.querySelectorAll(BLOCKS)].find((block) => block.getBoundingClientRect().bottom > top + 8 && block.textContent.trim());
  }

  /** How far down the chapter the reader is: at the middle of the screen, and at its end. */
  read() {
    const box = this.text.getBoundingClientRect();
    const share = (edge) => Math.min(Math.max((edge - box.top) / Math.max(box.height, 1), 0), 1);
    return { here: share(innerHeight * 0.3), seen: box.bottom <= innerHeight + 40 ? 1 : share(innerHeight) };
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.notes?.sight();
      this.save();
    }, SEND_AFTER_MS);
  }

  async save() {
    if (!this.say.progressTo || this.at === undefined) return;
    const { here, seen } = this.read();
    const deepest = Math.max(seen, this.deepest.get(this.at) ?? 0);
    this.deepest.set(this.at, deepest);
    const position = Math.round((this.at + Math.min(here, 0.99)) * 1000) / 1000;
    if (position === this.sent && deepest === this.sentDeepest) return;
    [this.sent, this.sentDeepest] = [position, deepest];
    const answer = await fetch(this.say.progressTo, {
      method: "PUT",
      keepalive: true,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: JSON.stringify({ position, ranges: [[this.at, Math.round((this.at + deepest) * 1000) / 1000]] }),
    }).catch(() => null);
    if (!answer || answer.status >= 429) this.sent = undefined;
    else if (answer.ok && (await answer.json()).completed_at) {
      for (const mark of document.querySelectorAll("[data-completed]")) mark.hidden = false;
      for (const mark of document.querySelectorAll("[data-not-completed]")) mark.hidden = true;
    }
  }

  async find(words) {
    const list = this.part("found");
    const none = this.part("found-none");
    list.replaceChildren();
    none.hidden = true;
    this.sought = words;
    if (!words.trim()) return;
    const found = await this.fetch(`chapters?query=${encodeURIComponent(words)}`);
    if (this.sought !== words) return; // others are looked for by now
    for (const { chapter, start, end, text } of found?.items ?? []) {
      const row = document.createElement("li");
      const link = Object.assign(document.createElement("button"), { type: "button", className: "book-line book-noted" });
      Object.assign(link.dataset, { to: chapter, start, end });
      link.append(
        Object.assign(document.createElement("span"), { className: "small muted", textContent: this.titleOf(chapter) }),
        Object.assign(document.createElement("span"), { textContent: text }),
      );
      row.append(link);
      list.append(row);
    }
    none.hidden = Boolean(found?.items.length);
    none.textContent = found ? this.say.sayNone : this.say.sayFailed;
  }
}

for (const root of document.querySelectorAll("[data-book]")) new Book(root);
