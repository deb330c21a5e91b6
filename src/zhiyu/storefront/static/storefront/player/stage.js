// Where a film stands: in its page, on the whole screen, or in a small window. A film with a name on it goes as a whole,
// name and all: what takes the bare picture out of the page is left to films without one.

const SMALL = { width: 480, height: 270 };

export class Stage {
  constructor(root, media, { keys } = {}) {
    Object.assign(this, { root, media, keys, marked: "mark" in root.dataset });
    this.button = root.querySelector("[data-pip]");
    this.away = root.parentElement.querySelector("[data-away]");
    const offered = this.marked ? "documentPictureInPicture" in globalThis : document.pictureInPictureEnabled;
    if (this.button) this.button.hidden = !offered;
    this.away?.querySelector("button").addEventListener("click", () => this.window?.close());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.shrink();
    });
    addEventListener("popstate", () => this.shrink({ back: false }));
  }

  get fills() {
    return this.root.classList.contains("is-filling");
  }

  /** Back in the page, wherever it was. */
  leave() {
    this.window?.close();
    if (document.pictureInPictureElement) document.exitPictureInPicture();
    if (document.fullscreenElement) document.exitFullscreen();
    this.shrink();
  }

  full() {
    if (this.window || this.fills || document.fullscreenElement) this.leave();
    else if (this.root.requestFullscreen) this.root.requestFullscreen().catch(() => this.marked && this.fill());
    else if (this.marked) this.fill();
    else this.media.webkitEnterFullscreen?.();
  }

  /** All of the page, where only a bare video could have the screen (iPhone). Going back leaves it. */
  async fill() {
    await this.leaving;
    if (this.fills) return;
    this.root.classList.add("is-filling");
    this.behind = beside(this.root).filter((one) => !one.inert);
    for (const one of this.behind) one.inert = true;
    document.documentElement.classList.add("has-filling");
    history.pushState({ filling: true }, "");
  }

  shrink({ back = true } = {}) {
    if (!this.fills) return;
    this.root.classList.remove("is-filling");
    document.documentElement.classList.remove("has-filling");
    for (const one of this.behind) one.inert = false;
    if (!back) return;
    // Under way for a moment: what fills the page again before it is there would be left by it.
    this.leaving = new Promise((done) => addEventListener("popstate", done, { once: true }));
    history.back();
  }

  async small() {
    if (this.window) this.window.close();
    else if (!this.media.readyState) return;
    else if (this.marked) await this.whole();
    else await this.bare();
  }

  async bare() {
    if (!document.pictureInPictureEnabled || !this.media.requestPictureInPicture) return;
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await this.media.requestPictureInPicture().catch(() => {});
  }

  /** The stage itself moves into the window, and back when that closes. */
  async whole() {
    const opened = await globalThis.documentPictureInPicture?.requestWindow(SMALL).catch(() => null);
    if (!opened) return;
    this.window = opened;
    opened.addEventListener("pagehide", () => this.home());
    opened.document.addEventListener("click", (event) => this.follow(event));
    opened.document.addEventListener("contextmenu", (event) => event.preventDefault());
    if (this.keys) opened.document.addEventListener("keydown", this.keys);
    await dress(opened.document);
    if (opened !== this.window) return;
    this.shrink();
    this.away.hidden = false;
    this.move(() => opened.document.body.append(this.root));
    this.button.setAttribute("aria-label", this.button.dataset.sayBack);
  }

  home() {
    this.window = null;
    if (this.away.hidden) return;
    this.away.hidden = true;
    this.move(() => this.away.before(this.root));
    this.button.setAttribute("aria-label", this.button.dataset.sayOut);
    this.button.focus({ preventScroll: true });
  }

  move(put) {
    const played = !this.media.paused;
    this.root.classList.toggle("is-apart", Boolean(this.window));
    put();
    if (played && this.media.paused) this.media.play().catch(() => {});
  }

  /** A small window goes nowhere itself. */
  follow(event) {
    const link = event.target.closest("a[href]");
    if (!link) return;
    event.preventDefault();
    this.window.close();
    location.assign(link.href);
  }
}

/** All that is not the stage, up to the page. */
function beside(node) {
  const found = [];
  for (let at = node; at !== document.body; at = at.parentElement) found.push(...[...at.parentElement.children].filter((one) => one !== at));
  return found;
}

/** The looks of our page for a window that comes without any. */
function dress(page) {
  const { lang, dataset } = document.documentElement;
  page.documentElement.lang = lang;
  Object.assign(page.documentElement.dataset, dataset);
  page.title = document.title;
  page.body.className = document.body.className;
  return Promise.all(
    [...document.querySelectorAll("link[rel=stylesheet]")].map(
      ({ href }) =>
        new Promise((done) => {
          const link = Object.assign(page.createElement("link"), { rel: "stylesheet", href, onload: done, onerror: done });
          page.head.append(link);
        }),
    ),
  );
}
