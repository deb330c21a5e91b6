// The learner's name over the film, somewhere else every few seconds, and back again when it was taken out.

const EVERY_MS = 6_000;
const PLACES = [[6, 10], [58, 12], [30, 30], [8, 48], [62, 52], [34, 64], [54, 34], [10, 28]];

export function mark(root, words) {
  const made = () => {
    const element = document.createElement("p");
    element.className = "player-name";
    element.setAttribute("aria-hidden", "true");
    return element;
  };
  let shown = made();
  let turn = Math.floor(Math.random() * PLACES.length);

  const watcher = new MutationObserver(put);
  const hours = () => new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });

  function put() {
    watcher.disconnect();
    const [left, top] = PLACES[turn];
    const kept = shown.parentNode === root && shown.className === "player-name" && !shown.hidden;
    if (!kept) {
      shown.remove();
      shown = made();
      root.append(shown);
    }
    shown.textContent = `${words} ${hours()}`;
    shown.style.cssText = "";
    shown.style.setProperty("--left", `${left}%`);
    shown.style.setProperty("--top", `${top}%`);
    watcher.observe(root, { childList: true });
    watcher.observe(shown, { attributes: true, childList: true, characterData: true, subtree: true });
  }

  put();
  setInterval(() => {
    turn = (turn + 1 + Math.floor(Math.random() * (PLACES.length - 1))) % PLACES.length;
    put();
  }, EVERY_MS);
}
