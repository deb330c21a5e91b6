// The subtitle editor: film, strip and lines show one list, which goes to the server as one text when it is saved.

import { keepDraft } from "./draft.js";
import { Film } from "./film.js";
import { Lines, judged } from "./lines.js";
import { Rows } from "./rows.js";
import { Strip } from "./strip.js";
import { clock, ms, tenth } from "./times.js";

const form = document.querySelector("[data-cues]");
const say = form.dataset;
const part = (name) => form.querySelector(`[data-${name}]`);
const lines = new Lines(JSON.parse(form.elements.cues.value));
const film = new Film(part("film"), { onPlace: placed, onLength: draw });
const on = { pick, act, seek: (at) => film.seek(at / 1000), move: (...told) => lines.set(...told), settle, undo: () => lines.undo() };
const rows = new Rows(part("list"), part("row"), { lines, on });
const strip = new Strip(part("strip"), { lines, length: film.length, on });
let unsaved = say.unsaved !== undefined;
let chosen = null;
let sending = false;
let problems = new Map();

const now = () => Math.round(film.now * 1000);
const dirty = () => unsaved || lines.dirty;

function settle(id) {
  lines.settle(id);
  lines.rest();
}

function pick(id, { play }) {
  chosen = id;
  rows.choose(id);
  strip.choose(id);
  drawTools();
  const at = play ? strip.start(id) : null;
  if (at === null) return;
  rows.show(id);
  film.seek(at / 1000);
  film.play();
}

function placed() {
  const at = now();
  const said = lines.said(at);
  rows.said(said.map((one) => one.id));
  strip.at(at, { follows: !film.media.paused });
  const words = said.map((one) => one.text).join("\n");
  const shown = part("said");
  if (shown.textContent !== words) shown.textContent = words;
  shown.hidden = !words;
  part("here").textContent = clock(tenth(at));
}

function draw() {
  problems = judged(lines.list, say, film.length() * 1000);
  if (!lines.find(chosen)) chosen = null;
  rows.draw(problems);
  rows.choose(chosen);
  strip.odd = new Set(problems.keys());
  strip.chosen = chosen;
  strip.draw();
  find();
  placed();
  drawTools();
}

function drawTools() {
  part("undo").disabled = !lines.past.length;
  part("redo").disabled = !lines.undone.length;
  part("dirty").textContent = dirty() ? say.dirtyWords : "";
}

function find() {
  const wanted = part("find").value.trim().toLowerCase();
  const count = rows.find(wanted);
  part("found").textContent = wanted ? (count ? say.found.replace("{n}", count) : say.nothing) : "";
  part("empty").hidden = lines.list.length > 0;
}

// --- what is done to a line ---

const ACTS = {
  play: (id) => pick(id, { play: true }),
  start(id) {
    const { start, end } = lines.find(id);
    const at = tenth(now());
    const [from, to] = [ms(start), ms(end)];
    // Behind its own end the whole line goes along.
    const behind = from !== null && to !== null && from < to && at >= to;
    lines.set(id, behind ? { start: clock(at), end: clock(at + to - from) } : { start: clock(at) });
    settle(id);
  },
  end(id) {
    lines.set(id, { end: clock(tenth(now())) });
    settle(id);
  },
  split(id) {
    const made = lines.split(id, tenth(now()), rows.caret(id));
    if (made) chooseAndShow(made);
    else tell(say.whole);
  },
  join: (id) => (lines.join(id) ? chooseAndShow(id) : tell(say.lastLine)),
  drop(id) {
    const next = lines.remove(id);
    if (next) chooseAndShow(next);
    else part("add").focus();
    tell(say.dropped);
  },
  add: () => chooseAndShow(lines.add(tenth(now()), film.length() * 1000), { focus: true }),
};

function act(name, id = chosen) {
  tell("");
  ACTS[name](id);
}

function tell(words) {
  part("told").textContent = words;
}

function chooseAndShow(id, { focus = false } = {}) {
  pick(id, { play: false });
  if (focus || part("list").contains(document.activeElement) || document.activeElement === document.body) rows.focus(id);
  else rows.show(id);
}

part("bar").addEventListener("click", (event) => {
  const name = event.target.closest("[data-act]")?.dataset.act;
  if (name) act(name);
});
for (const name of ["undo", "redo"]) {
  part(name).addEventListener("click", () => {
    lines[name]();
    tell("");
  });
}
part("find").addEventListener("input", find);
part("find").addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());

/** What the keys ask for. In a field they are the browser's own, but for saving. */
function asked({ key, shiftKey, target }) {
  const pressed = key.toLowerCase();
  if (pressed === "s") return () => form.requestSubmit();
  if (target.closest("input, textarea")) return null;
  if (pressed === "y" || (pressed === "z" && shiftKey)) return () => lines.redo();
  return pressed === "z" ? () => lines.undo() : null;
}

document.addEventListener("keydown", (event) => {
  const done = (event.ctrlKey || event.metaKey) && !event.altKey && asked(event);
  if (!done) return;
  event.preventDefault();
  done();
});

// --- saving and leaving ---

function firstWrong() {
  for (const one of lines.list) {
    const name = Object.entries(problems.get(one.id) ?? {}).find(([, problem]) => problem.refused)?.[0];
    if (name) return [one.id, name];
  }
  return null;
}

form.addEventListener("submit", (event) => {
  const wrong = firstWrong();
  if (wrong || !lines.list.length) {
    event.preventDefault();
    part("find").value = "";
    find();
    tell(wrong ? say.wrong : say.noLine);
    if (wrong) rows.focus(...wrong);
    return;
  }
  form.elements.cues.value = lines.written();
  sending = true;
});
// Somebody else's in place of what was typed, which can be taken back: a save is over that version from here on.
form.querySelector("[data-theirs]")?.addEventListener("click", (event) => {
  event.preventDefault();
  const { theirs, version } = event.currentTarget.dataset;
  form.elements.seen.value = version;
  unsaved = false;
  lines.take(JSON.parse(theirs));
  part("theirs-notice").remove();
  tell(say.taken);
});
addEventListener("beforeunload", (event) => !sending && dirty() && event.preventDefault());
// Back to the page as it was left, and its lines may change again.
addEventListener("pageshow", () => (sending = false));

lines.onChange(draw);
draw();
keepDraft(lines, { seen: () => form.elements.seen.value, offer: part("recover"), offers: !unsaved });
