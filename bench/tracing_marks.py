"""``python -m bench tracing_marks``: pages and sound as the product marks them, made weak, and read again.

A dense page of Chinese letters, drawn here, is sent as a viewer gets it and copied in five ways; a minute like a voice
(``tests.tracing.voice``) is marked, packaged, joined by an account's word and sent through codecs. Seeds are fixed.
"""

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
os.environ.setdefault("ZHIYU_HOME", tempfile.gettempdir() + "/zhiyu-bench-tracing")
os.environ.setdefault("ZHIYU_TEST_HOME", os.environ["ZHIYU_HOME"])

import cv2
import numpy as np
from PIL import Image, ImageDraw

from bench.measure import Figure
from bench.tracing import ACCOUNTS, set_up
from bench.tracing_material import PLANTED, SEED, used
from zhiyu.tracing.codes import Bits

WIDTH, HEIGHT, ROUNDS = 1240, 1754, 15
SECONDS, KEY = 60, b"a key of thirty-two bytes, or so"
CODECS = {
    "Opus 24k": ("ogg", ["-c:a", "libopus", "-b:a", "24k"]),
    "AAC 64k": ("m4a", ["-c:a", "aac", "-b:a", "64k"]),
    "MP3 32k": ("mp3", ["-c:a", "libmp3lame", "-b:a", "32k"]),
}


def figures() -> Iterator[Figure]:
    set_up()
    folder = Path(os.environ["ZHIYU_HOME"])
    folder.mkdir(parents=True, exist_ok=True)
    yield from page_figures(folder)
    yield from sound_figures(folder)


def page_figures(folder: Path) -> Iterator[Figure]:
    from zhiyu.media import documents, fonts  # noqa: PLC0415 -- after Django
    from zhiyu.tracing import drawing, pictures  # noqa: PLC0415

    path = folder / "page.webp"
    text_page(fonts.chinese() or "").save(path, "WEBP", quality=documents.QUALITY)

    def pen(page: Image.Image) -> Image.Image:
        return drawing.drawn(page, seed=SEED, account=PLANTED)

    plain = cpu(lambda: documents.marked(path, "李小明 138****0008"))
    drawn = cpu(lambda: documents.marked(path, "李小明 138****0008", pen=pen))
    note = f"{drawn * 1000:.0f} CPU ms a page, {plain * 1000:.0f} with the visible name alone; least of {ROUNDS}"
    yield Figure(name="marked pages", found=1 / drawn, goal=10, unit="a CPU second", lower=False, note=note)
    sent = Image.open(io.BytesIO(documents.marked(path, "李小明 138****0008", pen=pen))).convert("RGB")
    original = pictures.grey_of(path)
    for name, copy in copies(sent):
        laid = pictures.laid(pictures.grey(copy), original, turn=0)
        z = pictures.score([(SEED, pictures.sums(laid, original))], accounts=ACCOUNTS).score
        others = np.delete(z, PLANTED - 1).max()
        told = f"z {z[PLANTED - 1]:.1f}, best other {others:.1f}, fit {laid.fit:.2f}"
        yield Figure(name=f"page, {name}", found=6.8 / z[PLANTED - 1], goal=1.0, unit="of the z needed", note=told)


def cpu(work: Callable[[], object]) -> float:
    spent = []
    for _round in range(ROUNDS):
        before = used()
        work()
        spent.append(used() - before)
    return min(spent)


def text_page(font: str) -> Image.Image:
    from PIL import ImageFont  # noqa: PLC0415

    chance, page = np.random.default_rng(3), Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen, letters = ImageDraw.Draw(page), ImageFont.truetype(font, 34)
    for top in range(120, HEIGHT - 140, 54):
        line = "".join(chr(0x4E00 + int(one)) for one in chance.integers(0, 3000, 30))
        pen.text((100, top), line, font=letters, fill=(20, 20, 20))
    return page


