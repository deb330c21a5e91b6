// Signals go one after the other, in their order; candidates that wait together go together.

const token = () => document.querySelector("meta[name=csrf-token]")?.content ?? "";
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

// randomUUID is for https only; a school may be looked at over plain http at home.
export function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
}

export class Post {
  #queue = [];
  #busy = false;

  constructor(address, { over }) {
    this.address = address;
    this.over = over;
  }

  put(signal) {
    const last = this.#queue[this.#queue.length - 1];
    if (signal.kind === "candidates" && last?.kind === "candidates" && last.pair === signal.pair && last.said.length < 20) {
      last.said.push(...signal.said);
    } else this.#queue.push(signal);
    this.#run();
  }

  drop() {
    this.#queue = [];
  }

  // A page that goes has one word left.
  last(signal) {
    this.drop();
    this.#send(signal, { keepalive: true }).catch(() => {});
  }

  async #run() {
    if (this.#busy) return;
    this.#busy = true;
    let tries = 0;
    while (this.#queue.length && tries < 5) {
      const signal = this.#queue.shift();
      const answer = await this.#send(signal).catch(() => null);
      if (answer?.ok || answer?.status === 422) tries = 0;
      else if ([401, 403, 404, 409].includes(answer?.status)) {
        this.drop();
        this.over();
      } else {
        const { seconds = 1 } = (await answer?.json().catch(() => ({}))) ?? {};
        this.#queue.unshift(signal);
        tries += 1;
        await pause(seconds * 1000);
      }
    }
    if (tries) this.drop(); // whoever comes back says hello anew
    this.#busy = false;
  }

  #send({ kind, tab, to, pair, said }, more = {}) {
    const body = JSON.stringify({ kind, tab, to, body: JSON.stringify({ pair, said }) });
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token() };
    return fetch(this.address, { method: "POST", headers, body, ...more });
  }
}
