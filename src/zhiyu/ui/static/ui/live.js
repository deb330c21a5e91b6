// One stream a tab. data-live="order:2026… studio" names what an element shows; on news of it htmx asks anew
// (hx-trigger="live"). data-live-waits: it may have moved before the stream stood. data-live-every: at most so often (ms).

const POLL = 15_000; // while no stream stands: a proxy that holds streams back, too many tabs, a server that starts
const AGAIN = 60_000; // after the server refused the stream
const HIDDEN = 15_000;
const GATHER = 50;
const MOST = 100;

let stream = null;
let heard = new Set();
let stands = false;
let refusedAt = 0;
let leaving = 0;
const due = new Map();
const refreshed = new Map();

const shown = () => [...document.querySelectorAll("[data-live]")];
const topicsOf = (element) => element.dataset.live.split(" ").filter(Boolean);
const keyOf = (element) => element.id || element.dataset.live;

function refresh(element) {
  const key = keyOf(element);
  if (due.has(key)) return;
  const pause = (refreshed.get(key) ?? 0) + Number(element.dataset.liveEvery ?? 0) - Date.now();
  due.set(key, setTimeout(() => {
    due.delete(key);
    refreshed.set(key, Date.now());
    const now = shown().find((one) => keyOf(one) === key); // a swap may have put another in its place
    if (now) window.htmx.trigger(now, "live");
  }, Math.max(GATHER, pause)));
}

function open() {
  const topics = [...new Set(shown().flatMap(topicsOf))].sort().slice(0, MOST);
  if (!topics.length) return close();
  if (stream && topics.every((topic) => heard.has(topic))) return;
  close();
  heard = new Set(topics);
  let first = true;
  stream = new EventSource(`/live?topics=${encodeURIComponent(topics.join(","))}`);
  stream.addEventListener("resync", () => {
    stands = true;
    shown().filter((one) => !first || one.dataset.liveWaits !== undefined).forEach(refresh);
    first = false;
  });
  stream.addEventListener("message", ({ data }) => shown().filter((one) => topicsOf(one).includes(data)).forEach(refresh));
  stream.addEventListener("error", () => {
    stands = false; // it tries again by itself, unless it was refused
    if (stream?.readyState === EventSource.CLOSED) refusedAt = Date.now();
  });
}

function close() {
  stream?.close();
  stream = null;
  stands = false;
}

function poll() {
  if (document.hidden || stands) return;
  shown().forEach(refresh);
  if (stream?.readyState === EventSource.CLOSED && Date.now() - refusedAt > AGAIN) {
    close();
    open();
  }
}

function comeBack() {
  clearTimeout(leaving);
  const away = stream === null;
  open();
  if (away) shown().forEach(refresh);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) return comeBack();
  leaving = setTimeout(close, HIDDEN);
});
window.addEventListener("pagehide", close);
window.addEventListener("pageshow", ({ persisted }) => persisted && comeBack());

// What was open stays open when its part of the page is drawn anew.
document.addEventListener("htmx:beforeSwap", ({ target }) => {
  if (!target.matches?.("[data-live]")) return;
  const opened = [...target.querySelectorAll("details[id][open]")].map(({ id }) => id);
  const reopen = () => opened.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  document.addEventListener("htmx:afterSwap", reopen, { once: true });
});
document.addEventListener("htmx:afterSettle", () => document.hidden || open());

if (!document.hidden) open();
setInterval(poll, POLL);