def copies(sent: Image.Image) -> Iterator[tuple[str, Image.Image]]:
    wide, tall = sent.size
    yield "as sent", sent
    yield "1080 pixels, JPEG 60", jpeg(sent.resize((round(1080 * wide / tall), 1080)), 60)
    yield "half size, JPEG 50", jpeg(sent.resize((wide // 2, tall // 2)), 50)
    cut = sent.crop((int(wide * 0.03), int(tall * 0.02), int(wide * 0.98), int(tall * 0.97)))
    yield "5 % cut away, JPEG 75", jpeg(cut.resize(sent.size), 75)
    yield "turned by a quarter and back", sent.rotate(90, expand=True).rotate(-90, expand=True)
    yield "photographed askew", askew(np.asarray(sent))


def askew(page: "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]") -> Image.Image:
    tall, wide = page.shape[:2]
    corners = np.array([[150, 180], [1395, 120], [1350, 1880], [105, 1800]], dtype=np.float32)
    flat = np.array([[0, 0], [wide, 0], [wide, tall], [0, tall]], dtype=np.float32)
    seen = cv2.warpPerspective(
        page, cv2.getPerspectiveTransform(flat, corners), (1500, 2000), flags=cv2.INTER_AREA, borderValue=(70, 60, 50)
    )
    rows, columns = np.mgrid[0:1:2000j, 0:1:1500j]
    light = (0.75 + 0.2 * columns + 0.1 * rows)[..., None] * 0.9
    noise = np.random.default_rng(2).normal(0, 4, seen.shape)
    shot = cv2.GaussianBlur(seen, (0, 0), 1.0) * light + noise
    return jpeg(Image.fromarray(np.clip(shot, 0, 255).astype(np.uint8)), 80)


def jpeg(picture: Image.Image, quality: int) -> Image.Image:
    picture.save(kept := io.BytesIO(), "JPEG", quality=quality)
    return Image.open(kept).convert("RGB")


def sound_figures(folder: Path) -> Iterator[Figure]:
    from tests.media.films import ffmpeg  # noqa: PLC0415
    from tests.tracing.voice import RATE, voice  # noqa: PLC0415
    from zhiyu.media import layout, packaging  # noqa: PLC0415
    from zhiyu.media.rungs import Rung  # noqa: PLC0415
    from zhiyu.media.scan import scan  # noqa: PLC0415
    from zhiyu.tracing import hearing  # noqa: PLC0415
    from zhiyu.tracing.actions import marks, sounding  # noqa: PLC0415

    (folder / "voice.raw").write_bytes((voice(SECONDS) * 32767).astype("<i2").tobytes())
    source = ffmpeg(
        "-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", str(folder / "voice.raw"), target=folder / "v.mp3"
    )
    seen = scan(source)
    even = layout.even_cut(duration_ms=seen.duration_ms, picture_ms=seen.duration_ms, every_ms=marks.EVERY_MS)
    cut = layout.early(even, by_ms=sounding.EARLY_MS)
    bits, before = np.random.default_rng(9).integers(0, 2, len(cut)).astype(np.int8), used()
    with tempfile.TemporaryDirectory() as place:
        raw, made = packaging.even_sound(source, into=Path(place)), []
        for bit in (0, 1):
            hearing.write_marked(raw, wav := Path(place) / f"{bit}.wav", key=KEY, bit=bit, count=len(cut))
            rung = Rung(name="audio", side=0, heard=wav)
            into = Path(place) / str(bit)
            made.append(packaging.make_rung(source, seen, rung, durations_ms=cut, into=into, percent=lambda _n: None))
        spent = used() - before
        joined = folder / "joined.ts"
        pieces = [made[bit].folder / f"{number}.ts" for number, bit in enumerate(bits)]
        joined.write_bytes(b"".join(piece.read_bytes() for piece in pieces))
    yield Figure(name="both variants of sound", found=spent / SECONDS * 60, goal=10, unit="CPU s a minute")
    yield from codec_figures(joined, bits)


def codec_figures(joined: Path, bits: Bits) -> Iterator[Figure]:
    from tests.media.films import ffmpeg  # noqa: PLC0415
    from zhiyu.tracing import hearing, sound  # noqa: PLC0415

    for name, (ending, codec) in CODECS.items():
        copy = ffmpeg("-i", str(joined), *codec, target=joined.with_name(f"copy.{ending}"))
        before = used()
        heard = hearing.samples(copy, most_seconds=3600)
        found = sound.heard(heard, hearing.RATE, key=KEY, count=len(bits), near=0.0)
        toward = np.where(bits[found.numbers] == 1, 1, -1) * found.z
        note = f"of {len(bits)}; z mean {toward.mean():.1f}, least {toward.min():.1f}; {used() - before:.1f} CPU s"
        yield Figure(name=f"wrong bits, {name}", found=float((toward <= 0).sum()), goal=0, unit="", note=note)
