// What is asked of a learner beside what was bought: a line, and nothing taken from anybody's hands.

const note = document.querySelector("[data-calm]");
const SHOWN_MS = 6_000;
const LONG = 200;
let timer;

function say(words) {
  note.querySelector("[data-calm-text]").textContent = words;
  note.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (note.hidden = true), SHOWN_MS);
}

document.addEventListener("contextmenu", (event) => {
  if (!event.target.closest("[data-player], [data-page]")) return;
  event.preventDefault();
  say(note.dataset.sayMine);
});
document.addEventListener("copy", () => String(getSelection()).length > LONG && say(note.dataset.sayCopied));
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") say(note.dataset.sayMine);
});
