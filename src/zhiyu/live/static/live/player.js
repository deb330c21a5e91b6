// Gives life to each live class that a page comes with. Its class is a file of its own, for a page loads this one by a
// name with a hash: imported from elsewhere it would run a second time.

import { LivePlayer } from "./picture.js";

for (const stage of document.querySelectorAll("[data-live-player]")) new LivePlayer(stage);
