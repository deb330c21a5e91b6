// A form that holds an uploaded file by its id: what was uploaded is named, and shown where it is a picture.

for (const card of document.querySelectorAll("[data-holds]")) {
  const held = card.querySelector("[data-held]");
  const shown = card.querySelector("[data-held-shown]");
  const picture = card.querySelector("[data-held-picture]");
  card.addEventListener("zhiyu:asset", (event) => {
    held.value = event.detail;
    shown.hidden = false;
    card.querySelector("[data-held-name]").textContent = card.dataset.named;
    if (picture) picture.src = `/media/assets/${event.detail}/image`;
  });
  card.querySelector("[data-held-none]")?.addEventListener("click", () => {
    held.value = "";
    shown.hidden = true;
  });
}
