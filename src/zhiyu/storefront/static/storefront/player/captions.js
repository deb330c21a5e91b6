// What is said: over the picture in a size for one's own eyes, and as a text under it that can be searched.

import { clock } from "./controls.js";

const LANGUAGE_KEY = "zhiyu:captions";
const SIZE_KEY = "zhiyu:captions-size";
const OFF = "off";
const SIZES = ["s", "m", "l", "xl"];
const MOST_SHOWN = 300;

export class Captions {
  constructor(root, media, { jump }) {
    Object.assign(this, { root, media, jump, cues: [], at: (name) => root.querySelector(`[data-${name}]`) });
    this.line = this.at("captions");
    this.group = this.at("captions-group");
    this.sizes = this.at("captions-sizes");
    this.script = document.querySelector("[data-transcript]");
    this.root.dataset.captionsSize = localStorage.getItem(SIZE_KEY) ?? "m";
    media.addEventListener("timeupdate", () => this.draw());
    media.addEventListener("seeked", () => this.draw());
    this.script?.querySelector("[data-transcript-find]").addEventListener("input", () => this.list());
    for (const input of this.sizes?.querySelectorAll("input") ?? []) {
      input.checked = input.value === this.root.dataset.captionsSize;
      input.addEventListener("change", () => this.resize(input.value));
    }
    root.addEventListener("keydown", (event) => event.key === "c" && !event.target.closest("input, select") && this.toggle());
  }

  /** A fresh ticket: the same languages, and as much of them as it shows. */
  async use(master) {
    this.master = master;
    try {
      this.offered = (await this.ask("subtitles.json")).items;
    } catch {
      return;
    }
    if (!this.offered.length) return;
    this.offer();
    await this.choose(this.wanted());
  }

  async ask(name) {
    const answer = await fetch(new URL(name, this.master), { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /** What was chosen before; else the language of the page where it is there, else the first. */
  wanted() {
    const kept = localStorage.getItem(LANGUAGE_KEY);
    const known = this.offered.map((one) => one.language);
    if (kept === OFF || known.includes(kept)) return kept;
    return known.find((one) => document.documentElement.lang.startsWith(one)) ?? known[0];
  }

  offer() {
    if (!this.group) return;
    const wanted = this.wanted();
    const choices = [[OFF, this.root.dataset.sayOff], ...this.offered.map((one) => [one.language, one.name])];
    this.group.querySelector("[data-captions-options]").replaceChildren(
      ...choices.map(([value, name]) => this.option(value, name, value === wanted)),
    );
    this.group.hidden = this.sizes.hidden = false;
    this.at("settings").hidden = false;
  }

  option(value, name, checked) {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { type: "radio", name: "captions", value, checked });
    const words = document.createElement("span");
    words.textContent = name;
    input.addEventListener("change", () => {
      localStorage.setItem(LANGUAGE_KEY, value);
      this.choose(value);
    });
    label.className = "player-chip";
    label.append(input, words);
    return label;
  }

  toggle() {
    if (!this.offered?.length) return;
    const next = this.shown === OFF ? this.offered[0].language : OFF;
    localStorage.setItem(LANGUAGE_KEY, next);
    this.choose(next);
    const input = this.group?.querySelector(`[value="${next}"]`);
    if (input) input.checked = true;
  }

  /** Off leaves the text under the picture: it is read there too. */
  async choose(language) {
    this.shown = language;
    const read = language === OFF ? this.offered[0].language : language;
    const { cues } = await this.ask(`subtitles/${read}.json`).catch(() => ({ cues: [] }));
    if (this.shown !== language) return;
    this.cues = cues.map(([start, end, text]) => ({ start: start / 1000, end: end / 1000, text }));
    if (this.script) this.script.hidden = !this.cues.length;
    this.list();
    this.draw();
  }

  resize(size) {
    if (!SIZES.includes(size)) return;
    localStorage.setItem(SIZE_KEY, size);
    this.root.dataset.captionsSize = size;
  }

  draw() {
    const now = this.media.currentTime;
    const said = this.cues.filter((cue) => cue.start <= now && now < cue.end);
    const text = said.map((cue) => cue.text).join("\n");
    if (this.line && this.line.textContent !== text) this.line.textContent = text;
    if (this.line) this.line.hidden = this.shown === OFF || !text;
    this.mark(said[0]);
  }

  mark(cue) {
    if (!this.script || cue === this.marked) return;
    this.marked = cue;
    for (const button of this.script.querySelectorAll("[aria-current]")) button.removeAttribute("aria-current");
    if (cue) this.script.querySelector(`[data-cue="${cue.start}"]`)?.setAttribute("aria-current", "true");
  }

  list() {
    if (!this.script) return;
    const wanted = this.script.querySelector("[data-transcript-find]").value.trim().toLowerCase();
    const found = this.cues.filter((cue) => !wanted || cue.text.toLowerCase().includes(wanted));
    this.script.querySelector("[data-transcript-list]").replaceChildren(...found.slice(0, MOST_SHOWN).map((cue) => this.entry(cue)));
    const none = this.script.querySelector("[data-transcript-none]");
    none.hidden = found.length > 0;
    this.marked = undefined;
  }

  entry(cue) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "mark" });
    const time = Object.assign(document.createElement("span"), { className: "num mark-time", textContent: clock(cue.start) });
    const text = Object.assign(document.createElement("span"), { textContent: cue.text });
    button.dataset.cue = String(cue.start);
    button.append(time, text);
    button.addEventListener("click", () => this.jump(cue.start));
    item.append(button);
    return item;
  }
}
