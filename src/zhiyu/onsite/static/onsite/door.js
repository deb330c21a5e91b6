// The code over the whole screen: what is drawn anew every few seconds lies inside of what is shown.

const door = document.querySelector("[data-door]");
const full = door.querySelector("[data-full]");

full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", () => door.requestFullscreen().catch(() => (full.hidden = true)));
