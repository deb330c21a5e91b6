// Bookmarks, highlights and notes. The server keeps them by their own words and says where they stand today.

import { say } from "../../ui/saying.js";
import { paint, placesOf, unpaint } from "./places.js";

const LONGEST = 1_000;
const BOOKMARK = 30;

const sorted = (items) => items.sort((a, b) => (a.chapter ?? 1e6) - (b.chapter ?? 1e6) || a.start - b.start);

export class Notes {
  constructor(book) {
    this.book = book;
    this.say = book.say;
    this.items = [];
    this.drafts = new Map();
    this.chosen = book.part("chosen");
    this.sheet = document.getElementById("book-note");
    this.words = document.getElementById("book-note-text");
    this.bind();
  }

  bind() {
    document.addEventListener("selectionchange", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.choose(), 200);
    });
    this.chosen.addEventListener("pointerdown", (event) => event.preventDefault());
    for (const button of this.chosen.querySelectorAll("[data-mark]"))
      button.addEventListener("click", () => this.mark(button.dataset.mark === "note"));
    this.book.text.addEventListener("click", (event) => {
      const mark = event.target.closest("mark[data-note]");
      if (mark && getSelection().isCollapsed) this.open(Number(mark.dataset.note));
    });
    document.querySelector("[data-bookmark]").addEventListener("click", () => this.bookmark());
    this.book.part("note-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sheet.close();
    });
    this.sheet.addEventListener("close", () => this.save());
    addEventListener("pagehide", () => this.sheet.open && this.save());
    this.book.part("note-remove").addEventListener("click", () => this.remove(this.opened));
    document.querySelector("[data-notes-list]").addEventListener("click", (event) => this.pick(event));
  }

  async load() {
    const answer = await this.call("GET", this.say.notes);
    const made = this.items; // while the answer was under way
    if (answer) this.items = sorted([...answer.items.filter((one) => !made.some(({ id }) => id === one.id)), ...made]);
    this.show();
  }

  async call(method, address, body) {
    const answer = await fetch(address, {
      method,
      keepalive: method !== "GET",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.book.csrf },
      body: body && JSON.stringify(body),
    }).catch(() => null);
    if (!answer?.ok) {
      if (method !== "GET") say(this.say.sayFailed);
      return null;
    }
    return answer.status === 204 ? {} : answer.json();
  }

  choose() {
    const selection = getSelection();
    const range = selection.rangeCount ? selection.getRangeAt(0) : null;
    const inside = range && !range.collapsed && this.book.text.contains(range.commonAncestorContainer) && range.toString().trim();
    this.chosen.hidden = !inside;
    this.range = inside ? range : null;
  }

  async mark(withNote) {
    if (!this.range) return;
    const [start, end] = placesOf(this.book.text, this.range);
    const made = await this.add("highlight", start, Math.min(end, start + LONGEST));
    if (!made) return;
    getSelection().removeAllRanges();
    this.chosen.hidden = true;
    if (withNote) this.open(made.id);
  }

  async add(kind, start, end) {
    const made = await this.call("POST", this.say.notes, { kind, chapter: this.book.at, start, end });
    if (!made) return null;
    this.items = sorted([...this.items.filter((one) => one.id !== made.id), made]);
    this.show();
    return made;
  }

  /** The bookmark that is in sight goes; else the first paragraph in sight gets one. */
  async bookmark() {
    const there = this.inSight();
    if (there) return this.remove(there.id);
    const block = this.book.firstInSight();
    if (!block) return undefined;
    const range = document.createRange();
    range.selectNodeContents(block);
    const [start, end] = placesOf(this.book.text, range);
    await this.add("bookmark", start, Math.min(end, start + BOOKMARK));
    return this.sight();
  }

  inSight() {
    const block = this.book.firstInSight();
    if (!block) return null;
    const range = document.createRange();
    range.selectNodeContents(block);
    const [start, end] = placesOf(this.book.text, range);
    return this.here("bookmark").find((one) => one.start >= start && one.start < Math.max(end, start + 1));
  }

  here(kind) {
    return this.items.filter((one) => one.kind === kind && !one.lost && one.chapter === this.book.at);
  }

  sight() {
    document.querySelector("[data-bookmark]").setAttribute("aria-pressed", String(Boolean(this.inSight())));
  }

  show() {
    unpaint(this.book.text, "mark[data-note]");
    for (const one of this.here("highlight"))
      paint(this.book.text, one.start, one.end, () => {
        const mark = document.createElement("mark");
        mark.dataset.note = String(one.id);
        if (one.note) mark.dataset.noted = "";
        return mark;
      });
    this.list();
    this.sight();
  }

  list() {
    const list = document.querySelector("[data-notes-list]");
    const none = document.querySelector("[data-notes-none]");
    none.textContent = this.items.length ? "" : this.say.sayNoNotes;
    list.replaceChildren(
      ...this.items.map((one) => {
        const row = document.createElement("li");
        const link = Object.assign(document.createElement("button"), { type: "button", className: "book-line book-noted" });
        link.dataset.pick = String(one.id);
        const where = one.lost ? this.say.sayLost : this.book.titleOf(one.chapter);
        const head = Object.assign(document.createElement("span"), { className: "small muted", textContent: where });
        if (one.kind === "bookmark") head.prepend(`${this.say.sayBookmark} · `);
        link.append(head, Object.assign(document.createElement("span"), { className: "book-quoted", textContent: one.quote }));
        if (one.note) link.append(Object.assign(document.createElement("span"), { className: "book-own", textContent: one.note }));
        row.append(link);
        return row;
      }),
    );
  }

  pick(event) {
    const one = this.items.find((item) => String(item.id) === event.target.closest("[data-pick]")?.dataset.pick);
    if (!one) return;
    document.getElementById("book-notes").close();
    if (one.lost) this.open(one.id);
    else this.book.show(one.chapter, { start: one.start, end: one.end });
  }

  open(id) {
    const one = this.items.find((item) => item.id === id);
    if (!one) return;
    this.opened = id;
    this.book.part("note-quote").textContent = one.quote;
    this.words.value = this.drafts.get(id) ?? one.note;
    this.sheet.showModal();
  }

  /** However the sheet was closed. What did not reach the server is a draft, shown again when it is opened. */
  async save() {
    const one = this.items.find((item) => item.id === this.opened);
    const note = this.words.value;
    if (!one || (note === one.note && !this.drafts.has(one.id))) return;
    this.drafts.set(one.id, note);
    const changed = await this.call("PATCH", `/api/v1/notes/${one.id}`, { note });
    if (!changed) return;
    if (this.drafts.get(one.id) === note) this.drafts.delete(one.id);
    this.items = this.items.map((item) => (item.id === changed.id ? changed : item));
    say(this.say.sayKept);
    this.show();
  }

  async remove(id) {
    if (!(await this.call("DELETE", `/api/v1/notes/${id}`))) return;
    this.items = this.items.filter((one) => one.id !== id);
    this.drafts.delete(id);
    this.sheet.close();
    this.show();
  }
}
