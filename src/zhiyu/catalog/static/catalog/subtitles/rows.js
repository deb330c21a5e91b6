// The lines to read and type, each with what is wrong of it at the very field.

import { clock, ms } from "./times.js";

const FIELDS = ["start", "end", "text"];
const NUDGE_MS = 100;
const LEAP_MS = 1_000;

export class Rows {
  /** `on`: pick(id, {play}), and act(name, id) for the buttons of a line. */
  constructor(list, template, { lines, on }) {
    Object.assign(this, { list, template, lines, on, rows: new Map(), shown: new Map() });
    list.addEventListener("input", (event) => this.typed(event));
    list.addEventListener("change", (event) => this.left(event));
    list.addEventListener("keydown", (event) => this.key(event));
    list.addEventListener("click", (event) => this.click(event));
    list.addEventListener("focusin", (event) => this.focused(event));
    // A press on a button must not take the caret from the text that is to be split.
    list.addEventListener("mousedown", (event) => event.target.closest("[data-act]") && event.preventDefault());
  }

  part(id, name) {
    return this.rows.get(id)?.querySelector(`[data-${name}]`);
  }

  made(one) {
    const row = this.template.content.firstElementChild.cloneNode(true);
    row.dataset.id = one.id;
    for (const name of FIELDS) {
      const note = row.querySelector(`[data-note=${name}]`);
      note.id = `note-${one.id}-${name}`;
      row.querySelector(`[data-${name}]`).setAttribute("aria-describedby", note.id);
    }
    this.rows.set(one.id, row);
    return row;
  }

  draw(problems) {
    const { activeElement } = document;
    const known = new Set(this.lines.list.map((one) => one.id));
    for (const [id, row] of this.rows) {
      if (known.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    let before = null;
    this.lines.list.forEach((one, i) => {
      const row = this.rows.get(one.id) ?? this.made(one);
      const here = before ? before.nextElementSibling : this.list.firstElementChild;
      if (row !== here) this.list.insertBefore(row, here);
      this.fill(row, one, i + 1);
      this.judge(one.id, problems.get(one.id));
      before = row;
    });
    // A row that went elsewhere takes the place of whoever typed in it along.
    if (activeElement !== document.activeElement && this.list.contains(activeElement)) activeElement.focus({ preventScroll: true });
  }

  fill(row, one, number) {
    const named = row.querySelector("[data-number]");
    if (named.textContent !== String(number)) named.textContent = String(number);
    if (row.filled === one) return;
    row.filled = one;
    for (const name of FIELDS) {
      const field = row.querySelector(`[data-${name}]`);
      if (field.value !== one[name]) field.value = one[name];
    }
  }

  judge(id, found) {
    const told = JSON.stringify(found ?? {});
    const row = this.rows.get(id);
    if (row.told === told) return;
    row.told = told;
    for (const name of FIELDS) {
      const [field, note] = [this.part(id, name), row.querySelector(`[data-note=${name}]`)];
      const problem = found?.[name];
      note.hidden = !problem;
      note.querySelector("span").textContent = problem?.words ?? "";
      note.classList.toggle("is-odd", Boolean(problem && !problem.refused));
      field.classList.toggle("is-odd", Boolean(problem && !problem.refused));
      if (problem?.refused) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    }
  }

  choose(id) {
    this.rows.get(this.chosen)?.classList.remove("is-on");
    this.chosen = id;
    this.rows.get(id)?.classList.add("is-on");
  }

  show(id) {
    this.rows.get(id)?.scrollIntoView({ block: "nearest" });
  }

  said(ids) {
    const wanted = new Set(ids);
    for (const id of this.now ?? []) if (!wanted.has(id)) this.rows.get(id)?.removeAttribute("aria-current");
    for (const id of wanted) this.rows.get(id)?.setAttribute("aria-current", "true");
    this.now = wanted;
  }

  caret(id) {
    return this.part(id, "text").selectionStart;
  }

  focus(id, name = "text") {
    this.part(id, name)?.focus({ preventScroll: true });
    this.show(id);
  }

  /** Those that say it; all of them for nothing wanted. */
  find(wanted) {
    let count = 0;
    for (const one of this.lines.list) {
      const found = !wanted || one.text.toLowerCase().includes(wanted);
      this.rows.get(one.id).hidden = !found;
      count += found;
    }
    return count;
  }

  nameOf(field) {
    return FIELDS.find((name) => field.matches(`[data-${name}]`));
  }

  typed({ target }) {
    const { id } = target.closest("[data-id]").dataset;
    const name = this.nameOf(target);
    this.lines.set(id, { [name]: target.value }, `type:${id}:${name}`);
  }

  left({ target }) {
    const { id } = target.closest("[data-id]").dataset;
    const name = this.nameOf(target);
    if (name === "text") return;
    const at = ms(target.value);
    if (at !== null) this.lines.set(id, { [name]: clock(at) }, `type:${id}:${name}`);
    this.lines.settle(id);
    this.lines.rest();
  }

  key(event) {
    const name = this.nameOf(event.target);
    if (event.key === "Enter" && name && name !== "text") {
      event.preventDefault(); // the time is done, not the whole form
      this.left(event);
    }
    const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (!way || !name || name === "text") return;
    event.preventDefault();
    const at = ms(event.target.value);
    const { id } = event.target.closest("[data-id]").dataset;
    const to = at === null ? -1 : at + way * (event.shiftKey ? LEAP_MS : NUDGE_MS);
    if (to >= 0) this.lines.set(id, { [name]: clock(to) }, `type:${id}:${name}`);
  }

  focused({ target }) {
    const id = target.closest("[data-id]")?.dataset.id;
    if (id && id !== this.chosen && !target.closest("[data-act]")) this.byFocus = id;
    if (id && id !== this.chosen) this.on.pick(id, { play: false });
  }

  click({ target }) {
    const row = target.closest("[data-id]");
    if (!row) return;
    const { id } = row.dataset;
    const act = target.closest("[data-act]")?.dataset.act;
    // The press that went into a field has chosen the line already; the next one there sets the caret and no more.
    const fresh = this.byFocus === id || id !== this.chosen;
    this.byFocus = null;
    if (act) this.on.act(act, id);
    else if (fresh) this.on.pick(id, { play: true });
  }
}
