"""The mark in pictures and pages, as it is drawn: by Pillow alone, since it is done where pages are answered.

Every account has a pattern of 64 x 36 cells of its own for each picture, all of them one step of luma or two up or
down. ``pictures`` finds it again.
"""

from PIL import Image, ImageChops

from zhiyu.tracing import words

COLUMNS, ROWS = 64, 36
CELLS = COLUMNS * ROWS
STRENGTH = 1.5
MIDDLE = 128
# Enough for a smooth slope, little enough that the curve between cells stays within a byte.
DEPTH = 80
STEPS = [round(MIDDLE + (value - MIDDLE) * STRENGTH / DEPTH) for value in range(256)]
LEVELS = bytes([MIDDLE - DEPTH, MIDDLE + DEPTH])
# Cells are so large that nobody sees whether their slopes are drawn for each pixel or for each sixteen.
COARSE = 4


def drawn(picture: Image.Image, *, seed: bytes, account: int) -> Image.Image:
    """``picture`` (RGB) with every channel moved alike, so that luma alone changes; ``seed`` is of this picture."""
    cells = words.coins(seed=seed, account=account, count=CELLS).translate(LEVELS.ljust(256, b"\0"))
    small = Image.frombytes("L", (COLUMNS, ROWS), cells)
    coarse = (max(COLUMNS, picture.width // COARSE), max(ROWS, picture.height // COARSE))
    steps = small.resize(coarse, Image.Resampling.BICUBIC).point(STEPS)
    laid = Image.merge("RGB", [steps] * 3).resize(picture.size, Image.Resampling.NEAREST)
    return ImageChops.add(picture, laid, 1, -MIDDLE)
