// A form's page as learners would see it: the form is sent with `rehearse`, the server saves, renders and takes it
// back. The last good picture stays while something is missing. Nothing in the frame runs, and no link leads away.

const PAUSE = 450;
const AGAIN = 2000;
const WIDTH = 390;
const MOST = 4;
const WIDE = matchMedia("(min-width: 80rem)");

const form = document.querySelector("form[data-look]");
const frame = document.querySelector("[data-look-frame]");
const part = (name) => frame.querySelector(`[data-look-${name}]`);
const screen = part("screen");
const picture = frame.querySelector("iframe");
const open = document.querySelector("[data-look-open]");

let waiting = 0;
let last = "";
let asking = null;
let shown = false;

function sent() {
  const body = new URLSearchParams(new FormData(form));
  body.set("rehearse", "1");
  for (const select of part("choices").querySelectorAll("select")) body.set(select.name, select.value);
  return body;
}

function soon(pause = PAUSE) {
  clearTimeout(waiting);
  waiting = setTimeout(ask, pause);
}

async function ask() {
  const body = sent();
  if (!frame.open || body.toString() === last) return;
  last = body.toString();
  asking?.abort();
  asking = new AbortController();
  screen.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, signal: asking.signal });
    const json = answer.headers.get("Content-Type")?.startsWith("application/json");
    if (answer.redirected || answer.status >= 500 && !json) throw new Error("no answer");
    const said = json ? await answer.json() : { missing: wrong(await answer.text()) };
    if (said.page) draw(said);
    else miss(said.missing);
    if (said.again) forget(AGAIN);
  } catch (error) {
    if (error.name === "AbortError") return;
    miss([part("sentences").dataset.failed]);
    last = "";
  }
  screen.removeAttribute("aria-busy");
}

// What changes without the form: a file that came, or is ready now.
document.addEventListener("htmx:load", ({ target }) => target.matches?.("[data-look-moves]") && forget(PAUSE));

function forget(pause) {
  last = "";
  soon(pause);
}

// The form's own page, with each problem beside its field.
function wrong(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const found = [...page.querySelectorAll("main .notice-hot p:not(.notice-title)")].map((line) => line.textContent.trim());
  for (const problem of page.querySelectorAll("main .field-error p")) {
    const label = problem.closest(".field, fieldset, .card")?.querySelector(".field-label, legend, .card-title");
    const name = label?.firstChild?.textContent.trim();
    found.push(name ? `${name} · ${problem.textContent.trim()}` : problem.textContent.trim());
  }
  return found.slice(0, MOST);
}

function list(into, sentences) {
  into.replaceChildren(
    ...sentences.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
  );
}

function miss(sentences) {
  list(part("sentences"), sentences);
  part("missing").hidden = false;
  screen.hidden = !shown;
  screen.classList.add("look-old");
}

function draw(said) {
  const top = picture.contentDocument?.scrollingElement?.scrollTop ?? 0;
  const page = new DOMParser().parseFromString(said.page, "text/html");
  for (const script of page.querySelectorAll("script")) script.remove();
  // What would come to a script.
  for (const waiting of page.querySelectorAll("[aria-busy=true] > [role=status]")) waiting.remove();
  // The browser's own bar would stand over ours, which nothing there puts in its place.
  for (const player of page.querySelectorAll("video, audio")) player.removeAttribute("controls");
  page.head.prepend(Object.assign(page.createElement("base"), { target: "_blank" }));
  const first = !shown || picture.dataset.sight !== said.sight + said.who;
  picture.dataset.sight = said.sight + said.who;
  picture.onload = () => {
    const root = picture.contentDocument.scrollingElement;
    const thing = said.sight && picture.contentDocument.querySelector(said.sight);
    root.style.scrollBehavior = "auto";
    root.scrollTop = first ? (thing ? thing.getBoundingClientRect().top + root.scrollTop - WIDTH / 2 : 0) : top;
  };
  picture.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
  shown = true;
  part("missing").hidden = true;
  screen.hidden = false;
  screen.classList.remove("look-old");
  part("who").textContent = part("who").dataset.words.replace("{who}", said.who);
  list(part("notes"), said.notes);
  choose(said.choices);
  fit();
}

function choose(choices) {
  const rows = choices.map(({ name, label, options, chosen }) => {
    const row = document.createElement("label");
    const select = Object.assign(document.createElement("select"), { name });
    select.append(...options.map(([value, text]) => new Option(text, value, value === chosen, value === chosen)));
    row.append(Object.assign(document.createElement("span"), { textContent: label }), select);
    return row;
  });
  const focused = part("choices").contains(document.activeElement) && document.activeElement.name;
  part("choices").replaceChildren(...rows);
  if (focused) part("choices").querySelector(`[name=${focused}]`)?.focus();
  last = sent().toString();
}

// As wide as a phone, and scaled to what there is.
function fit() {
  const scale = WIDE.matches ? screen.clientWidth / WIDTH : 1;
  picture.style.width = WIDE.matches ? `${WIDTH}px` : "100%";
  picture.style.height = `${screen.clientHeight / scale}px`;
  picture.style.transform = scale === 1 ? "" : `scale(${scale})`;
}

function place() {
  frame.close();
  open.hidden = WIDE.matches;
  if (WIDE.matches) frame.setAttribute("open", "");
  soon(0);
}

function watch() {
  const mine = ({ target }) => {
    if (target.form !== form && !part("choices").contains(target)) return;
    if (target.value) part("missing").hidden = true; // of what was missing before; the answer says what still is
    soon();
  };
  document.addEventListener("input", mine);
  document.addEventListener("change", mine);
  document.addEventListener("click", () => soon());
  document.addEventListener("zhiyu:asset", () => soon());
  new MutationObserver(() => soon()).observe(form, { childList: true, subtree: true });
  new ResizeObserver(fit).observe(screen);
  WIDE.addEventListener("change", place);
  open.addEventListener("click", () => {
    frame.showModal();
    soon(0);
  });
}

// Always in reach: beside the button that saves where that stays in sight, else under the page's title.
const savebar = document.querySelector(".savebar");
if (savebar && getComputedStyle(savebar).position === "sticky") savebar.prepend(open);
else document.querySelector(".page-head")?.after(open);
watch();
place();
