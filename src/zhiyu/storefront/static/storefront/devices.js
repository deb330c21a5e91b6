// All places for devices are taken: which ones, and making room for this one.

const card = document.querySelector("[data-devices-full]");
const one = card?.querySelector("[data-full-say]").textContent;

export function devicesFull({ devices = [], remove = 1 }, { csrf, again }) {
  const words = card.querySelector("[data-full-say]");
  if (remove > 1) words.textContent = words.dataset.fullSay.replace("{n}", remove);
  else words.textContent = one;
  const list = card.querySelector("[data-devices]");
  list.replaceChildren(...devices.map((device) => row(device, { csrf, again })));
  card.hidden = false;
  card.scrollIntoView({ block: "nearest" });
  card.querySelector("h2").focus({ preventScroll: true });
}

function row(device, { csrf, again }) {
  const made = card.querySelector("template").content.firstElementChild.cloneNode(true);
  made.querySelector("[data-device-name]").textContent = device.name;
  made.querySelector("[data-device-at]").textContent = new Date(device.last_at).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  const remove = made.querySelector("button");
  remove.setAttribute("aria-label", card.dataset.sayRemove.replace("{name}", device.name));
  remove.addEventListener("click", async () => {
    remove.disabled = true;
    const headers = { "X-CSRFToken": csrf };
    const answer = await fetch(`/api/v1/me/devices/${device.id}`, { method: "DELETE", headers, credentials: "same-origin" }).catch(() => null);
    remove.disabled = false;
    if (!answer?.ok) return;
    card.hidden = true;
    again();
  });
  return made;
}
