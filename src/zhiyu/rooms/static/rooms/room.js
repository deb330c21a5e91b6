// A live room: one stream down, small calls up. Whatever is missed is asked for by the number of the last message.

import { call, find, hosting, id, root } from "./api.js";
import * as asking from "./asking.js";
import * as chat from "./chat.js";
import * as hosts from "./hosting.js";
import * as stage from "./stage.js";
import { view } from "./view.js";

const SPREAD = 2000;
const POLL = 15_000; // while no stream stands: a proxy that holds streams back
const PATIENCE = 2000;

const tabs = [...root.querySelectorAll("[role=tab]")];
const open = () => tabs.find((tab) => tab.getAttribute("aria-selected") === "true");
const composer = chat.compose({
  asking: () => open().id === "tab-ask",
  ask: asking.ask,
  spoken: hosting ? said : null,
});
let stream = null;
let asked = null;
let known = false;
let due = 0;

function choose(tab) {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    document.getElementById(one.getAttribute("aria-controls")).hidden = !chosen;
  }
  composer.hint?.(tab.id.slice(4));
}

/** What a host says stands in the chat, from whichever tab; a question that was answered so is done. */
function said(question) {
  choose(tabs[0]);
  if (question) hosts.answered(question.id);
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
}

function connection(text) {
  const place = find("connection");
  place.textContent = text;
  place.hidden = !text;
}

function staged(told) {
  stage.show(told, composer);
}

// A page that was away for longer than the server sends at once begins anew, so that nothing lies in between unseen.
async function anew(after = chat.last()) {
  asked ??= call("GET", `/rooms/${id}?after=${after}`)
    .then((told) => {
      let next = after + 1;
      while (told.gone.includes(next)) next += 1;
      if (told.lines.length && after && told.lines[0].n > next) chat.clear();
      stage.mine(told);
      asking.mine(told.upvoted);
      chat.show(told.lines);
      chat.take(told.gone);
      chat.knows(told.gone);
      asking.show(told.questions);
      composer.mute(told.muted && !hosting);
      staged(told.stage);
      known = true;
      connection("");
    })
    .catch(({ status }) => connection([401, 403, 404].includes(status) ? root.dataset.wordOver : root.dataset.wordLost))
    .finally(() => (asked = null));
  return asked;
}

// All who lost the line together come back together: they ask one after the other.
function again() {
  if (!known) return anew();
  clearTimeout(due);
  due = setTimeout(() => anew(), Math.random() * SPREAD);
}

function listen() {
  const topics = hosting ? `room:${id},host:${id}` : `room:${id}`;
  stream = new EventSource(`/live?topics=${topics}`);
  stream.addEventListener("resync", ({ data }) => (data ? anew() : again())); // "now": it is said to this person alone
  stream.addEventListener("open", again);
  stream.addEventListener("said", ({ data }) => {
    const { lines, up_to: upTo } = JSON.parse(data);
    const before = chat.last();
    chat.show(lines);
    if (known && (lines[0]?.n ?? upTo) > before + 1) anew(before);
  });
  stream.addEventListener("gone", ({ data }) => chat.take(JSON.parse(data)));
  stream.addEventListener("stage", ({ data }) => staged(JSON.parse(data)));
  stream.addEventListener("questions", ({ data }) => asking.show(JSON.parse(data)));
  stream.addEventListener("message", () => hosting && hosts.look());
  stream.addEventListener("error", () => {
    connection(root.dataset.wordLost); // it tries again by itself, unless it was refused
    if (stream.readyState === EventSource.CLOSED) setTimeout(() => anew().then(() => find("connection").hidden && listen()), 3000);
  });
}

root.addEventListener("room:anew", () => setTimeout(() => anew(), 1000));
window.addEventListener("pagehide", () => stream?.close());
window.addEventListener("pageshow", ({ persisted }) => persisted && listen());
if (hosting) hosts.begin(composer);
for (const fold of root.querySelectorAll("[data-view]")) view(fold);
listen();
setTimeout(() => known || anew(), PATIENCE);
setInterval(() => document.hidden || stream.readyState === EventSource.OPEN || anew(), POLL);
