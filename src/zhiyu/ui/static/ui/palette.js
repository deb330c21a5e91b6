// ⌘K in the studio: opens, walks the hits with the arrow keys, and Enter follows the first.

const palette = document.getElementById("palette");
const field = palette?.querySelector("input[type=search]");
const hits = () => [...palette.querySelectorAll("#palette-found a")];

function walk(by) {
  const all = [field, ...hits()];
  const at = all.indexOf(document.activeElement);
  all[(at + by + all.length) % all.length].focus();
}

function open(event) {
  event.preventDefault();
  if (!palette.open) palette.showModal();
  field.focus();
  field.select();
}

if (palette) {
  document.addEventListener("keydown", (event) => {
    if ((event.metaKey || event.ctrlKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") open(event);
  });
  document.querySelector("[data-palette]")?.addEventListener("click", open);
  palette.querySelector("[data-close]").addEventListener("click", () => palette.close());
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") walk(1);
    else if (event.key === "ArrowUp") walk(-1);
    else return;
    event.preventDefault();
  });
  field.form.addEventListener("submit", (event) => {
    const [first] = hits();
    if (!first || field.value.trim() === "") return;
    event.preventDefault();
    location.assign(first.href);
  });
}
