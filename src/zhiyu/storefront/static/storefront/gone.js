// A lesson that was taken out, or off sale, while it was open: the server's own words, and the way on.

export function gone({ message, detail = message, next }) {
  const note = document.querySelector("[data-gone]");
  note.querySelector("[data-gone-text]").textContent = detail;
  const on = note.querySelector("[data-gone-next]");
  on.hidden = !next;
  if (next) on.href = `/lessons/${next}`;
  note.hidden = false;
}
