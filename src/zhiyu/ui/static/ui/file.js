// Files that go with their form: dropped on their place as well as chosen, and named once they are there.

import { suits } from "./suits.js";

for (const drop of document.querySelectorAll("[data-file-drop]")) {
  const input = drop.querySelector("input[type=file]");
  const name = drop.querySelector("[data-file-name]");

  const show = (text, bad = false) => {
    name.textContent = text;
    name.hidden = !text;
    name.classList.toggle("bad", bad);
  };
  const chosen = () => show([...input.files].map((file) => file.name).join(" · "));
  input.addEventListener("change", chosen);
  if (input.files.length) chosen(); // before this script was there, as on a slow line
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const files = [...event.dataTransfer.files].slice(0, input.multiple ? undefined : 1);
    const odd = files.find((file) => !suits(file, input.accept));
    if (odd) {
      show(`${odd.name}: ${drop.dataset.unfit}`, true);
      return;
    }
    if (!files.length) return;
    const held = new DataTransfer();
    for (const file of files) held.items.add(file);
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}
// Beside the place a drop would have the browser leave the page for the file.
for (const name of ["dragover", "drop"]) document.addEventListener(name, (event) => event.preventDefault());
