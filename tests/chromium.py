"""Where a Chromium is on this machine; "" for nowhere."""

import os
import shutil

# Debian's build without windows is the same engine and looks at a page for half the processor's time.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")
MISSING = "no Chromium here (Debian: apt install chromium-headless-shell fonts-noto-cjk)"
