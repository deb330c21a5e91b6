// The learner's name over the film, somewhere else every few seconds, and back again when it was taken out.

const EVERY_MS = 6_000;
const PLACES = [[6, 10], [58, 12], [30, 30], [8, 48], [62, 52], [34, 64], [54, 34], [10, 28]];

export function mark(root, words) {
  const media = root.querySelector("[data-media]");
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
    const picture = pictureOf(root, media);
    shown.textContent = `${words} ${hours()}`;
    shown.style.cssText = "";
    shown.style.setProperty("--left", `${left}%`);
    shown.style.setProperty("--top", `${top}%`);
    shown.style.left = `${picture.left + (picture.width * left) / 100}px`;
    shown.style.top = `${picture.top + (picture.height * top) / 100}px`;
    shown.style.maxWidth = `${picture.width}px`;
    watcher.observe(root, { childList: true });
    watcher.observe(shown, { attributes: true, childList: true, characterData: true, subtree: true });
  }

  put();
  new ResizeObserver(put).observe(root);
  media.addEventListener("resize", put);
  setInterval(() => {
    turn = (turn + 1 + Math.floor(Math.random() * (PLACES.length - 1))) % PLACES.length;
    put();
  }, EVERY_MS);
}

/** Where in the stage the picture is: in the black beside it, on a whole screen, a name would say nothing. */
function pictureOf(root, media) {
  const stage = root.getBoundingClientRect();
  const box = media.getBoundingClientRect();
  if (!box.width || !box.height) return { left: 0, top: 0, width: stage.width, height: stage.height };
  const shape = media.videoWidth / media.videoHeight || box.width / box.height;
  const width = Math.min(box.width, box.height * shape);
  const height = Math.min(box.height, box.width / shape);
  return { left: box.left - stage.left + (box.width - width) / 2, top: box.top - stage.top + (box.height - height) / 2, width, height };
}
