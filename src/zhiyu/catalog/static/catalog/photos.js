// Pictures of a set by drag and by arrow keys. The buttons beside them need no script of ours.

let held = null;

const rows = () => [...document.querySelectorAll(".photo-row")];
const post = (row, values) => window.htmx.ajax("POST", row.dataset.photo, { values, target: "#lesson-photos", swap: "outerHTML" });

/** What was drawn anew under the hand is held no more. */
const isHeld = () => (held = held?.row.isConnected ? held : null) !== null;

function letGo(keep) {
  const { row, handle, from } = held;
  held = null;
  row.classList.remove("dragging");
  const to = rows().indexOf(row);
  if (!keep) rows()[from][to > from ? "before" : "after"](row);
  else if (to !== from) post(row, { position: to }).then(() => document.getElementById(handle.id)?.focus());
}

document.addEventListener("pointerdown", (event) => {
  const handle = event.target.closest?.("[data-photo-handle]");
  if (!handle || event.button !== 0) return;
  const row = handle.closest(".photo-row");
  held = { row, handle, from: rows().indexOf(row) };
  row.classList.add("dragging");
  handle.focus();
  event.preventDefault();
});
document.addEventListener("pointermove", (event) => {
  const beside = isHeld() && document.elementFromPoint(event.clientX, event.clientY)?.closest(".photo-row");
  if (!beside || beside === held.row) return;
  const box = beside.getBoundingClientRect();
  beside[event.clientY < box.top + box.height / 2 ? "before" : "after"](held.row);
});
document.addEventListener("pointerup", () => isHeld() && letGo(true));
document.addEventListener("pointercancel", () => isHeld() && letGo(false));
document.addEventListener("keydown", (event) => {
  if (isHeld() && event.key === "Escape") letGo(false);
  const handle = event.target.closest?.("[data-photo-handle]");
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!handle || !step || held) return;
  event.preventDefault();
  post(handle.closest(".photo-row"), { [step]: "1" }).then(() => document.getElementById(handle.id)?.focus());
});
