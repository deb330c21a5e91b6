// One of the players an account may have at once: says that it plays, hears when another took its place, and leaves.

const EVERY_MS = 20_000;
const TAKEN = 409;

export class Seat {
  /** Without ``onTaken`` it says nothing: at a class on air the keys do. */
  constructor(media, { csrf, onTaken }) {
    Object.assign(this, { media, csrf, onTaken });
    if (onTaken) {
      media.addEventListener("playing", () => this.beat());
      setInterval(() => media.paused || this.beat(), EVERY_MS);
    }
    addEventListener("pagehide", () => this.url && this.ask("DELETE"));
  }

  /** Where it is kept; nowhere for what everybody may watch. */
  use(url) {
    this.url = url;
  }

  async beat() {
    const url = this.url;
    const answer = url && (await this.ask("POST"));
    if (answer?.status === TAKEN && url === this.url) this.onTaken(await answer.json());
  }

  /** Here, and no more there. */
  take() {
    return this.ask("POST", "?take=1");
  }

  ask(method, query = "") {
    const headers = { "X-CSRFToken": this.csrf };
    return fetch(this.url + query, { method, headers, keepalive: true, credentials: "same-origin" }).catch(() => null);
  }
}
