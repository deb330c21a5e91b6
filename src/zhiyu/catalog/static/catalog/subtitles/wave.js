// The shape of the sound: one byte for each moment, drawn for what is in sight.

const EVERY_MS = 50; // as media/wave.py measures it
const BAR_PX = 2;
const GAP_PX = 1;

export class Wave {
  constructor(canvas, onThere) {
    Object.assign(this, { canvas, onThere, levels: null });
    canvas.addEventListener("live", () => this.load());
    this.load();
  }

  /** Until the school has listened to the film there is nothing yet, and news when there is. */
  async load() {
    if (this.levels) return;
    const answer = await fetch(this.canvas.dataset.from).catch(() => null);
    this.canvas.parentNode.querySelector("[data-listening]").hidden = answer?.status !== 202;
    if (answer?.status !== 200) return;
    this.levels = new Uint8Array(await answer.arrayBuffer());
    this.onThere();
  }

  /** `chosen`: the line whose sound stands out. */
  draw({ scrollLeft, clientWidth }, px, chosen) {
    const { canvas, levels } = this;
    if (!levels?.length) return;
    const [height, dense] = [canvas.clientHeight, devicePixelRatio];
    canvas.width = clientWidth * dense;
    canvas.height = height * dense;
    canvas.style.width = `${clientWidth}px`;
    canvas.style.transform = `translateX(${scrollLeft}px)`;
    const brush = canvas.getContext("2d");
    brush.scale(dense, dense);
    const tones = [false, true].map((on) => {
      canvas.classList.toggle("is-on", on);
      return getComputedStyle(canvas).color;
    });
    const step = BAR_PX + GAP_PX;
    for (let bar = Math.floor(scrollLeft / step); bar * step < scrollLeft + clientWidth; bar += 1) {
      const [from, to] = [(bar * step) / px, ((bar + 1) * step) / px];
      const tall = Math.max(1, (this.loudest(from, to) / 255) * height);
      brush.fillStyle = tones[Number(Boolean(chosen) && chosen.start < to && from < chosen.end)];
      brush.fillRect(bar * step - scrollLeft, (height - tall) / 2, BAR_PX, tall);
    }
  }

  loudest(from, to) {
    const first = Math.floor(from / EVERY_MS);
    let most = 0;
    for (let at = first; at <= Math.max(first, Math.ceil(to / EVERY_MS) - 1); at += 1) most = Math.max(most, this.levels[at] ?? 0);
    return most;
  }
}
