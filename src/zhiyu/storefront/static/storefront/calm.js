// What is asked of a learner beside what was bought: a line, and nothing taken from anybody's hands.

const note = document.querySelector("[data-calm]");
const PICTURES = "[data-player], [data-live-player], [data-page], [data-slide], [data-photo]";
const TEXTS = ".reader [data-text], [data-transcript]";
const SHOWN_MS = 6_000;
// From here on its source goes along with what is copied, and from there on it is more than a quotation.
const QUOTED = 50;
const LONG = 200;
let timer;

/** Inside what has the screen, so that it is seen there and read out. */
function say(words) {
  (document.querySelector("dialog[open], .is-filling") ?? document.fullscreenElement ?? document.body).append(note);
  note.querySelector("[data-calm-text]").textContent = words;
  note.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => (note.hidden = true), SHOWN_MS);
}

function copied(event) {
  const selection = getSelection();
  const text = selection.toString();
  const at = selection.anchorNode;
  const inside = (at?.nodeType === Node.TEXT_NODE ? at.parentElement : at)?.closest(TEXTS);
  if (!inside || event.defaultPrevented || text.length <= QUOTED) return;
  const source = [note.dataset.source, location.origin + location.pathname];
  const rich = document.createElement("div");
  rich.append(selection.getRangeAt(0).cloneContents(), ...source.map((line) => Object.assign(document.createElement("p"), { textContent: line })));
  event.clipboardData.setData("text/plain", [text, "", ...source].join("\n"));
  event.clipboardData.setData("text/html", rich.innerHTML);
  event.preventDefault();
  say(text.length > LONG ? note.dataset.sayCopied : note.dataset.sayQuoted);
}

document.addEventListener("contextmenu", (event) => {
  const picture = event.target.closest(PICTURES);
  if (!picture && !event.target.closest(".reader [data-text] img")) return;
  if (picture) event.preventDefault();
  say(note.dataset.sayMine);
});
document.addEventListener("copy", copied);
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") say(note.dataset.sayMine);
});
