"""Draw the icons named here into one sprite. ``python tools/make_icons.py PATH/OF/lucide-static/icons``."""

import re
import sys
from pathlib import Path

SPRITE = Path("src/zhiyu/ui/static/ui/icons.svg")
NAMES = """
a-large-small activity archive arrow-down arrow-left arrow-right arrow-up award ban bell book-open bookmark calendar
check chevron-down chevron-left chevron-right chevron-up circle circle-alert circle-check circle-help circle-play
circle-user clipboard-list clock cloud-upload copy credit-card download ellipsis external-link eye eye-off file
file-text file-video flag folder-open gauge gift globe grip-vertical headphones heart history house image inbox info
key layers layout-dashboard leaf lightbulb link list list-video lock log-in log-out mail map-pin maximize menu
message-circle message-square-text mic minimize minus monitor moon move paperclip pause pencil phone
picture-in-picture-2 play plus qr-code receipt-text redo-2 refresh-cw rotate-ccw rotate-cw save scan search send
settings share-2 shield-check shopping-bag skip-back skip-forward smartphone sparkles star sun tag target ticket timer
trash-2 trending-up triangle-alert undo-2 upload user-round users video volume-2 volume-x wallet x zap
""".split()  # noqa: SIM905 -- a hundred quoted lines say no more
SHAPE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def symbol(folder: Path, name: str) -> str:
    found = SHAPE.search((folder / f"{name}.svg").read_text())
    if found is None:
        raise SystemExit(f"{name}.svg holds no drawing")
    inside = re.sub(r"\s+", " ", found[1]).replace("> <", "><").replace(" />", "/>").strip()
    return f'<symbol id="{name}" viewBox="0 0 24 24">{inside}</symbol>'


def main(folder: Path) -> None:
    drawn = "\n".join(symbol(folder, name) for name in sorted(NAMES))
    SPRITE.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{drawn}\n</svg>\n')


if __name__ == "__main__":
    main(Path(sys.argv[1]))
