// A room for two. Signals come down the stream of this page and go up as small posts; picture and sound go directly.
// Who comes says hello. The host's side answers "here" with a new name for the pair, and from then on both speak for it
// only; so a page that was loaded again, or lost its stream, finds the other whatever was lost between.

import * as devices from "./devices.js";
import { Peer } from "./peer.js";
import { newKey, Post } from "./post.js";

const KNOCK = 5000;
const SETTLING = 8000; // a pair that is not connected by then is made anew
const STUCK = 30_000;

const root = document.querySelector("[data-call]");
const find = (name) => root.querySelector(`[data-${name}]`);
const words = (name) => name && root.dataset[`word${name[0].toUpperCase()}${name.slice(1)}`];
const me = newKey();
const remembered = `zhiyu-call-${root.dataset.call}`;
const post = new Post(`${root.dataset.api}/signals`, { over });
const other = find("other");
const own = find("self");

let call = null;
let stream = null;
let peer = null;
let pair = "";
let theirTab = "";
let since = 0;
let missing = ""; // of our own devices
let theirs = { audio: true, video: true };

const send = (kind, said = null, to = theirTab) => post.put({ kind, tab: me, to, pair, said });

function show(state, word = state) {
  root.dataset.state = state;
  find("words").textContent = words(word);
}

function note() {
  const said = [missing];
  if (peer?.connected) said.push(!theirs.video && "dark", !theirs.audio && "quiet");
  const text = said.filter(Boolean).map(words).join(" ");
  find("note").textContent = text;
  find("note").hidden = !text;
}

function press(name, on) {
  find(name).setAttribute("aria-pressed", String(on));
}

function showSelf() {
  const { video } = devices.tracks;
  own.hidden = !video;
  own.srcObject = video ? new MediaStream([video]) : null;
  own.classList.toggle("is-back", devices.looksAway());
  press("dark", !video);
  press("mute", !devices.tracks.audio?.enabled);
}

function showOther() {
  const there = peer?.connected && theirs.video;
  other.hidden = !there;
  note();
}

async function listenTo(remote) {
  if (other.srcObject !== remote) other.srcObject = remote;
  try {
    await other.play();
    find("hear").hidden = true;
  } catch ({ name }) {
    find("hear").hidden = name !== "NotAllowedError";
  }
}

function tellMedia() {
  send("media", { audio: Boolean(devices.tracks.audio?.enabled), video: Boolean(devices.tracks.video) });
}

// --- the pair ------------------------------------------------------------------------------------------------------

function drop(state) {
  peer?.close();
  peer = null;
  other.srcObject = null;
  other.hidden = true;
  since = Date.now();
  note();
  show(state);
}

function meet(tab, name) {
  const again = peer !== null && theirTab === tab;
  peer?.close();
  theirTab = tab;
  pair = name;
  theirs = { audio: true, video: true };
  const mine = (peer = new Peer({
    servers: call.servers,
    polite: call.side === "learner",
    tracks: devices.tracks,
    send: (kind, said) => peer === mine && send(kind, said),
    heard: (remote) => peer === mine && listenTo(remote),
    changed: (state) => peer === mine && moved(state),
  }));
  if (!again) since = Date.now();
  show("joining", Date.now() - since > STUCK ? "stuck" : "joining");
  tellMedia();
}

function moved(state) {
  if (state === "connected") {
    since = 0;
    show("talking", "");
  } else if (["disconnected", "failed"].includes(state)) {
    since ||= Date.now();
    show("again");
  }
  showOther();
}

function knock() {
  if (!["waiting", "joining", "again", "left"].includes(root.dataset.state) || peer?.connected) return;
  if (peer && Date.now() - peer.since < SETTLING) return;
  if (peer && Date.now() - since > STUCK) show("joining", "stuck");
  send("hello", null, "");
}

const hear = {
  hello(tab) {
    if (tab === theirTab && peer && (peer.connected || Date.now() - peer.since < SETTLING)) return;
    if (call.side === "learner") send("hello", null, tab);
    else {
      theirTab = tab;
      pair = newKey();
      send("here");
      meet(tab, pair);
    }
  },
  here(tab, named) {
    if (call.side === "learner" && named !== pair) meet(tab, named);
  },
  media(tab, named, said) {
    theirs = said;
    showOther();
  },
  bye(tab) {
    if (tab === theirTab) drop("left");
  },
};

