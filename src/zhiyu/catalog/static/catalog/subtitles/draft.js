// What was typed outlives a closed page, as long as nobody saved these subtitles meanwhile.

const WAIT_MS = 400;

/** `seen` is the version that the page began with: over another one an old draft would undo somebody's work. */
export function keepDraft(lines, { seen, offer, offers }) {
  const name = `zhiyu-subtitles:${location.pathname}`;
  let timer = null;

  const keep = () => {
    clearTimeout(timer);
    timer = null;
    try {
      if (lines.dirty) localStorage.setItem(name, JSON.stringify({ seen: seen(), rows: lines.written() }));
      else localStorage.removeItem(name);
    } catch {
      // Without storage the warning on leaving is all there is.
    }
  };

  const kept = () => {
    try {
      const draft = JSON.parse(localStorage.getItem(name) ?? "null");
      return draft?.seen === seen() && draft.rows !== lines.written() ? JSON.parse(draft.rows) : null;
    } catch {
      return null;
    }
  };

  const rows = offers && kept();
  offer.hidden = !rows;
  offer.addEventListener("click", (event) => {
    const act = event.target.closest("[data-act]")?.dataset.act;
    if (act === "restore") lines.restore(rows);
    if (act === "forget") keep();
    if (act) offer.hidden = true;
  });
  lines.onChange(() => (timer ??= setTimeout(keep, WAIT_MS)));
  addEventListener("pagehide", () => timer && keep());
}
