// Messages: drawn in the order of their numbers, each once, wherever they come from.

import { call, fill, find, hosting, id, made, newKey, root } from "./api.js";

const MOST_KEPT = 300;
const NEAR = 80; // px from the bottom: whoever reads there wants the newest
const words = root.dataset;
const list = find("lines");
const panel = list.closest(".room-panel");
const older = find("older");
const newest = find("to-newest");
const held = list.getElementsByClassName("is-held");
let highest = 0;

export const last = () => highest;

function atTheEnd() {
  return panel.scrollHeight - panel.scrollTop - panel.clientHeight < NEAR;
}

function draw({ n, who, part, text }) {
  const line = made("line");
  line.dataset.n = n ?? "";
  fill(line, "who", who);
  fill(line, "text", text);
  if (part) {
    line.classList.add("is-host");
    const badge = fill(line, "part", part === "host" ? words.wordHost : words.wordAssistant);
    badge.hidden = false;
  }
  return line;
}

function put(one) {
  if (list.querySelector(`[data-n="${one.n}"]`)) return;
  [...held].find((line) => line.dataset.held === one.text)?.remove(); // what waited was let through
  const after = [...list.children].filter((line) => line.dataset.n && Number(line.dataset.n) < one.n).pop();
  const line = draw(one);
  if (after) after.after(line);
  else if (list.firstElementChild && Number(list.firstElementChild.dataset.n || 0) > one.n) list.prepend(line);
  else list.append(line);
}

export function show(lines, { before = false } = {}) {
  const follow = !before && atTheEnd();
  const height = panel.scrollHeight;
  lines.forEach(put);
  for (const { n } of lines) highest = Math.max(highest, n);
  if (follow) {
    while (list.children.length > MOST_KEPT) list.firstElementChild.remove();
    panel.scrollTop = panel.scrollHeight;
  } else if (before) panel.scrollTop += panel.scrollHeight - height;
  else if (lines.length) newest.hidden = false;
  settle();
}

export function settle() {
  const first = [...list.children].find((line) => line.dataset.n);
  older.hidden = !first || Number(first.dataset.n) <= 1;
  find("quiet-room").hidden = list.children.length > 0;
}

export function take(numbers) {
  for (const n of numbers) list.querySelector(`[data-n="${n}"]`)?.remove();
  settle();
}

/** Numbers that were taken down leave no gap. */
export function knows(numbers) {
  highest = Math.max(highest, ...numbers);
}

export function clear() {
  list.replaceChildren();
  highest = 0;
}

async function say(text, key) {
  const said = await call("POST", `/rooms/${id}/messages`, { text, key });
  if (said.n) return;
  const line = draw({ n: null, who: "", part: "", text: said.text });
  line.classList.add("is-held");
  line.dataset.held = said.text;
  const note = document.createElement("p");
  note.className = "room-held";
  note.textContent = words.wordHeld;
  line.append(note);
  list.append(line);
  panel.scrollTop = panel.scrollHeight;
  settle();
}

older.addEventListener("click", async () => {
  const first = [...list.children].find((line) => line.dataset.n);
  older.disabled = true;
  try {
    const { items } = await call("GET", `/rooms/${id}/messages?cursor=${first.dataset.n}`);
    show(items, { before: true });
  } finally {
    older.disabled = false;
  }
});
newest.addEventListener("click", () => {
  panel.scrollTop = panel.scrollHeight;
  newest.hidden = true;
});
panel.addEventListener("scroll", () => atTheEnd() && (newest.hidden = true), { passive: true });

const SHORT = 40; // of what was asked, in its answer
const LONGEST = 200;
const shortened = (text, most = SHORT) => (text.length > most ? `${text.slice(0, Math.max(0, most - 1))}…` : text);

/** An answer with what was asked before it, as far as both have room in one message. */
function answerTo(question, text) {
  const around = words.wordAnswer.replace("{question}", "").length;
  const room = Math.min(SHORT, LONGEST - around - text.length);
  return room > 1 ? words.wordAnswer.replace("{question}", () => shortened(question.text, room)) + text : text;
}

// One composer for both tabs; a text that was not sent keeps its key, so that trying again says it once.
export function compose({ asking, ask, spoken }) {
  const form = find("composer");
  if (!form) return { note() {}, mute() {} };
  let answered = null; // the question that is being answered in writing
  const input = form.elements.text;
  const button = form.querySelector("[type=submit]");
  button.disabled = false; // until now the browser itself would have sent the form, and lost what was typed
  let key = newKey();
  let standing = "";
  let muted = false;
  const note = (text, wrong = false) => {
    const place = find("note");
    place.textContent = text;
    place.hidden = !text;
    place.classList.toggle("is-wrong", wrong);
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const typed = input.value;
    const text = typed.trim();
    const question = answered;
    if (!text || button.disabled) return;
    button.disabled = true;
    try {
      const told = await (asking() && !hosting ? ask : say)(question ? answerTo(question, text) : text, key);
      if (input.value === typed) input.value = ""; // the next one may have been begun
      key = newKey();
      spoken?.(question);
      if (answered !== question) return;
      answered = null;
      note(told ?? standing);
    } catch (refused) {
      if (refused.code === "muted") {
        muted = true;
        standing = words.wordMuted; // so that its end takes the words away
      }
      note(refused.message, true);
    } finally {
      button.disabled = false;
      input.focus();
    }
  });
  input.addEventListener("input", () => (key = newKey())); // another text is another message
  input.addEventListener("keydown", ({ key: pressed }) => {
    if (pressed !== "Escape" || !answered) return;
    answered = null;
    note(standing);
  });
  const stand = (text) => text !== standing && note((standing = text)); // what was just refused stays to be read
  return {
    note: (text) => stand(muted ? words.wordMuted : text),
    mute: (now) => (muted = now),
    answer(question) {
      answered = question;
      note(words.wordAnswering.replace("{question}", () => shortened(question.text)));
      input.focus();
    },
    hint: (tab) => (input.placeholder = input.dataset[tab] ?? input.placeholder),
  };
}
