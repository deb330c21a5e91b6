// What only the host's screen has: order in the chat, what waits, and how the picture stands.

import { call, fill, find, id, made, root } from "./api.js";
import { say } from "../ui/saying.js";

const LOOK = 10_000;
let muted = new Set();

export async function look() {
  const told = await call("GET", `/studio/rooms/${id}`).catch(() => null);
  if (!told) return;
  const state = told.disk || (told.interrupted ? "cut" : told.on_air ? "good" : "off");
  for (const one of root.querySelectorAll("[data-signal]")) one.hidden = !one.dataset.signal.split(" ").includes(state);
  for (const one of root.querySelectorAll("[data-host-replay]")) one.hidden = !told.replay;
  find("host-soon").hidden = told.replay || !told.recorded;
  find("host-none").hidden = told.replay || told.recorded;
  const lines = [...told.held.map((one) => waiting(one)), ...told.questions.map((one) => waiting(one, true))];
  find("held-lines").replaceChildren(...lines);
  find("held").hidden = lines.length === 0;
  muted = new Set(told.muted);
  for (const line of root.querySelectorAll(".room-line[data-n]")) fit(line);
}

/** Of the two only the one that would change something; who works here is never muted. */
function fit(line) {
  const one = (name) => line.querySelector(`[data-act=${name}]`);
  const isMuted = muted.has(Number(line.dataset.n));
  one("mute").hidden = isMuted || line.classList.contains("is-host");
  one("unmute").hidden = !isMuted;
}

function waiting({ id: number, who, text }, asked = false) {
  const line = made("held");
  line.dataset.held = number;
  find("asked", line).hidden = !asked;
  fill(line, "who", who);
  fill(line, "text", text);
  return line;
}

async function did(act) {
  try {
    await act();
    say(root.dataset.wordDone);
  } catch (refused) {
    say(refused.message);
  }
}

function decide(line, word) {
  const { held } = line.dataset;
  if (find("asked", line).hidden) return call("POST", `/studio/messages/${held}/${word}`);
  return call("PUT", `/studio/questions/${held}`, { state: word === "release" ? "open" : "hidden" });
}

export function answered(question) {
  return did(() => call("PUT", `/studio/questions/${question}`, { state: "answered" }));
}

export function begin(composer) {
  root.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    const line = target.closest(".room-line[data-n]");
    if (button?.dataset.act) {
      const n = Number(line.dataset.n);
      if (button.dataset.act === "hide") did(() => call("POST", `/studio/rooms/${id}/messages/${n}/hide`));
      else did(() => call("POST", `/studio/rooms/${id}/mutes`, { n, muted: button.dataset.act === "mute" })).then(look);
      find("acts", line).hidden = true;
    } else if (line) {
      const acts = find("acts", line);
      for (const other of root.querySelectorAll("[data-acts]")) if (other !== acts) other.hidden = true;
      fit(line);
      acts.hidden = !acts.hidden;
    } else if (button?.dataset.decide) {
      did(() => decide(button.closest("[data-held]"), button.dataset.decide)).then(look);
    } else if (button?.hasAttribute("data-answer")) {
      const asked = button.closest("[data-question]");
      composer.answer({ id: asked.dataset.question, text: find("text", asked).textContent });
    } else if (button?.dataset.state && button.closest("[data-question]")) {
      const question = button.closest("[data-question]").dataset.question;
      did(() => call("PUT", `/studio/questions/${question}`, { state: button.dataset.state }));
    } else if (button?.dataset.post) {
      button.disabled = true;
      did(() => call("POST", button.dataset.post)).then(() => setTimeout(() => location.reload(), 600));
    }
  });
  const order = find("arrange");
  order.addEventListener("change", () =>
    did(() =>
      call("PUT", `/studio/rooms/${id}`, {
        slow_seconds: Number(order.elements.slow_seconds.value),
        quiet: order.elements.quiet.checked,
      }),
    ),
  );
  document.addEventListener("live:moved", look);
  setInterval(() => document.hidden || look(), LOOK);
  look();
}
