"""Render the demo courses' slides, drawings, worksheet and voices from their own text.

Needs Chromium, fonts-noto-cjk and eSpeak NG, so it runs on a maker's machine only; what it makes is committed.
"""

import math
import subprocess
import tempfile
import tomllib
import wave
from pathlib import Path
from typing import Any

import imageio_ffmpeg
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent / "demo_media"
COURSES = HERE.parents[1] / "src" / "zhiyu" / "demo" / "courses"
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
# A little warmth and room, so that the synthetic voice tires less.
VOICE = "highpass=f=90,equalizer=f=2600:width_type=h:width=1800:g=-5,aecho=0.9:0.5:28:0.12,loudnorm=I=-17:TP=-1.5"
BREATH = 0.5
KEYFRAME_EVERY = 2
FILL = """([hue, kicker, slide, number, count]) => {
  document.body.style.setProperty("--h", hue);
  document.querySelector(".kicker").textContent = kicker;
  document.querySelector("h1").textContent = slide.title;
  document.querySelector(".no").textContent = number;
  document.querySelector(".bar").style.width = `${(100 * number) / count}%`;
  document.querySelectorAll("main p").forEach((line) => line.remove());
  for (const text of slide.lines) {
    const line = document.createElement("p");
    line.textContent = text;
    document.querySelector("main").append(line);
  }
}"""


def run(*argv: str) -> None:
    subprocess.run(argv, check=True, capture_output=True)


def ffmpeg(*argv: str) -> None:
    run(FFMPEG, "-y", "-hide_banner", "-loglevel", "error", *argv)


def speak(text: str, target: Path, *, slow: bool = False) -> None:
    rate, gap = ("128", "12") if slow else ("176", "2")
    run("espeak-ng", "-v", "cmn", "-s", rate, "-g", gap, "-p", "42", "-w", str(target), text.strip())


def length_of(voice: Path) -> int:
    """Seconds of a slide: its words, a breath, and on to the next keyframe, so that every part joins on one."""
    with wave.open(str(voice)) as sound:
        spoken = int(sound.getnframes()) / int(sound.getframerate())
    return math.ceil((spoken + BREATH) / KEYFRAME_EVERY) * KEYFRAME_EVERY


def make_video(page: Page, video: dict[str, Any], folder: Path) -> None:
    parts = []
    slides = video["slides"]
    for number, slide in enumerate(slides, 1):
        picture, voice, part = (folder / f"{number}.{kind}" for kind in ("png", "wav", "mp4"))
        page.evaluate(FILL, [video["hue"], video["kicker"], slide, number, len(slides)])
        page.screenshot(path=picture)
        speak(slide["say"], voice)
        picture_in = ["-loop", "1", "-framerate", "12", "-i", str(picture), "-i", str(voice)]
        coding = ["-c:v", "libx264", "-preset", "medium", "-tune", "stillimage", "-crf", "31", "-pix_fmt", "yuv420p"]
        keyframes = ["-g", "24", "-keyint_min", "24", "-sc_threshold", "0", "-r", "12"]
        sound = ["-af", f"{VOICE},apad", "-c:a", "aac", "-b:a", "48k", "-ar", "44100", "-ac", "1"]
        ffmpeg(*picture_in, *coding, *keyframes, *sound, "-t", str(length_of(voice)), str(part))
        parts.append(f"file '{part}'")
    (folder / "parts.txt").write_text("\n".join(parts))
    target = COURSES / video["path"]
    joined = ["-f", "concat", "-safe", "0", "-i", str(folder / "parts.txt")]
    ffmpeg(*joined, "-c", "copy", "-movflags", "+faststart", str(target))


def make_audio(audio: dict[str, Any], folder: Path) -> None:
    voice = folder / "voice.wav"
    speak(audio["say"], voice, slow=audio.get("slow", False))
    tags = ["-metadata", f"title={audio['title']}"]
    ffmpeg(
        "-i",
        str(voice),
        "-af",
        VOICE,
        "-c:a",
        "libmp3lame",
        "-ar",
        "24000",
        "-b:a",
        "40k",
        *tags,
        str(COURSES / audio["path"]),
    )


def main() -> None:
    scripts = tomllib.loads((HERE / "scripts.toml").read_text())
    with sync_playwright() as p, tempfile.TemporaryDirectory() as name:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 720})
        page.goto((HERE / "drawings.html").as_uri())
        photos = COURSES / "phone-family-photos"
        page.locator("#light-directions").screenshot(path=photos / "01-看见光" / "light-directions.png")
        page.locator("#plate").screenshot(path=COURSES / "breakfast-week" / "01-准备" / "plate.png")
        page.evaluate("document.querySelectorAll('section').forEach((section) => section.remove())")
        page.pdf(path=photos / "02-拍好人" / "03-十天练习.pdf", format="A4", print_background=True)
        page.goto((HERE / "slide.html").as_uri())
        for number, video in enumerate(scripts["video"]):
            folder = Path(name) / str(number)
            folder.mkdir()
            print(video["path"])
            make_video(page, video, folder)
        for audio in scripts["audio"]:
            print(audio["path"])
            make_audio(audio, Path(name))
        browser.close()


if __name__ == "__main__":
    main()
