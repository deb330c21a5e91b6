// ⌘K in the studio: opens, walks the hits with the arrow keys, and Enter follows the first.

const palette = document.getElementById("palette");
const field = palette?.querySelector("input[type=search]");
let asked = "";
let found = null; // what the hits are of
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
    // Typed and sent before its hits were there: the page itself looks.
    if (!first || field.value.trim() === "" || field.value !== found) return;
    event.preventDefault();
    location.assign(first.href);
  });
  field.addEventListener("htmx:beforeRequest", () => (asked = field.value));
  // Hits that come while one walks leave the keys where they are.
  let at = -1;
  palette.addEventListener("htmx:beforeSwap", () => (at = hits().indexOf(document.activeElement)));
  palette.addEventListener("htmx:afterSwap", () => {
    found = asked;
    if (at >= 0) (hits()[at] ?? field).focus();
  });
}
