// Who leaves a form with something typed in it is asked first. What was refused is unsaved from the start; what is
// written in an editor is kept as a draft instead.

const form = document.querySelector("form[data-look][method=post]:not([data-writing])");
const typed = () => JSON.stringify([...new FormData(form)].map(([name, value]) => [name, value.name ?? value]));
let saved = null;

if (form) {
  addEventListener("load", () => (saved = form.querySelector("[aria-invalid=true], .field-error") ? "" : typed()));
  form.addEventListener("submit", (event) => event.defaultPrevented || (saved = null));
  addEventListener("beforeunload", (event) => saved !== null && saved !== typed() && event.preventDefault());
}
