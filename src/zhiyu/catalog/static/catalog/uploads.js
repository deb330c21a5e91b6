// The upload islands: a lesson's media, its attachments, a cover, many files at once.

import { suits } from "../ui/suits.js";
import { fileOf, forget, keep, kept } from "./keeping.js";
import { csrf, fingerprintOf, send } from "./sending.js";

const running = new Map(); // slot -> Map(key -> row element): rows outlive the fragments htmx swaps
const started = new Set();
const SOUND = /\.(mp3|m4a|aac|wav|flac|ogg|oga|opus|amr|wma)$/i; // what some browsers have no type for
const OFFICE = /\.(pptx?|docx?|xlsx?|odp|odt|ods|key|pages|numbers|wps|dps)$/i;

const islandOf = (slot) => document.querySelector(`[data-slot="${slot}"]`);
const rowsOf = (slot) => running.get(slot) ?? running.set(slot, new Map()).get(slot);

function row(picker, name) {
  const made = picker.querySelector("template").content.firstElementChild.cloneNode(true);
  made.querySelector("[data-name]").textContent = name;
  return made;
}

function show(made, text, { percent, tools = [], bad = false } = {}) {
  made.querySelector("[data-state]").textContent = text;
  made.classList.toggle("bad", bad);
  const bar = made.querySelector("progress");
  if (percent !== undefined) bar.value = percent;
  for (const tool of made.querySelectorAll("[data-act]")) tool.hidden = !tools.includes(tool.dataset.act);
}

function watch(slot, entry, file) {
  const picker = islandOf(slot).querySelector("[data-picker]");
  const say = picker.dataset;
  const made = rowsOf(slot).get(entry.key) ?? row(picker, file.name);
  rowsOf(slot).set(entry.key, made);
  picker.querySelector("[data-files]").append(made);
  let percent = 0;
  const moving = ["pause", "drop"];
  const { endpoint, expect } = islandOf(slot).dataset;
  const upload = send(file, { endpoint, slot, expect }, {
    resumed: () => show(made, say.resumed, { tools: moving }),
    waiting: () => show(made, say.waiting, { tools: moving }),
    progress(now) {
      percent = now;
      show(made, now < 100 ? `${say.uploading} ${now}%` : say.checking, { percent: now, tools: now < 100 ? moving : [] });
    },
    failed(text, later) {
      const over = text && !later;
      show(made, text || say.failed, { tools: over ? ["drop"] : ["retry", "drop"], bad: true });
      if (over) {
        forget(slot, entry.key);
        takeBack(entry);
      }
    },
    async done(asset) {
      if (!(await placed(slot, entry, asset))) {
        show(made, say.failed, { tools: ["retry", "drop"], bad: true });
        return;
      }
      await forget(slot, entry.key);
      rowsOf(slot).delete(entry.key);
      made.remove();
    },
  });
  show(made, say.uploading, { percent: 0, tools: moving });
  made.onclick = async (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "pause") {
      await upload.abort();
      show(made, `${say.paused} ${percent}%`, { tools: ["resume", "drop"] });
    }
    if (act === "resume" || act === "retry") {
      show(made, say.uploading, { tools: moving });
      upload.start();
    }
    if (act === "drop") {
      upload.abort(true).catch(() => {});
      forget(slot, entry.key);
      takeBack(entry);
      rowsOf(slot).delete(entry.key);
      made.remove();
    }
  };
}

/** The lesson that was made for a file goes again when the file does not come, unless somebody has used it. */
async function takeBack(entry) {
  if (!entry.remove) return;
  const body = new URLSearchParams({ if_unused: "1" });
  const headers = { "X-CSRFToken": csrf(), "HX-Request": "true" };
  const answer = await fetch(entry.remove, { method: "POST", headers, body }).catch(() => null);
  if (answer?.ok) window.htmx.swap("#outline", await answer.text(), { swapStyle: "outerHTML" });
}

const refresh = (island) => window.htmx.ajax("GET", island.dataset.after, { target: "#outline", swap: "outerHTML" });

/** Whether the lesson took the file. Until it did, the file stays known here, so that it can be tried again. */
async function placed(slot, entry, asset) {
  const island = islandOf(slot);
  if (!entry.set) {
    island.dataset.named = entry.name;
    island.dispatchEvent(new CustomEvent("zhiyu:asset", { detail: asset }));
    return true;
  }
  const headers = { "X-CSRFToken": csrf(), "HX-Request": "true" };
  const answer = await fetch(entry.set, { method: "POST", headers, body: new URLSearchParams({ asset }) }).catch(() => null);
  if (!answer || (!answer.ok && answer.status !== 422)) return false;
  if (island.dataset.many !== undefined) {
    await refresh(island);
  } else {
    window.htmx.swap(`#${island.id}`, await answer.text(), { swapStyle: "outerHTML" });
  }
  return true;
}

