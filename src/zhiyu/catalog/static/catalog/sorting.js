// Chapters and lessons by drag and by arrow keys. The buttons beside them need no script at all.

const EDGE = 72;
let held = null;

const outline = () => document.getElementById("outline");
const post = (url, values) => window.htmx.ajax("POST", url, { values, target: "#outline", swap: "outerHTML" });

function placeOf(item) {
  if (item.matches("[data-lesson]")) {
    const list = item.closest("[data-lessons]");
    return { chapter: list.closest("[data-chapter]").dataset.chapter, position: [...list.querySelectorAll("[data-lesson]")].indexOf(item) };
  }
  return { position: [...outline().querySelectorAll("[data-chapter]")].indexOf(item) };
}

const same = (a, b) => a.chapter === b.chapter && a.position === b.position;

function over(x, y) {
  const under = document.elementFromPoint(x, y);
  if (!under) return;
  const lesson = held.item.matches("[data-lesson]");
  const beside = under.closest(lesson ? "[data-lesson]" : "[data-chapter]");
  if (beside && beside !== held.item) {
    const box = beside.getBoundingClientRect();
    if (y < box.top + box.height / 2) beside.before(held.item);
    else beside.after(held.item);
    return;
  }
  const list = lesson && under.closest("[data-chapter]")?.querySelector("[data-lessons]");
  if (list && !list.contains(held.item)) list.append(held.item);
}

function scroll(y) {
  if (y < EDGE) window.scrollBy(0, -12);
  if (y > window.innerHeight - EDGE) window.scrollBy(0, 12);
}

/** What was drawn anew under the hand is held no more. */
function isHeld() {
  if (held && !held.item.isConnected) {
    held = null;
    document.body.classList.remove("sorting");
  }
  return held !== null;
}

function letGo(keepPlace) {
  const { item, handle, before, parent, next } = held;
  held = null;
  item.classList.remove("dragging");
  document.body.classList.remove("sorting");
  const after = placeOf(item);
  if (!keepPlace) parent.insertBefore(item, next);
  else if (!same(before, after)) post(item.dataset.move, after).then(() => document.getElementById(handle.id)?.focus());
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-handle]");
  if (!handle || event.button !== 0) return;
  const item = handle.closest(handle.dataset.handle === "lesson" ? "[data-lesson]" : "[data-chapter]");
  held = { item, handle, before: placeOf(item), parent: item.parentNode, next: item.nextSibling };
  item.classList.add("dragging");
  document.body.classList.add("sorting");
  handle.focus();
  event.preventDefault();
});
document.addEventListener("pointermove", (event) => {
  if (!isHeld()) return;
  over(event.clientX, event.clientY);
  scroll(event.clientY);
});
document.addEventListener("pointerup", () => isHeld() && letGo(true));
document.addEventListener("pointercancel", () => isHeld() && letGo(false));

document.addEventListener("keydown", (event) => {
  if (isHeld() && event.key === "Escape") letGo(false);
  const handle = event.target.closest?.("[data-handle]");
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!handle || !step || held) return;
  event.preventDefault();
  if (handle.dataset.handle === "lesson") {
    post(handle.dataset.shift, { step });
    return;
  }
  const item = handle.closest("[data-chapter]");
  const position = placeOf(item).position + step;
  if (position >= 0) post(item.dataset.move, { position });
});
