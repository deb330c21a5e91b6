// A lesson was completed while it is open: said here, in the list of the course, and in the server's own numbers.

export function done({ course }) {
  for (const mark of document.querySelectorAll("[data-completed]")) mark.hidden = false;
  for (const mark of document.querySelectorAll("[data-not-completed]")) mark.hidden = true;
  const row = document.querySelector(".outline-row[aria-current=page]");
  const made = document.querySelector("template[data-done-mark]")?.content.firstElementChild;
  if (row && made && !row.querySelector(".row-done")) {
    row.querySelector(":scope > .row-mark, :scope > .badge")?.remove();
    row.append(made.cloneNode(true));
  }
  const bar = document.querySelector("[data-studying]");
  if (!course || !bar) return;
  bar.querySelector("progress").value = course.percent;
  bar.querySelector("span").textContent = bar.dataset.say.replace("{done}", course.done).replace("{total}", course.total);
}
