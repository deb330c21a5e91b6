// What a control or a form was as the server sent it, whatever was typed or chosen before any script came (a slow line).

/** What somebody has put into it. */
export function stateOf(one) {
  if (one.type === "checkbox" || one.type === "radio") return one.checked && one.value;
  if (one.type === "file") return [...one.files].map((file) => file.name).join();
  return one.multiple && one.options ? [...one.selectedOptions].map((option) => option.value).join() : one.value;
}

/** A copy as it was sent. A hidden one keeps its value: nobody types there. */
function served(one) {
  const alone = document.createElement("form");
  const copy = one.cloneNode(true);
  copy.removeAttribute("form");
  alone.append(copy);
  alone.reset();
  return copy;
}

export const isTouched = (one) => stateOf(one) !== stateOf(served(one));

const LEFT_OUT = ["csrfmiddlewaretoken", ""];
const written = (form, as) =>
  JSON.stringify(
    [...form.elements]
      .filter((one) => one.matches("input, select, textarea") && !LEFT_OUT.includes(one.name))
      .map((one) => [one.name, stateOf(as(one))])
      .sort(),
  );

export const formState = (form) => written(form, (one) => one);
export const servedState = (form) => written(form, served);
