// A form whose chosen files outlive a refusal. It goes without them first, with their number as `check`, so that nobody
// uploads for nothing; 204 says that all else is in order. A refused page's form takes the place of all but the files.

import { say, showRefusal } from "./saying.js";
import { stateOf } from "./served.js";

const post = (form, body) => fetch(form.action, { method: "POST", body });
const failed = () => say(document.querySelector("[data-failed]").dataset.failed);

function withoutFiles(whole) {
  const light = new FormData();
  let files = 0;
  for (const [name, value] of whole) {
    if (!(value instanceof File)) light.append(name, value);
    else if (value.name) files += 1;
  }
  light.set("check", String(files));
  return light;
}

const fields = (form) => [...form.elements].filter((one) => one.id && one.matches("input:not([type=hidden], [type=file]), select, textarea"));

/** What was typed while the answer was on its way stays. */
function putBack(form, typed) {
  for (const one of typed) {
    const fresh = form.querySelector(`#${CSS.escape(one.id)}`);
    if (fresh) Object.assign(fresh, ["checkbox", "radio"].includes(one.type) ? { checked: one.checked } : { value: one.value });
  }
}

/** Nobody is taken away from what they write. */
function writeOn(fresh, writing) {
  fresh?.focus({ preventScroll: true });
  if (writing.selectionStart != null) fresh?.setSelectionRange(writing.selectionStart, writing.selectionEnd);
}

function refuse(form, text, sent) {
  const typed = fields(form).filter((one) => stateOf(one) !== sent.get(one.id));
  const writing = typed.find((one) => one === document.activeElement);
  const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("form[data-keeps-files]");
  const held = [...form.querySelectorAll("[data-file-drop]")];
  fresh.querySelectorAll("[data-file-drop]").forEach((drop, i) => drop.replaceWith(held[i]));
  form.replaceChildren(...fresh.childNodes);
  putBack(form, typed);
  if (writing) writeOn(form.querySelector(`#${CSS.escape(writing.id)}`), writing);
  else showRefusal(form);
}

async function send(form) {
  const whole = new FormData(form);
  const sent = new Map(fields(form).map((one) => [one.id, stateOf(one)]));
  const checked = await post(form, withoutFiles(whole));
  const answer = checked.status === 204 ? await post(form, whole) : checked;
  if (answer.redirected) location.assign(answer.url);
  else if (answer.status === 422) refuse(form, await answer.text(), sent);
  else failed();
}

for (const form of document.querySelectorAll("form[data-keeps-files]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.hasAttribute("aria-busy")) return;
    form.setAttribute("aria-busy", "true");
    try {
      await send(form);
    } catch {
      failed();
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
