// What the room asks of the server, and the words and templates that the server put on the page.

export const root = document.querySelector("[data-room]");
export const id = root.dataset.room;
export const hosting = "hosting" in root.dataset;
export const find = (name, within = root) => within.querySelector(`[data-${name}]`);
const ahead = Date.parse(root.dataset.now) - Date.now();
/** As the server has it: a phone's clock may be minutes off. */
export const serverNow = () => Date.now() + ahead;
const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";

export class Refused extends Error {
  constructor(status, { code = "", detail = "", ...more } = {}) {
    super(detail || root.dataset.wordFailed);
    Object.assign(this, { status, code, more });
  }
}

export async function call(method, path, body) {
  const headers = { "X-CSRFToken": token() };
  if (body) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(root.dataset.api + path, { method, headers, body: body && JSON.stringify(body) });
  } catch {
    throw new Refused(0);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

// randomUUID is for https only; a school may be looked at over plain http at home.
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

export function made(name) {
  return root.querySelector(`template[data-template=${name}]`).content.firstElementChild.cloneNode(true);
}

export function fill(within, name, text) {
  const place = find(name, within);
  if (place) place.textContent = text;
  return place;
}

export const yuan = (fen) => `¥${(fen / 100).toFixed(fen % 100 ? 2 : 0)}`;

export function clock(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  const parts = [Math.floor((left % 3600) / 60), left % 60];
  const hours = Math.floor(left / 3600);
  if (hours) parts.unshift(hours);
  return parts.map((one) => String(one).padStart(2, "0")).join(":");
}
