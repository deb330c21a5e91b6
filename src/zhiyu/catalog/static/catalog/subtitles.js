// Subtitles cue by cue: time, text, split, merge. The list goes to the server as one text when it is saved.

const form = document.querySelector("[data-cues]");
const list = form.querySelector("[data-list]");
const field = form.elements.cues;
const template = form.querySelector("template");
const state = form.querySelector("[data-state]");
const CLOCK = /^(?:(\d{1,3}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?$/;
let dirty = false;

const part = (row, name) => row.querySelector(`[data-${name}]`);
const read = (row) => ["start", "end", "text"].map((name) => part(row, name).value);

function ms(text) {
  const found = CLOCK.exec(text.trim());
  if (!found) return null;
  const [hours, minutes, seconds] = found.slice(1, 4).map((one) => Number(one ?? 0));
  return ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((found[4] ?? "0").padEnd(3, "0"));
}

function clock(value) {
  const two = (n, width = 2) => String(n).padStart(width, "0");
  const whole = Math.floor(value / 1000);
  return `${two(Math.floor(whole / 3600))}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}.${two(value % 1000, 3)}`;
}

function row([start, end, text]) {
  const made = template.content.firstElementChild.cloneNode(true);
  part(made, "start").value = start;
  part(made, "end").value = end;
  part(made, "text").value = text;
  return made;
}

function changed() {
  dirty = true;
  state.textContent = form.dataset.dirtyWords;
}

function between(text, at) {
  const cut = at > 0 && at < text.length ? at : Math.ceil(text.length / 2);
  return [text.slice(0, cut).trim(), text.slice(cut).trim()];
}

/** At the caret; the time is shared as the letters are. */
function split(here) {
  const [start, end, text] = read(here);
  const [first, second] = between(text, part(here, "text").selectionStart);
  const [from, to] = [ms(start), ms(end)];
  if (!first || !second || from === null || to === null) return;
  const middle = clock(Math.round(from + ((to - from) * first.length) / (first.length + second.length)));
  part(here, "end").value = middle;
  part(here, "text").value = first;
  const next = row([middle, end, second]);
  here.after(next);
  part(next, "text").focus();
  changed();
}

function merge(here) {
  const next = here.nextElementSibling;
  if (!next) return;
  const [, end, text] = read(next);
  part(here, "end").value = end;
  part(here, "text").value = [part(here, "text").value, text].map((one) => one.trim()).filter(Boolean).join("\n");
  next.remove();
  part(here, "text").focus();
  changed();
}

function drop(here) {
  const near = here.nextElementSibling ?? here.previousElementSibling;
  here.remove();
  (near ? part(near, "text") : form.querySelector("[data-add]")).focus();
  changed();
}

const ACTS = { "[data-split]": split, "[data-merge]": merge, "[data-drop]": drop };

list.addEventListener("click", (event) => {
  for (const [name, act] of Object.entries(ACTS)) if (event.target.closest(name)) act(event.target.closest(".cue"));
});
// A press on a button must not take the caret from the text that is to be split.
list.addEventListener("pointerdown", (event) => event.target.closest("[data-split]") && event.preventDefault());
list.addEventListener("input", changed);

form.querySelector("[data-add]").addEventListener("click", () => {
  const last = list.lastElementChild;
  const from = (last && ms(part(last, "end").value)) || 0;
  const made = row([clock(from), clock(from + 2000), ""]);
  list.append(made);
  part(made, "text").focus();
  changed();
});

form.querySelector("[data-find]").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  let count = 0;
  for (const one of list.children) {
    one.hidden = wanted !== "" && !part(one, "text").value.toLowerCase().includes(wanted);
    count += !one.hidden;
  }
  form.querySelector("[data-found]").textContent = wanted ? String(count || form.dataset.nothing) : "";
});

form.addEventListener("submit", () => {
  field.value = JSON.stringify([...list.children].map(read));
  dirty = false;
});
addEventListener("beforeunload", (event) => dirty && event.preventDefault());

list.append(...JSON.parse(field.value).map(row));
