"""Films for ``bench.tracing``, their variants, and what is done to copies of them."""

import re
import resource
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from zhiyu.tracing import marking
from zhiyu.tracing.marking import Variant

KEY, SEED, PLANTED = b"the key of a film on a bench, 32", b"a course's seed.", 6789
WIDTH, HEIGHT, RATE = 640, 360, 25
# As the product encodes what it cannot copy.
ENCODE = ["-c:v", "libx264", "-preset", "veryfast", "-profile:v", "high", "-crf", "23", "-maxrate", "2500k"]
ENCODE += ["-bufsize", "5000k", "-force_key_frames", "expr:gte(t,n_forced*2)", "-threads", "2"]
AGAIN = ["-an", "-c:v", "libx264", "-preset", "veryfast", "-threads", "2"]
SOURCE = ["-an", "-c:v", "libx264", "-preset", "ultrafast", "-crf", "12", "-g", "50", "-threads", "2"]
PAN = "setpts=N/25/TB,crop={w}:{h}:x='(iw-ow)*(0.5+0.48*sin(t/5))':y='(ih-oh)*(0.5+0.48*sin(t/7))',"
LOOK = f"scale={WIDTH}:{HEIGHT}:flags=bicubic,noise=alls=5:allf=t+u,format=yuv420p"
SHOTS = {"bikes": PAN.format(w=420, h=236) + LOOK, "bigbuckbunny": PAN.format(w=1000, h=562) + LOOK}
FILMED = (
    "rotate=1.2*PI/180:c=black,perspective=x0=12:y0=6:x1=630:y1=0:x2=0:y2=352:x3=640:y3=360,"
    "gblur=sigma=0.8,noise=alls=8:allf=t,eq=gamma=1.15,fps=30"
)
COPIES: dict[str, list[str]] = {
    "as served": [],
    "crf 32": ["-crf", "32"],
    "240p, crf 30": ["-vf", "scale=426:240", "-crf", "30"],
    "5 % cut away, resized, crf 28": ["-vf", "crop=iw*0.95:ih*0.95:iw*0.03:ih*0.02,scale=854:480", "-crf", "28"],
    "like a camera's": ["-ss", "3.3", "-vf", FILMED, "-crf", "28"],
}
FONT = "DejaVuSerif-Bold.ttf"
SLIDE_SECONDS = 7


def run(*arguments: str) -> None:
    quiet = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-nostdin", "-y"]
    subprocess.run([*quiet, *arguments], check=True)


@dataclass(frozen=True, kw_only=True)
class Film:
    name: str
    clips: Path
    folder: Path
    seconds: int

    @property
    def segments(self) -> int:
        return self.seconds // marking.SEGMENT_SECONDS

    def path(self, what: str) -> Path:
        return self.folder / f"{self.name}-{self.seconds}-{what}"

    @property
    def source(self) -> Path:
        made = self.path("source.mp4")
        if not made.exists():
            inputs, shape = (
                (slides(self), "fps=25,format=yuv420p") if self.name == "slides" else (clip(self), SHOTS[self.name])
            )
            part = made.with_suffix(".part.mp4")
            run(*inputs, "-t", str(self.seconds), "-vf", shape, *SOURCE, str(part))
            part.rename(made)
        return made

    @property
    def patterns(self) -> Path:
        """Once for all variants of a film."""
        made = self.path("patterns.yuv")
        if not made.exists():
            marking.write_patterns(made, key=KEY, moving=marking.moving(self.source))
        return made

    def encoded(self, variant: Variant | None) -> Path:
        made = self.path(f"{variant.name if variant else 'plain'}.ts")
        if made.exists():
            return made
        part = made.with_suffix(".part.ts")
        if variant is None:
            run("-i", str(self.source), *ENCODE, str(part))
        else:
            wanted = marking.arguments(
                self.patterns, width=WIDTH, height=HEIGHT, variant=variant, shape="format=yuv420p"
            )
            run("-i", str(self.source), *wanted, *ENCODE, str(part))
        part.rename(made)
        return made

    def cost(self, variant: Variant | None) -> float:
        """CPU seconds of its encode, made anew; what is made once is made before."""
        self.patterns.touch()
        self.path(f"{variant.name if variant else 'plain'}.ts").unlink(missing_ok=True)
        before = used()
        self.encoded(variant)
        return used() - before

    def served(self, bits: list[int]) -> Path:
        made = self.path("served.ts")
        folders = {}
        for variant in Variant:
            folders[variant] = self.path(f"pieces-{variant.name}")
            folders[variant].mkdir(exist_ok=True)
            cut = ["-c", "copy", "-f", "segment", "-segment_time", "2", "-segment_format", "mpegts"]
            run("-i", str(self.encoded(variant)), *cut, str(folders[variant] / "%d.ts"))
        chosen = [folders[Variant.A if bit else Variant.B] / f"{number}.ts" for number, bit in enumerate(bits)]
        made.write_bytes(b"".join(piece.read_bytes() for piece in chosen))
        return made


