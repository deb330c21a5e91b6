// Small enhancements of every page: preferences without a reload, menus, sheets, sharing, toasts, htmx's CSRF header.

import { CONTROL, say, show, showRefusal } from "./saying.js";
import { isTouched } from "./served.js";

const toasts = document.getElementById("toasts");
const LIFE = 6000;

function leave(toast) {
  toast.classList.add("leaving");
  setTimeout(() => toast.remove(), 400);
}

function watchToasts() {
  const grow = (toast) => setTimeout(() => leave(toast), LIFE);
  toasts.querySelectorAll(".toast").forEach(grow);
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) grow(node);
  }).observe(toasts, { childList: true });
}

function carryCsrf() {
  const token = document.querySelector("meta[name=csrf-token]");
  document.addEventListener("htmx:configRequest", (event) => {
    if (token && !event.detail.headers["X-CSRFToken"]) event.detail.headers["X-CSRFToken"] = token.content;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const refusal = event.detail.xhr.status === 422 || event.detail.xhr.getResponseHeader("HX-Retarget");
    if (refusal) event.detail.shouldSwap = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.elt.querySelector?.("[data-refused]")) showRefusal(event.detail.elt);
  });
  document.addEventListener("htmx:sendError", () => say(toasts.dataset.failed));
}

const PRESSED = "a[href], button:enabled, summary";

/** Who pressed what is swapped away stays at what came in its place, not at the page's beginning. (htmx finds what has an id.) */
function keepPlace() {
  const within = (part) => [...part.querySelectorAll(PRESSED)].filter((one) => one.getClientRects().length);
  let left = null;
  document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => {
    const at = target?.id && target.contains(document.activeElement) ? within(target).indexOf(document.activeElement) : -1;
    left = at < 0 ? null : { at, id: target.id };
  });
  document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
    if (!left || elt.id !== left.id || document.activeElement !== document.body) return;
    const come = within(elt);
    come[Math.min(left.at, come.length - 1)]?.focus({ preventScroll: true });
    left = null;
  });
}

async function prefer(button) {
  const root = document.documentElement;
  root.dataset[button.name] = button.value;
  for (const other of button.form.querySelectorAll(`button[name=${button.name}]`)) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  const body = new URLSearchParams({ [button.name]: button.value });
  try {
    await fetch(button.form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
  } catch {
    say(toasts.dataset.failed);
  }
}

async function share() {
  const url = location.href.split("#")[0];
  if (navigator.share) {
    await navigator.share({ title: document.title, url }).catch(() => {});
    return;
  }
  await copy(url);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(toasts.dataset.copied);
}

function closeMenus(except) {
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(except)) menu.open = false;
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-refused] a");
  const place = link && document.getElementById(link.hash.slice(1));
  if (!place) return;
  event.preventDefault();
  show(place.matches(CONTROL) ? place : (place.querySelector(CONTROL) ?? place));
});

document.addEventListener("click", (event) => {
  const at = event.target;
  closeMenus(at);
  const preference = at.closest("button[data-preference]");
  if (preference) {
    event.preventDefault();
    prefer(preference);
  }
  if (at.closest("[data-share]")) share();
  const copied = at.closest("[data-copy]");
  if (copied) copy(copied.dataset.copy);
  const opener = at.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (at.matches?.("dialog.sheet")) at.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form && event.target.matches("select")) form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});

// What was typed or chosen before all scripts were there, as on a slow line, is told to them once they are. A file is
// taken by its own; what the browser puts back on the way back to a page is nobody's doing.
function takeUp() {
  if (document.readyState !== "interactive") return;
  const [entry = { type: performance.navigation?.type ? "" : "navigate" }] = performance.getEntriesByType("navigation"); // Safari 14 has none
  const fresh = entry.type === "navigate";
  const begun = new Set(fresh ? [...document.querySelectorAll("input, select, textarea")].filter(isTouched) : []);
  const note = ({ target }) => target.closest("form[data-autosubmit]") || begun.add(target); // sent by this script already
  for (const name of ["input", "change"]) document.addEventListener(name, note, { capture: true });
  document.addEventListener("DOMContentLoaded", () => {
    for (const name of ["input", "change"]) document.removeEventListener(name, note, { capture: true });
    for (const one of begun) {
      if (one.type === "file" || (one.type === "radio" && !one.checked)) continue;
      for (const name of ["input", "change"]) one.dispatchEvent(new Event(name, { bubbles: true }));
    }
  });
}

takeUp();
watchToasts();
carryCsrf();
keepPlace();
showRefusal(document);