function signal({ data }) {
  const { side, kind, tab, to, body } = JSON.parse(data);
  if (tab === me || (to && to !== me)) return;
  if (side === call.side) {
    if (kind === "hello") leave("elsewhere", { silently: true });
    return;
  }
  const { pair: named, said } = JSON.parse(body);
  if (kind in hear) hear[kind](tab, named, said);
  else if (named === pair) peer?.hear(kind, said);
}

// --- coming and going ----------------------------------------------------------------------------------------------

async function look() {
  const answer = await fetch(`${root.dataset.api}/call`).catch(() => null);
  if (answer?.ok) call = await answer.json();
  if (answer?.ok ? !call.open : [401, 403, 404].includes(answer?.status)) over();
  return answer?.ok && call.open;
}

function listen() {
  stream = new EventSource(`/live?topics=call:${root.dataset.call}`);
  // Signals told meanwhile are lost, and the network may be another one.
  stream.addEventListener("resync", () => (peer?.connected ? peer.restart() : send("hello", null, "")));
  stream.addEventListener("signal", signal);
  stream.addEventListener("moved", look);
  stream.addEventListener("error", async ({ target }) => {
    if (!peer?.connected) find("words").textContent = words("offline");
    if (target.readyState === EventSource.CLOSED && (await look()) && target === stream) setTimeout(listen, 3000);
  });
}

async function join(picture) {
  find("lobby").hidden = true;
  if (!window.RTCPeerConnection) return show("lobby", "unsupported");
  show("asking");
  missing = await devices.open({ picture });
  note();
  showSelf();
  find("retry").hidden = !["denied", "busy", "none"].includes(missing);
  find("acts").hidden = false;
  find("turn").hidden = !devices.tracks.video || !(await devices.severalCameras());
  if (!(await look())) return;
  sessionStorage.setItem(remembered, picture ? "picture" : "voice");
  if (root.dataset.state === "asking") show("waiting");
  since = Date.now();
  if (peer) await Promise.all(["audio", "video"].map((kind) => peer.put(kind, devices.tracks[kind])));
  if (peer) tellMedia();
  if (!stream) listen();
}

function leave(state, { silently = false } = {}) {
  if (stream && !silently) post.last({ kind: "bye", tab: me, to: "", pair, said: null });
  stream?.close();
  stream = null;
  devices.stop();
  showSelf();
  drop(state);
  sessionStorage.removeItem(remembered);
  find("acts").hidden = true;
  find("hear").hidden = true;
  find("lobby").hidden = state === "over";
}

function over() {
  leave("over", { silently: true });
}

find("join").addEventListener("click", () => join(true));
find("join-voice").addEventListener("click", () => join(false));
find("retry").addEventListener("click", async () => {
  const state = root.dataset.state;
  await join(true);
  if (peer) show(state, peer.connected ? "" : state);
});
find("end").addEventListener("click", () => leave("ended"));
find("hear").addEventListener("click", () => listenTo(other.srcObject));
find("mute").addEventListener("click", () => {
  const { audio } = devices.tracks;
  if (!audio) return;
  audio.enabled = !audio.enabled;
  showSelf();
  tellMedia();
});
find("dark").addEventListener("click", async () => {
  if (devices.tracks.video) devices.close("video");
  else await camera();
  await changed();
});
find("turn").addEventListener("click", async () => {
  await devices.turn().catch(camera);
  await changed();
});

async function camera() {
  missing = await devices.camera();
  note();
}

async function changed() {
  showSelf();
  find("turn").hidden = !devices.tracks.video || !(await devices.severalCameras());
  await peer?.put("video", devices.tracks.video);
  tellMedia();
}

window.addEventListener("pagehide", () => {
  if (!stream) return;
  post.last({ kind: "bye", tab: me, to: "", pair, said: null });
  stream.close();
  stream = null;
  drop("left");
});
// Some browsers wait long for a line that is dead.
window.addEventListener("online", () => {
  if (!stream) return;
  stream.close();
  listen();
});
window.addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
setInterval(() => stream && knock(), KNOCK);

// Until now a press would have done nothing.
for (const name of ["join", "join-voice"]) find(name).disabled = false;
const before = sessionStorage.getItem(remembered);
if (before) join(before === "picture");
