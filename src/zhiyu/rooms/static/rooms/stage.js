// How the room stands: the card held up, the poll, the draw, who is here.

import { call, clock, fill, find, hosting, id, made, root, serverNow, yuan } from "./api.js";

const LIKES_GATHER = 1000;
const place = find("stage");
let number = null;
let voted = new Set();
let owned = new Set();
let now = null;
let picked = new Set();
let drawn = "";
const folded = new Map(); // by hand, so that news of a poll does not open it again

function fold(card, name, open) {
  card.open = folded.get(name) ?? open;
  card.addEventListener("toggle", () => card.isConnected && folded.set(name, card.open));
  return card;
}

export function mine(told) {
  number = told.number;
  voted = new Set(told.voted);
  owned = new Set(told.owned);
}

function poll(told) {
  const card = made("poll");
  const over = told.closed || voted.has(told.id) || hosting;
  fill(card, "title", told.title);
  fill(card, "voters", told.voters);
  find("many", card).hidden = !told.multiple || told.closed;
  find("closed", card).hidden = !told.closed;
  const send = find("send", card);
  const options = told.options.map((one) => {
    const row = made("option");
    row.dataset.option = one.id;
    fill(row, "text", one.text);
    row.disabled = over;
    row.setAttribute("aria-pressed", String(picked.has(one.id)));
    const share = told.voters ? Math.round((100 * one.votes) / told.voters) : 0;
    if (over) fill(row, "share", `${share}%`);
    row.querySelector("progress").value = over ? share : 0;
    return row;
  });
  find("options", card).append(...options);
  find("answered", card).hidden = told.closed || !voted.has(told.id);
  fold(card, `poll ${told.id} ${over} ${told.closed}`, !over || (hosting && !told.closed));
  if (!send) return card;
  send.hidden = over;
  send.disabled = picked.size === 0;
  card.addEventListener("click", ({ target }) => {
    const option = target.closest("[data-option]");
    if (option && !option.disabled) pick(told, Number(option.dataset.option));
  });
  send.addEventListener("click", () => vote(told, send));
  return card;
}

function pick(told, option) {
  if (told.multiple) picked.has(option) ? picked.delete(option) : picked.add(option);
  else picked = new Set([option]);
  draw();
  place.querySelector(`[data-option="${option}"]`)?.focus();
}

async function vote(told, send) {
  send.disabled = true;
  try {
    await call("POST", `/rooms/polls/${told.id}/votes`, { options: [...picked] });
    voted.add(told.id);
  } catch (refused) {
    if (refused.code !== "already_voted" && refused.code !== "poll_closed") return draw();
    voted.add(told.id);
  }
  draw();
}

function lots(told) {
  const card = made("draw");
  fill(card, "title", told.title);
  fill(card, "places", told.places);
  for (const one of card.querySelectorAll("[data-among]")) one.hidden = one.dataset.among !== told.among;
  fill(card, "number", number ?? "");
  find("mine", card).hidden = !number || hosting;
  find("waiting", card).hidden = told.drawn;
  const won = told.winners.some((one) => one.number === number);
  find("won", card).hidden = !won;
  find("drawn", card).hidden = !told.drawn;
  const winners = told.winners.map((one) => {
    const row = document.createElement("li");
    row.textContent = `${one.number} ${one.who}`;
    return row;
  });
  find("winners", card).append(...winners);
  const off = find("call-off", card);
  if (off) {
    off.hidden = told.drawn;
    off.dataset.post = `/studio/draws/${told.id}/call-off`;
  }
  find("check", card).href = `/rooms/${id}/draws/${told.id}`;
  return fold(card, `draw ${told.id} ${told.drawn}`, told.drawn && (won || hosting));
}

function offered(told) {
  const card = made("card");
  fill(card, "title", told.title);
  fill(card, "price", yuan(told.total_fen));
  const list = fill(card, "list", yuan(told.list_fen));
  list.hidden = told.total_fen >= told.list_fen;
  find("ends", card).hidden = !told.ends_at;
  if (told.ends_at) find("countdown", card).dataset.until = told.ends_at;
  if (told.left !== null) {
    fill(card, "stock", told.left);
    find("left", card).hidden = false;
  }
  const buy = find("buy", card);
  if (buy) {
    buy.href = `${told.url}?next=${encodeURIComponent(`/rooms/${id}`)}`; // so that who paid finds the way back
    buy.hidden = owned.has(told.product);
    find("bought", card).hidden = !buy.hidden;
  }
  const down = find("down", card);
  down?.addEventListener("click", () => call("POST", `/studio/cards/${told.id}/down`).catch(() => {}));
  return card;
}

function draw() {
  const { poll: asked, draw: lot, card } = now;
  const as = JSON.stringify([asked, lot, card, number, [...voted], [...picked], [...owned]]);
  if (as === drawn) return; // counts move every second: what is on the page and focused stays
  drawn = as;
  place.replaceChildren(...[card && offered(card), asked && poll(asked), lot && lots(lot)].filter(Boolean));
  tick();
}

function turn(state) {
  root.dataset.state = state;
  for (const one of root.querySelectorAll("[data-while]")) one.hidden = !one.dataset.while.split(" ").includes(state);
  document.dispatchEvent(new Event("live:moved"));
}

export function show(told, { note }) {
  if (root.dataset.state !== told.state) turn(told.state);
  if (now?.poll?.id !== told.poll?.id) picked = new Set();
  now = told;
  draw();
  const here = find("here");
  if (here) here.hidden = told.here < 1 || told.state === "ended";
  fill(root, "here-count", told.here);
  fill(root, "likes", told.likes || "");
  note(told.quiet && !hosting ? root.dataset.wordQuiet : told.slow_seconds && !hosting ? root.dataset.wordSlow : "");
}

function tick() {
  for (const one of root.querySelectorAll("[data-until]")) {
    const left = (new Date(one.dataset.until) - serverNow()) / 1000;
    one.textContent = clock(left);
    if (left <= 0) {
      one.removeAttribute("data-until");
      root.dispatchEvent(new CustomEvent("room:anew")); // the price is another one now
    }
  }
}
setInterval(tick, 1000);
tick();

let likes = 0;
find("like")?.addEventListener("click", () => {
  const shown = find("likes");
  shown.textContent = Number(shown.textContent || 0) + 1;
  likes += 1;
  if (likes > 1) return;
  setTimeout(() => {
    const count = Math.min(likes, 50);
    likes = 0;
    call("POST", `/rooms/${id}/likes`, { count }).catch(() => {});
  }, LIKES_GATHER);
});