def used() -> float:
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


def clip(film: Film) -> list[str]:
    return ["-stream_loop", "-1", "-i", str(film.clips / f"{film.name}.mp4")]


def slides(film: Film) -> list[str]:
    """White and dark ones with lines of text, half of them with a drawing."""
    chance, listed = np.random.default_rng(3), []
    words = ["a", "lesson", "sold", "is", "a", "promise", "made", "so", "write", "it", "down", "and", "keep", "it"]
    for number in range(-(-film.seconds // SLIDE_SECONDS)):
        dark = number % 3 == 2
        picture = Image.new("RGB", (WIDTH, HEIGHT), (24, 32, 48) if dark else (255, 255, 255))
        draw, ink = ImageDraw.Draw(picture), (235, 235, 235) if dark else (20, 20, 20)
        draw.text(
            (40, 26), f"{number + 1}. {' '.join(chance.choice(words, 3))}", font=ImageFont.truetype(FONT, 28), fill=ink
        )
        for row in range(3 + number % 3):
            draw.text(
                (52, 94 + 42 * row), " ".join(chance.choice(words, 5)), font=ImageFont.truetype(FONT, 18), fill=ink
            )
        if number % 2:
            left = int(chance.integers(380, 460))
            draw.rectangle((left, 200, left + 150, 320), fill=tuple(int(one) for one in chance.integers(60, 230, 3)))
            draw.ellipse((left + 25, 220, left + 105, 300), fill=tuple(int(one) for one in chance.integers(60, 230, 3)))
        picture.save(film.path(f"slide{number}.png"))
        listed.append(f"file '{film.path(f'slide{number}.png')}'\nduration {SLIDE_SECONDS}\n")
    film.path("slides.txt").write_text("".join(listed))
    return ["-f", "concat", "-safe", "0", "-i", str(film.path("slides.txt"))]


def attacks(film: Film, bits: list[int]) -> Iterator[tuple[str, Path]]:
    served = film.served(bits)
    for name, how in COPIES.items():
        yield name, copied(film, served, name, how)
    yield "unmarked, crf 32", copied(film, film.encoded(None), "unmarked", COPIES["crf 32"])
    other = Film(
        name="slides" if film.name != "slides" else "bikes", clips=film.clips, folder=film.folder, seconds=film.seconds
    )
    yield f"of another film ({other.name})", other.encoded(None)


def copied(film: Film, source: Path, name: str, how: list[str]) -> Path:
    made = film.path(re.sub(r"\W+", "-", name) + ".mp4")
    if not how:
        return source
    if not made.exists():
        before, after = (how[:2], how[2:]) if how[0] == "-ss" else ([], how)
        part = made.with_suffix(".part.mp4")
        run(*before, "-i", str(source), *after, *AGAIN, str(part))
        part.rename(made)
    return made


def quality(film: Film) -> str:
    """Luma PSNR and SSIM against the source: unmarked, and variant A."""
    plain, marked = (compared(film.encoded(one), film.source) for one in (None, Variant.A))
    return f"PSNR {plain[0]:.2f} → {marked[0]:.2f} dB, SSIM {plain[1]:.4f} → {marked[1]:.4f}"


def compared(one: Path, other: Path) -> tuple[float, float]:
    graph = "[0:v]split[a][b];[1:v]split[c][d];[a][c]psnr;[b][d]ssim"
    argv = [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-i", str(one), "-i", str(other)]
    said = subprocess.run(
        [*argv, "-lavfi", graph, "-f", "null", "-"], check=True, capture_output=True, text=True
    ).stderr
    found = (re.search(pattern, said) for pattern in (r"PSNR y:([\d.]+)", r"SSIM Y:([\d.]+)"))
    psnr, ssim = (float(one[1]) if one else 0.0 for one in found)
    return psnr, ssim