/** A file that is not taken: said in a row of its own, which only goes away. */
function refuse(picker, file, text) {
  const made = row(picker, file.name);
  picker.querySelector("[data-files]").append(made);
  show(made, text, { tools: ["drop"], bad: true });
  made.onclick = (event) => event.target.closest("[data-act]") && made.remove();
}

/** Where one file is wanted, those that failed before it are no news any more. */
function clear(slot, picker) {
  for (const [key, made] of rowsOf(slot)) if (made.classList.contains("bad")) rowsOf(slot).delete(key);
  for (const bad of picker.querySelectorAll(".picker-file.bad")) bad.remove();
}

async function begin(slot, file) {
  const island = islandOf(slot);
  const picker = island.querySelector("[data-picker]");
  const key = fingerprintOf(file, slot);
  if (started.has(`${slot}:${key}`) && rowsOf(slot).has(key)) return;
  if (file.size === 0) return refuse(picker, file, picker.dataset.empty);
  const { accept } = picker.querySelector("input[type=file]");
  if (accept.includes(".pdf") && OFFICE.test(file.name)) return refuse(picker, file, picker.dataset.office);
  if (!suits(file, accept)) return refuse(picker, file, picker.dataset.unfit);
  const known = kept(slot).find((one) => one.key === key);
  const place = known ?? (await target(island, file));
  if (!place) return refuse(picker, file, picker.dataset.failed);
  const entry = known ?? { key, name: file.name, size: file.size, ...place };
  started.add(`${slot}:${key}`);
  if (island.dataset.many === undefined) clear(slot, picker);
  picker.querySelectorAll("[data-unfinished-key]").forEach((old) => old.dataset.unfinishedKey === key && old.remove());
  await keep(slot, entry, file);
  watch(slot, entry, file);
}

/** Where the file will go: `set` takes it, `remove` takes back what was made for it. Null when the server would not. */
async function target(island, file) {
  if (island.dataset.many === undefined) return { set: island.dataset.set ?? "" };
  const kind = file.type.startsWith("audio/") || SOUND.test(file.name) ? "audio" : "video";
  const body = new URLSearchParams({ name: file.name, kind });
  const answer = await fetch(island.dataset.lesson, { method: "POST", headers: { "X-CSRFToken": csrf() }, body }).catch(() => null);
  if (!answer?.ok) return null;
  const made = await answer.json();
  await refresh(island);
  return { set: made.media, remove: made.remove };
}

async function goOn(slot, entry) {
  const file = await fileOf(slot, entry.key);
  if (started.has(`${slot}:${entry.key}`)) return; // chosen again meanwhile
  if (file) {
    started.add(`${slot}:${entry.key}`);
    watch(slot, entry, file);
    return;
  }
  const picker = islandOf(slot).querySelector("[data-picker]");
  const made = row(picker, entry.name);
  made.dataset.unfinishedKey = entry.key;
  picker.querySelector("[data-files]").append(made);
  show(made, picker.dataset.unfinished, { tools: ["resume", "drop"] });
  made.onclick = (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "resume") picker.querySelector("input[type=file]").click();
    if (act === "drop") {
      forget(slot, entry.key);
      takeBack(entry);
      made.remove();
    }
  };
}

function furnish(island) {
  const { slot } = island.dataset;
  const picker = island.querySelector("[data-picker]");
  const input = picker.querySelector("input[type=file]");
  const drop = picker.querySelector(".picker-drop");
  picker.querySelector("[data-files]").append(...rowsOf(slot).values());
  const take = async (files) => {
    for (const file of files) await begin(slot, file);
  };
  const chosen = () => take([...input.files]).then(() => (input.value = ""));
  input.addEventListener("change", chosen);
  if (input.files.length) chosen(); // before this script was there, as on a slow line
  drop.addEventListener("dragover", (event) => {
    event.preventDefault();
    drop.classList.add("over");
  });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    take(input.multiple ? [...event.dataTransfer.files] : [...event.dataTransfer.files].slice(0, 1));
  });
}

const first = [...document.querySelectorAll("[data-slot]")];
first.forEach(furnish);
for (const island of first) {
  const entries = kept(island.dataset.slot);
  if (entries.length) island.hidden = false;
  entries.forEach((entry) => goOn(island.dataset.slot, entry));
}
document.addEventListener("htmx:load", (event) => {
  if (event.target.matches?.("[data-slot]") && !first.includes(event.target)) furnish(event.target);
});
