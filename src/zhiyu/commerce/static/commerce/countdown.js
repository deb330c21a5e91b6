// How long is left, beside the time that already stands in words. Silent for screen readers: nobody wants to hear seconds.
const place = document.querySelector("[data-countdown]");
// Counted from what the server says is left: this browser's clock may be hours off.
const until = place ? Date.now() + Number(place.dataset.countdown) * 1000 : 0;

function show() {
  const left = Math.max(0, Math.floor((until - Date.now()) / 1000));
  place.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  place.hidden = false;
  if (left > 0) setTimeout(show, 1000);
  else setTimeout(() => window.location.reload(), 1500);
}

if (place && until > Date.now()) show();

// The channel's page opens for a few minutes only: before its address spoils, this page asks for another one.
const onward = document.querySelector("[data-good-for]");
if (onward) setTimeout(() => window.location.reload(), Number(onward.dataset.goodFor) * 1000);
