// Courseware in a lesson: a frame without an origin for each part that is opened, its state given and its reports kept.

import { gone } from "../storefront/gone.js";

const MARK = "zhiyu-exercise:";
const AGAIN_MS = 5_000;
const BEACON = 60_000;
const LEAVING_MS = 2_000;

class Exercise {
  constructor(root) {
    this.root = root;
    this.say = root.dataset;
    this.csrf = root.querySelector("[name=csrfmiddlewaretoken]").value;
    this.parts = [...root.querySelectorAll("[data-part]")];
    this.stage = this.find("stage");
    this.launches = new Map();
    this.bind();
  }

  find = (name) => this.root.querySelector(`[data-${name}]`);

  bind() {
    this.find("scripted").hidden = false;
    for (const part of this.parts) part.disabled = false;
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-open]");
      if (button) this.open(button.dataset.open, "anew" in button.dataset);
    });
    this.find("full")?.addEventListener("click", () => this.full());
    addEventListener("message", (event) => this.hear(event));
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => {
      for (const launch of this.launches.values()) launch.tick();
      if (document.hidden) this.leave();
    });
  }

  async open(part, anew) {
    this.tell(this.say.opening);
    this.root.setAttribute("aria-busy", "true");
    const answer = await this.ask("POST", "/open", { part, anew });
    this.root.removeAttribute("aria-busy");
    if (!answer?.ok) return this.refused(answer, this.say.failed);
    this.show(part, await answer.json());
    return undefined;
  }

  show(part, opened) {
    this.close();
    this.find("cover").hidden = true;
    this.find("bar").hidden = false;
    const frame = document.createElement("iframe");
    frame.className = "exercise-frame";
    frame.setAttribute("sandbox", "allow-scripts allow-forms allow-modals");
    frame.allow = "fullscreen; autoplay";
    frame.referrerPolicy = "no-referrer";
    frame.title = opened.title;
    frame.name = MARK + JSON.stringify({ standard: opened.standard, session: opened.session, cmi: opened.cmi });
    frame.src = opened.url;
    this.stage.append(frame);
    this.frame = frame;
    this.launches.set(frame.contentWindow, new Launch(part, opened));
    this.mark(part, opened.title);
    this.tell(opened.session ? this.say.kept : this.say.unkept);
    frame.focus();
  }

  /** The part before this one is left like any page, so that it can say its last; then its frame goes. */
  close() {
    const { frame } = this;
    if (!frame) return;
    this.frame = null;
    const left = frame.contentWindow;
    frame.hidden = true;
    left.location.replace("about:blank"); // not by src, which "back" would undo
    setTimeout(() => {
      this.launches.delete(left);
      frame.remove();
    }, LEAVING_MS);
  }

  mark(part, title) {
    const at = this.parts.findIndex((one) => one.dataset.part === part);
    this.parts.forEach((one, place) => (place === at ? one.setAttribute("aria-current", "true") : one.removeAttribute("aria-current")));
    this.find("title").textContent = title;
    this.step("before", this.parts[at - 1]);
    this.step("after", this.parts[at + 1]);
    this.find("again").dataset.open = part;
    this.find("go").dataset.open = part;
    this.find("go").querySelector("span").textContent = this.say.goOn;
  }

  step(name, to) {
    const button = this.find(name);
    if (!button) return;
    button.disabled = !to;
    if (to) button.dataset.open = to.dataset.part;
    else delete button.dataset.open;
  }

  /** Only from a frame of ours; whatever it says is data. */
  hear(event) {
    const launch = this.launches.get(event.source);
    if (!launch) return;
    const report = event.data?.zhiyuExercise;
    const plain = event.data?.zhiyu;
    if (report && typeof report.cmi === "object") launch.cmi = report.cmi;
    else if (plain && typeof plain === "object" && launch.standard === "html") launch.cmi = { ...launch.cmi, ...simple(plain) };
    else return;
    launch.changed = true;
    this.save(launch);
  }

  leave() {
    for (const launch of this.launches.values()) this.save(launch, true);
  }

  async save(launch, leaving = false) {
    if (!launch.session || !launch.changed || (launch.sending && !leaving)) return;
    launch.changed = false;
    launch.sending = true;
    launch.number += 1;
    launch.tick();
    const { part, session, number, cmi } = launch;
    const answer = await this.ask("PUT", "", { part, session, number, seconds: Math.round(launch.ms / 1000), cmi }, leaving);
    launch.sending = false;
    if (answer?.ok) this.saved(part, await answer.json());
    else if (!answer || answer.status >= 500) {
      launch.changed = true;
      this.tell(this.say.offline);
      setTimeout(() => this.save(launch), AGAIN_MS);
      return;
    } else {
      if (answer.status !== 413) launch.session = null;
      await this.refused(answer, this.say.failed);
    }
    if (launch.changed) this.save(launch);
  }

  ask(method, below, body, leaving = false) {
    const text = JSON.stringify(body);
    return fetch(this.say.url + below, {
      method,
      keepalive: leaving && text.length < BEACON,
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": this.csrf },
      body: text,
    }).catch(() => null);
  }

  saved(part, now) {
    const row = this.parts.find((one) => one.dataset.part === part);
    row.querySelector("[data-done]").hidden = !now.completed;
    row.querySelector("[data-score]").textContent = now.best === null ? "" : this.points(now.best);
    this.find("done").textContent = now.parts_done;
    if (now.lesson_score !== null) this.find("score").textContent = this.points(now.lesson_score);
    if (now.lesson_completed) {
      for (const badge of document.querySelectorAll("[data-completed]")) badge.hidden = false;
      for (const form of document.querySelectorAll("[data-not-completed]")) form.hidden = true;
    }
    this.tell(now.best === null ? this.say.saved : `${this.say.saved} ${this.points(now.best)}`);
  }

  points = (score) => this.say.points.replace("{n}", Math.round(score * 100));

  async refused(answer, otherwise) {
    const problem = await answer?.json().catch(() => null);
    if (problem && [404, 410].includes(answer.status)) gone(problem);
    if (problem?.code === "continued_elsewhere") {
      this.close();
      this.find("cover").hidden = false;
      this.find("bar").hidden = true;
    }
    this.tell(problem?.detail ?? otherwise);
  }

  tell(text) {
    this.find("status").textContent = text;
  }

  full() {
    if (document.fullscreenElement) document.exitFullscreen();
    else if (this.stage.requestFullscreen) this.stage.requestFullscreen();
    else this.root.classList.toggle("exercise-filling");
  }
}

/** One opening of one part. Time counts while it can be seen. */
class Launch {
  constructor(part, { session, standard, cmi }) {
    Object.assign(this, { part, session, standard, cmi, number: 0, ms: 0, changed: false, sending: false });
    this.at = document.hidden ? null : performance.now();
  }

  tick() {
    const now = performance.now();
    if (this.at !== null) this.ms += now - this.at;
    this.at = document.hidden ? null : now;
  }
}

function simple({ score, completed }) {
  const said = {};
  if (Number.isFinite(score)) said.score = score;
  if (completed === true) said.completed = true;
  return said;
}

for (const root of document.querySelectorAll("[data-exercise]")) new Exercise(root);
