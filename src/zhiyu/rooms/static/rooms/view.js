// What learners see, beside the host's tools: small and silent, and not asked for while it is folded.

import { LivePlayer } from "../live/picture.js";

const OPEN_KEY = "zhiyu:host-view";

export function view(fold) {
  let player = null;
  fold.addEventListener("toggle", () => {
    sessionStorage.setItem(OPEN_KEY, fold.open ? "yes" : "");
    if (!fold.open) return player?.rest();
    if (player) return player.goOn();
    fold.append(fold.querySelector("template").content);
    const stage = fold.querySelector("[data-live-player]");
    stage.querySelector("[data-media]").muted = true;
    player = new LivePlayer(stage);
    return undefined;
  });
  // From a tool's page back to the room: as it was left.
  fold.open = Boolean(sessionStorage.getItem(OPEN_KEY));
}
