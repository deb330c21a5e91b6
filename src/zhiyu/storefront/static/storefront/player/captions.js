// What is said: over the picture in a size for one's own eyes, and as a text under it that can be searched.

import { clock } from "./controls.js";

const LANGUAGE_KEY = "zhiyu:captions";
const SIZE_KEY = "zhiyu:captions-size";
const OFF = "off";
const SIZES = ["s", "m", "l", "xl"];
// What one reads beside sound alone: whoever switched captions off over films still reads.
const READ_KEY = "zhiyu:transcript";
const BY_HAND = ["wheel", "touchmove", "pointerdown", "focusin"];

export class Captions {
  constructor(root, media, { jump }) {
    Object.assign(this, { root, media, jump, cues: [], entries: [], at: (name) => root.querySelector(`[data-${name}]`) });
    this.line = this.at("captions");
    this.group = this.at("captions-group");
    this.sizes = this.at("captions-sizes");
    this.bindScript();
    this.root.dataset.captionsSize = localStorage.getItem(SIZE_KEY) ?? "m";
    media.addEventListener("timeupdate", () => this.draw());
    media.addEventListener("seeked", () => this.draw());
    for (const input of this.sizes?.querySelectorAll("input") ?? []) {
      input.checked = input.value === this.root.dataset.captionsSize;
      input.addEventListener("change", () => this.resize(input.value));
    }
    root.addEventListener("keydown", (event) => event.key === "c" && !event.target.closest("input, select") && this.toggle());
  }

  /** The text under the player goes along with what is said until somebody takes it in hand. */
  bindScript() {
    this.script = document.querySelector("[data-transcript]");
    if (!this.script) return;
    const part = (name) => this.script.querySelector(`[data-transcript-${name}]`);
    Object.assign(this, { list: part("list"), find: part("find"), none: part("none"), here: part("here"), languages: part("language") });
    this.following = true;
    this.find.addEventListener("input", () => this.search());
    this.here.addEventListener("click", () => this.goOn());
    this.languages?.addEventListener("change", () => this.read(this.languages.value));
    for (const name of BY_HAND) this.list.addEventListener(name, () => this.letGo(), { passive: true });
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
    return this.line && kept === OFF ? OFF : this.readable(...(this.line ? [] : [localStorage.getItem(READ_KEY)]), kept);
  }

  readable(...kept) {
    const known = this.offered.map((one) => one.language);
    const ours = known.find((one) => document.documentElement.lang.startsWith(one));
    return kept.find((one) => known.includes(one)) ?? ours ?? known[0];
  }

  offer() {
    if (this.languages) this.offerReading();
    if (!this.group) return;
    const wanted = this.wanted();
    const choices = [[OFF, this.root.dataset.sayOff], ...this.offered.map((one) => [one.language, one.name])];
    this.group.querySelector("[data-captions-options]").replaceChildren(
      ...choices.map(([value, name]) => this.option(value, name, value === wanted)),
    );
    this.group.hidden = this.sizes.hidden = false;
    this.at("settings").hidden = false;
  }

  /** Beside sound there is nothing to switch off, only which language to read. */
  offerReading() {
    const wanted = this.wanted();
    this.languages.replaceChildren(...this.offered.map((one) => new Option(one.name, one.language, false, one.language === wanted)));
    this.languages.closest("label").hidden = this.offered.length < 2;
  }

  read(language) {
    localStorage.setItem(READ_KEY, language);
    this.choose(language);
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
    if (!this.offered?.length || !this.line) return;
    const next = this.shown === OFF ? this.readable() : OFF;
    localStorage.setItem(LANGUAGE_KEY, next);
    this.choose(next);
    const input = this.group?.querySelector(`[value="${next}"]`);
    if (input) input.checked = true;
  }

  /** Off leaves the text under the picture: it is read there too. */
  async choose(language) {
    this.shown = language;
    const read = language === OFF ? this.readable() : language;
    const { cues } = await this.ask(`subtitles/${read}.json`).catch(() => ({ cues: [] }));
    if (this.shown !== language) return undefined;
    // A fresh ticket brings the same lines: whoever reads or searches them is left in peace.
    const brought = JSON.stringify([read, cues]);
    if (this.brought === brought) return this.draw();
    this.brought = brought;
    this.cues = cues.map(([start, end, text]) => ({ start: start / 1000, end: end / 1000, text }));
    if (this.script) this.write();
    return this.draw();
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
    if (this.script) this.mark(this.cues.filter((cue) => cue.start <= now).length - 1);
  }

  /** All lines at once; the browser draws those in sight (content-visibility). */
  write() {
    this.script.hidden = !this.cues.length;
    this.entries = this.cues.map((cue) => this.entry(cue));
    this.marked = undefined;
    this.search();
  }

  /** Between two lines the one before stays marked. */
  mark(said) {
    if (said === this.marked) return;
    this.entries[this.marked]?.firstChild.removeAttribute("aria-current");
    this.marked = said;
    this.entries[said]?.firstChild.setAttribute("aria-current", "true");
    this.follow();
  }

  search() {
    const wanted = this.find.value.trim().toLowerCase();
    this.searched = Boolean(wanted);
    const found = this.entries.filter((_entry, i) => this.cues[i].text.toLowerCase().includes(wanted));
    this.list.replaceChildren(...found);
    this.none.hidden = found.length > 0;
    this.follow();
  }

  letGo() {
    this.following = false;
    this.follow();
  }

  goOn() {
    this.following = true;
    this.find.value = "";
    if (this.searched) this.search();
    else this.follow();
  }

  follow() {
    const line = this.entries[this.marked];
    const along = this.following && !this.searched;
    this.here.hidden = along || !line;
    if (!along || !line) return;
    this.bring(line);
    // What was out of sight had no height of its own until now.
    requestAnimationFrame(() => this.following && line.isConnected && this.bring(line));
  }

  /** Within the list alone: the page stays where its reader has it. */
  bring(line) {
    const box = this.list.getBoundingClientRect();
    const at = line.getBoundingClientRect();
    if (at.top >= box.top && at.bottom + at.height <= box.bottom) return;
    this.list.scrollTop += at.top - box.top - box.height / 3;
  }

  entry(cue) {
    const item = document.createElement("li");
    const button = Object.assign(document.createElement("button"), { type: "button", className: "mark" });
    const time = Object.assign(document.createElement("span"), { className: "num mark-time", textContent: clock(cue.start) });
    const text = Object.assign(document.createElement("span"), { textContent: cue.text });
    button.append(time, text);
    button.addEventListener("click", () => {
      this.jump(cue.start);
      if (!this.searched) this.goOn();
    });
    item.append(button);
    return item;
  }
}
