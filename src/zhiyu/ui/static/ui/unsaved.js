// Who leaves a form with something typed in it is asked first. What was refused is unsaved from the start; what is
// written in an editor is kept as a draft instead.

import { formState, servedState } from "./served.js";

const form = document.querySelector("form[data-look][method=post]:not([data-writing])");

if (form) {
  let saved = form.querySelector("[aria-invalid=true], .field-error") ? "" : servedState(form);
  form.addEventListener("submit", (event) => event.defaultPrevented || (saved = null));
  addEventListener("beforeunload", (event) => saved !== null && saved !== formState(form) && event.preventDefault());
}
