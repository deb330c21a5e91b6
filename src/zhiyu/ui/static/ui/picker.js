// A long choice: search, "all of these", and what is chosen on top. Without it the boxes are there as they are.

function put(row, list) {
  const order = Number(row.dataset.order);
  const next = [...list.children].find((other) => Number(other.dataset.order) > order);
  list.insertBefore(row, next ?? null);
}

function enhance(picker) {
  const search = picker.querySelector("[data-pick-search]");
  const count = picker.querySelector("[data-pick-count]");
  const top = picker.querySelector("[data-pick-chosen]");
  const none = picker.querySelector("[data-pick-none]");
  if (!top) return;
  const inputs = [...picker.querySelectorAll("[data-pick] input")];
  const rows = inputs.map((input) => input.closest("[data-pick]"));
  const order = (row) => row.querySelector("input").id.split("_").slice(-2).reduce((sum, part) => sum * 1000 + Number(part), 0);
  const groups = new Map([...picker.querySelectorAll("[data-pick-group]")].map((group) => [group.dataset.pickGroup, group]));
  for (const row of rows) row.dataset.order = String(order(row));

  const home = (row) => groups.get(row.dataset.home).querySelector("ul");
  const chosen = (row) => row.querySelector("input").checked;

  function tell() {
    const n = rows.filter(chosen).length;
    count.textContent = n ? count.dataset.said.replace("#", String(n)) : count.dataset.none;
  }

  let moving = false; // a row that is moved loses the focus, which asks to sort

  function sort(held) {
    if (moving) return;
    moving = true;
    for (const row of rows) {
      const place = chosen(row) ? top : home(row);
      if (row !== held && row.parentElement !== place) put(row, place);
    }
    moving = false;
    for (const group of groups.values()) group.hidden = !group.querySelector("[data-pick]:not([hidden])");
  }

  function find() {
    const wanted = search.querySelector("input").value.trim().toLowerCase();
    const found = rows.filter((row) => row.textContent.toLowerCase().includes(wanted));
    for (const row of rows) row.hidden = !chosen(row) && !found.includes(row);
    none.hidden = found.length > 0; // what is chosen stays in sight, and is no answer
    sort();
  }

  // A row stays under the finger of who goes through the list by keys, until they have left it.
  picker.addEventListener("change", (event) => {
    const row = event.target.closest("[data-pick]");
    if (!row) return;
    tell();
    sort(event.target.matches(":focus-visible") ? row : undefined);
  });
  picker.addEventListener("focusout", (event) => {
    if (!picker.contains(event.relatedTarget)) sort();
  });

  if (search) {
    search.hidden = false;
    search.addEventListener("input", (event) => {
      event.stopPropagation();
      find();
    });
    search.addEventListener("change", (event) => event.stopPropagation());
    search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }
  for (const button of picker.querySelectorAll("[data-pick-all]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const theirs = [...button.closest("[data-pick-group]").querySelectorAll("[data-pick]:not([hidden]) input")];
      for (const input of theirs) input.checked = true;
      theirs[0]?.dispatchEvent(new Event("input", { bubbles: true }));
      theirs[0]?.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  sort();
}

document.querySelectorAll("[data-picker]").forEach(enhance);
