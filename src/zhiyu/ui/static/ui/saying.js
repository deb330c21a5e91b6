// What a page says to who uses it. For other scripts too: ui.js itself, under a name with a hash, would run a second time.

export function say(text) {
  const toast = document.createElement("div");
  toast.className = "toast";
  toast.textContent = text;
  document.getElementById("toasts").append(toast);
}

export const CONTROL = "input:not([type=hidden]), select, textarea, button, [tabindex]";

export function show(control) {
  for (let at = control; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
  control.focus({ preventScroll: true });
  control.scrollIntoView({ block: "center" });
}

// A refused form says so where one looks: at its summary, or in a short one at the field itself.
export function showRefusal(within) {
  const refused = within.querySelector("[data-refused]") ?? within.querySelector("main form[method=post] [aria-invalid=true]");
  if (refused) show(refused);
}
