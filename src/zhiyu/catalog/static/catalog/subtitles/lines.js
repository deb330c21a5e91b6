// The subtitles as a list that is never changed, only replaced: so that every step can be taken back.

import { clock, ms } from "./times.js";

const MOST_STEPS = 200;
const USUAL_MS = 2_000;
const LEAST_MS = 500;

export class Lines {
  constructor(rows) {
    this.last = 0;
    this.list = rows.map(([start, end, text]) => this.made(start, end, text));
    this.begun = this.written();
    this.past = [];
    this.undone = [];
    this.listeners = [];
  }

  made(start, end, text) {
    return { id: String(++this.last), start, end, text };
  }

  onChange(heard) {
    this.listeners.push(heard);
  }

  tell() {
    for (const heard of this.listeners) heard();
  }

  written() {
    return JSON.stringify(this.list.map(({ start, end, text }) => [start, end, text]));
  }

  get dirty() {
    return this.written() !== this.begun;
  }

  place(id) {
    return this.list.findIndex((one) => one.id === id);
  }

  find(id) {
    return this.list.find((one) => one.id === id);
  }

  /** With `run`, what follows under the same name is one step: a word typed, a block dragged. */
  replace(list, run = null) {
    if (run === null || run !== this.run) {
      this.past.push(this.list);
      if (this.past.length > MOST_STEPS) this.past.shift();
    }
    this.undone = [];
    this.run = run;
    this.list = list;
    this.tell();
  }

  restore(rows) {
    this.replace(rows.map(([start, end, text]) => this.made(start, end, text)));
  }

  /** As somebody else saved them: what there was is one step back. */
  take(rows) {
    this.restore(rows);
    this.begun = this.written();
    this.tell();
  }

  rest() {
    this.run = null;
  }

  undo() {
    this.step(this.past, this.undone);
  }

  redo() {
    this.step(this.undone, this.past);
  }

  step(from, to) {
    if (!from.length) return;
    this.run = null;
    to.push(this.list);
    this.list = from.pop();
    this.tell();
  }

  set(id, change, run = null) {
    const now = this.find(id);
    if (!now || Object.entries(change).every(([name, value]) => now[name] === value)) return;
    this.replace(this.list.map((one) => (one === now ? { ...now, ...change } : one)), run);
  }

  /** To where its beginning belongs. A step of its own it is not: it belongs to what moved it. */
  settle(id) {
    const moved = this.find(id);
    const at = moved && ms(moved.start);
    if (at === null || at === undefined) return;
    const others = this.list.filter((one) => one !== moved);
    const later = others.findIndex((one) => (ms(one.start) ?? -1) > at);
    const list = later < 0 ? [...others, moved] : [...others.slice(0, later), moved, ...others.slice(later)];
    if (list.every((one, i) => one === this.list[i])) return;
    this.list = list;
    this.tell();
  }

  add(at, until) {
    const next = this.list.map((one) => ms(one.start)).find((start) => start !== null && start > at);
    const room = Math.min(next ?? Number.POSITIVE_INFINITY, until || Number.POSITIVE_INFINITY) - at;
    const lasts = room >= LEAST_MS ? Math.min(USUAL_MS, room) : USUAL_MS;
    const made = this.made(clock(at), clock(at + lasts), "");
    this.replace([...this.list, made]);
    this.settle(made.id);
    return made.id;
  }

  /** At the film's place when it is within the line, and the text at the caret; else each is shared as the other is. */
  split(id, at, caret) {
    const place = this.place(id);
    const line = this.list[place];
    const [from, to] = [line && ms(line.start), line && ms(line.end)];
    if (!line || from === null || to === null || to - from < 2) return null;
    const within = from < at && at < to;
    const inText = caret > 0 && caret < line.text.length;
    const shared = Math.min(Math.max(Math.round((line.text.length * (at - from)) / (to - from)), 1), line.text.length - 1);
    const cut = inText || !within ? (inText ? caret : Math.ceil(line.text.length / 2)) : shared;
    const [first, second] = [line.text.slice(0, cut).trim(), line.text.slice(cut).trim()];
    if (!first || !second) return null;
    const middle = clock(within ? at : Math.round(from + ((to - from) * first.length) / (first.length + second.length)));
    const after = this.made(middle, line.end, second);
    this.replace(this.instead(place, 1, { ...line, end: middle, text: first }, after));
    return after.id;
  }

  join(id) {
    const place = this.place(id);
    const [line, next] = this.list.slice(place, place + 2);
    if (!next) return false;
    const text = [line.text, next.text].map((one) => one.trim()).filter(Boolean).join("\n");
    const end = (ms(line.end) ?? 0) > (ms(next.end) ?? 0) ? line.end : next.end;
    this.replace(this.instead(place, 2, { ...line, end, text }));
    return true;
  }

  instead(place, count, ...made) {
    return [...this.list.slice(0, place), ...made, ...this.list.slice(place + count)];
  }

  /** Answers the line to go to. */
  remove(id) {
    const place = this.place(id);
    const list = this.list.filter((one) => one.id !== id);
    this.replace(list);
    return list[Math.min(place, list.length - 1)]?.id;
  }

  /** What is said at a moment: of several, the last that began. */
  said(at) {
    return this.list.filter((one) => (ms(one.start) ?? Number.POSITIVE_INFINITY) <= at && at < (ms(one.end) ?? -1));
  }
}

/** Of each line what is wrong, by its field: `refused` is what the server would refuse, the rest is told only. */
export function judged(list, say, length) {
  const found = new Map();
  const note = (one, field, words, refused) => {
    if (!found.has(one.id)) found.set(one.id, {});
    found.get(one.id)[field] ??= { words, refused };
  };
  let before = null;
  for (const one of list) {
    const [start, end] = [ms(one.start), ms(one.end)];
    if (start === null) note(one, "start", say.time, true);
    if (end === null) note(one, "end", say.time, true);
    if (start !== null && end !== null && end <= start) note(one, "end", say.backward, true);
    if (!one.text.trim()) note(one, "text", say.empty, true);
    if (start !== null && before && start < before.end) note(one, "start", say.overlap.replace("{time}", clock(before.end)), false);
    if (start !== null && length && start >= length) note(one, "start", say.beyond, false);
    if (start !== null && end !== null && end > start && end > (before?.end ?? 0)) before = { end };
  }
  return found;
}
