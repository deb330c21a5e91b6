// How long it is until the prices change, beside the moment itself, which always stands there in words.
const place = document.querySelector("[data-until]");
const until = place ? Date.parse(place.dataset.until) : 0;
const HOUR = 3600;

function clock(seconds) {
  return [seconds / HOUR, (seconds % HOUR) / 60, seconds % 60].map((part) => String(Math.floor(part)).padStart(2, "0")).join(":");
}

function show() {
  const left = Math.ceil((until - Date.now()) / 1000);
  if (left <= 0) {
    setTimeout(() => window.location.reload(), 2000);
    return;
  }
  const days = Math.floor(left / (24 * HOUR));
  const words = days ? place.dataset.days : place.dataset.clock;
  const hours = Math.floor((left % (24 * HOUR)) / HOUR);
  place.textContent = words.replace("{d}", days).replace("{h}", hours).replace("{t}", clock(left));
  place.hidden = false;
  setTimeout(show, days ? 60000 : 1000);
}

if (place && until > Date.now()) show();
