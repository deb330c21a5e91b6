// Questions: open ones first, those that most people want answered on top.

import { call, fill, find, hosting, id, made, root } from "./api.js";

const list = find("questions");
const count = find("question-count");
let upvoted = new Set();
let shown = [];

export const mine = (ids) => (upvoted = new Set(ids));

function draw({ id: number, who, text, votes, answered }) {
  const row = made("question");
  row.dataset.question = number;
  fill(row, "text", text);
  fill(row, "who", who);
  fill(row, "votes", votes);
  find("answered", row).hidden = !answered;
  const vote = find("vote", row);
  vote.setAttribute("aria-pressed", String(upvoted.has(number)));
  vote.disabled = hosting || answered || upvoted.has(number);
  if (answered) for (const done of row.querySelectorAll("[data-state=answered], [data-answer]")) done.remove();
  return row;
}

export function show(questions) {
  shown = questions;
  const focused = document.activeElement?.closest?.("[data-question]")?.dataset.question;
  list.replaceChildren(...questions.map(draw));
  if (focused) list.querySelector(`[data-question="${focused}"] button:not(:disabled)`)?.focus();
  const open = questions.filter(({ answered }) => !answered).length;
  count.textContent = open || "";
  find("no-questions").hidden = questions.length > 0;
}

/** What is to be said of it besides, if anything. */
export async function ask(text, key) {
  const made = await call("POST", `/rooms/${id}/questions`, { text, key });
  if (made.held) return root.dataset.wordHeld;
  if (!shown.some((one) => one.id === made.id)) show([...shown, made]);
}

list.addEventListener("click", async ({ target }) => {
  const row = target.closest("[data-question]");
  const number = Number(row?.dataset.question);
  if (target.closest("[data-vote]") && !upvoted.has(number)) {
    upvoted.add(number);
    show(shown.map((one) => (one.id === number ? { ...one, votes: one.votes + 1 } : one)));
    try {
      const now = await call("POST", `/rooms/questions/${number}/votes`);
      show(shown.map((one) => (one.id === number ? now : one)));
    } catch {
      upvoted.delete(number);
      show(shown.map((one) => (one.id === number ? { ...one, votes: one.votes - 1 } : one)));
    }
  }
});
