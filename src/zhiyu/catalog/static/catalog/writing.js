// The lesson editor: toolbar, preview switch, pictures, and a draft that outlives a closed page.

import { formState, isTouched, servedState } from "../ui/served.js";
import { send } from "./sending.js";

const form = document.querySelector("form[data-writing]");
const body = document.querySelector("[data-body]");
const draftName = `zhiyu-draft:${form.dataset.writing}`;
const state = document.querySelector("[data-save-state]");
const KEPT = ["title", "body", "objective", "subtitle"].filter((name) => form.elements[name]);

// --- draft ---

const values = () => Object.fromEntries(KEPT.map((name) => [name, form.elements[name].value]));
const saved = form.dataset.bound ? "" : servedState(form);
const isDirty = () => formState(form) !== saved;

function mark() {
  const dirty = isDirty();
  state.textContent = dirty ? state.dataset.dirty : state.dataset.clean;
  try {
    if (dirty) localStorage.setItem(draftName, JSON.stringify(values()));
    else localStorage.removeItem(draftName);
  } catch {
    // Without storage the save button is all there is.
  }
}

function offerDraft() {
  const offer = document.querySelector("[data-recover]");
  let draft = null;
  try {
    draft = JSON.parse(localStorage.getItem(draftName) ?? "null");
  } catch {
    draft = null;
  }
  if (!draft || form.dataset.bound) return;
  const now = values();
  if (KEPT.every((name) => draft[name].replaceAll("\r\n", "\n") === now[name].replaceAll("\r\n", "\n"))) {
    localStorage.removeItem(draftName);
    return;
  }
  offer.hidden = false;
  offer.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "restore") {
      for (const name of KEPT) form.elements[name].value = draft[name];
      body.dispatchEvent(new Event("input", { bubbles: true }));
      mark();
    }
    if (act === "forget") localStorage.removeItem(draftName);
    if (act) offer.hidden = true;
  });
}

// --- toolbar ---

function put(text, from = body.selectionStart, to = body.selectionEnd) {
  body.focus();
  body.setSelectionRange(from, to);
  // insertText keeps the browser's undo; setRangeText would throw it away.
  if (!document.execCommand("insertText", false, text)) {
    body.setRangeText(text, from, to, "end");
    body.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function wrap(mark) {
  const { selectionStart: from, selectionEnd: to, value } = body;
  put(`${mark}${value.slice(from, to)}${mark}`);
  if (from === to) body.setSelectionRange(from + mark.length, from + mark.length);
}

function prefix(each) {
  const { value } = body;
  const from = value.lastIndexOf("\n", body.selectionStart - 1) + 1;
  const end = value.indexOf("\n", body.selectionEnd);
  const to = end < 0 ? value.length : end;
  const lines = value.slice(from, to).split("\n");
  put(lines.map((line, i) => each(i) + line).join("\n"), from, to);
}

const tools = {
  bold: () => wrap("**"),
  heading: () => prefix(() => "## "),
  quote: () => prefix(() => "> "),
  bullets: () => prefix(() => "- "),
  numbers: () => prefix((i) => `${i + 1}. `),
  link() {
    const { selectionStart: from, selectionEnd: to, value } = body;
    const text = value.slice(from, to);
    put(`[${text}](https://)`);
    const at = from + text.length + 3;
    body.setSelectionRange(at, at + 8);
  },
  image: () => document.querySelector("[data-image]").click(),
};

document.querySelector("[role=toolbar]").addEventListener("click", (event) => {
  const tool = event.target.closest("[data-tool]");
  if (tool) tools[tool.dataset.tool]();
});

// --- pictures ---

const chooser = document.querySelector("[data-image]");
const pictureState = document.querySelector("[data-image-state]");

function addPicture(file) {
  pictureState.textContent = chooser.dataset.uploading;
  send(file, { endpoint: chooser.dataset.endpoint, slot: location.pathname, expect: "image" }, {
    done(asset) {
      pictureState.textContent = "";
      const name = file.name.replace(/\.[^.]*$/, "").replaceAll(/[[\]]/g, "");
      put(`\n![${name}](/media/assets/${asset}/image)\n`);
    },
    failed: (text) => (pictureState.textContent = text || chooser.dataset.failed),
  });
}

chooser.addEventListener("change", () => {
  [...chooser.files].forEach(addPicture);
  chooser.value = "";
});
body.addEventListener("paste", (event) => {
  const pictures = [...event.clipboardData.files].filter((file) => file.type.startsWith("image/"));
  if (!pictures.length) return;
  event.preventDefault();
  pictures.forEach(addPicture);
});
body.addEventListener("drop", (event) => {
  const pictures = [...event.dataTransfer.files].filter((file) => file.type.startsWith("image/"));
  if (!pictures.length) return;
  event.preventDefault();
  pictures.forEach(addPicture);
});

// --- switches ---

const panes = document.querySelector("[data-panes]");
document.querySelector(".writing-views").addEventListener("click", (event) => {
  const view = event.target.closest("[data-view]");
  if (!view) return;
  panes.dataset.panes = view.dataset.view;
  for (const other of view.parentNode.children) other.setAttribute("aria-pressed", String(other === view));
});

function showMedia() {
  const kind = form.elements.kind.value;
  const article = kind === "article";
  for (const part of document.querySelectorAll("[data-for-kind]")) part.hidden = !part.dataset.forKind.split(" ").includes(kind);
  // What only courseware can be learned by is chosen no more when it is out of sight.
  if (document.querySelector("[data-for-kind][hidden] [name=rule]:checked")) form.elements.rule.value = "watched";
  document.getElementById("lesson-media").hidden = article || kind === "photos" || kind === "onsite";
  document.querySelector("[data-timed]").hidden = article || kind === "exercise" || kind === "onsite";
}

form.addEventListener("change", (event) => event.target.name === "kind" && showMedia());

// A new file decides the kind; a poll of the old one must not undo a choice that is not saved yet.
let asset = document.getElementById("lesson-media")?.dataset.asset;
document.addEventListener("htmx:load", (event) => {
  if (event.target.id !== "lesson-media") return;
  const now = event.target.dataset;
  if (now.asset && now.asset !== asset) form.elements.kind.value = now.kind;
  asset = now.asset;
  showMedia();
});

document.addEventListener("input", (event) => event.target.form === form && mark());
document.addEventListener("change", (event) => event.target.form === form && mark());
document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey)) return;
  if (event.key === "s") {
    event.preventDefault();
    form.requestSubmit();
  }
  if (event.key === "b" && event.target === body) {
    event.preventDefault();
    tools.bold();
  }
});

// What is not made yet has no page to come back to: its draft goes with the sending.
if (form.dataset.writing.endsWith("-new")) form.addEventListener("submit", () => localStorage.removeItem(draftName));
if (form.dataset.bound) state.textContent = state.dataset.dirty;
offerDraft();
// What was typed or chosen before this script came, or put back by the browser.
if (!form.dataset.bound && isDirty()) mark();
if ([...form.querySelectorAll("[name=kind]")].some(isTouched)) showMedia();
if (isTouched(body)) document.addEventListener("DOMContentLoaded", () => body.dispatchEvent(new Event("preview")));
