"""What a teacher is told of a film or recording that was looked over: what was measured, and never a refusal."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from tests import make
from tests.media import films
from zhiyu.backups.taking import all_films
from zhiyu.catalog.actions import edit_lesson, set_lesson_asset
from zhiyu.catalog.models import Lesson
from zhiyu.media import checks
from zhiyu.media.actions import ladder_now, package_now, store_file
from zhiyu.media.loudness import Heard, levels_in
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db
SECONDS = 8
PICTURE = f"testsrc2=s=640x360:r=25:d={SECONDS}"
TONE = f"sine=440:d={SECONDS}"
H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "96k"]


TWO_WINDOWS = """frame:0    pts:0       pts_time:0
lavfi.astats.1.Peak_level=0.000000
lavfi.astats.1.RMS_level=-10.0
frame:1    pts:9       pts_time:1.5
lavfi.astats.1.Peak_level=-3.0
lavfi.astats.1.RMS_level=-10.0
"""


def made(name: str, *, picture: str = PICTURE, tone: str = TONE, told: list[str] | None = None) -> Path:
    pictures = ["-f", "lavfi", "-i", picture] if picture else []
    tones = ["-f", "lavfi", "-i", tone] if tone else []
    return films.ffmpeg(*pictures, *tones, *H264, *(told or []), target=films.PLACE / f"checked-{name}")


FILES: dict[str, tuple[Callable[[], Path], list[str]]] = {
    "in order": (lambda: made("fine.mp4"), []),
    "recording in order": (lambda: made("fine.m4a", picture=""), []),
    "no sound": (lambda: made("mute.mp4", tone=""), ["silent"]),
    "silence": (lambda: made("silence.mp4", tone=f"anullsrc=r=44100:cl=stereo:d={SECONDS}"), ["silent"]),
    "quiet": (lambda: made("quiet.mp4", tone=f"{TONE},volume=0.02"), ["quiet"]),
    "clipped": (
        lambda: made("clipped.wav", picture="", tone=f"{TONE},volume=30dB", told=["-c:a", "pcm_s16le"]),
        ["clipped"],
    ),
    "left alone": (lambda: made("left.mp4", tone=f"{TONE},pan=stereo|c0=c0|c1=0*c0"), ["one_sided"]),
    "right alone": (lambda: made("right.m4a", picture="", tone=f"{TONE},pan=stereo|c0=0*c0|c1=c0"), ["one_sided"]),
    "uneven frames": (
        lambda: made(
            "uneven.mp4", picture=f"{PICTURE},select='lt(mod(n,7),3)+eq(mod(n,7),5)'", told=["-fps_mode", "vfr"]
        ),
        ["frame_rate_varies"],
    ),
    "upright": (lambda: made("upright.mp4", picture=f"testsrc2=s=360x640:r=25:d={SECONDS}"), ["portrait"]),
    "small": (lambda: made("small.mp4", picture=f"testsrc2=s=320x240:r=25:d={SECONDS}"), ["small_picture"]),
    "few bits": (
        lambda: made("few.mp4", picture=f"color=gray:s=1280x720:r=25:d={SECONDS}", told=["-b:a", "32k"]),
        ["low_bitrate"],
    ),
    "black for long": (
        lambda: made(
            "black.mp4",
            picture="testsrc2=s=640x360:r=5:d=80,drawbox=c=black:t=fill:enable='between(t,20,61.9)'",
            tone="sine=440:d=80",
            told=["-g", "10"],
        ),
        ["black"],
    ),
    "several": (
        lambda: made("several.mp4", tone="", picture=f"testsrc2=s=180x320:r=25:d={SECONDS}"),
        ["silent", "portrait", "small_picture"],
    ),
}


def laddered(source: Path) -> Asset:
    asset = store_file(path=source, name=source.name, owner_id=None)
    package_now(asset.pk)
    return ladder_now(asset.pk)


@pytest.mark.parametrize("which", FILES)
def test_what_was_measured_is_told_by_codes_and_keeps_nobody_from_playing(which: str) -> None:
    source, codes = FILES[which]
    asset = laddered(source())
    client = Client()
    client.force_login(make.user(role="creator"))
    told = client.get(f"/media/assets/{asset.pk}/state").json()
    assert [note["code"] for note in told["notes"]] == codes
    assert (told["state"], asset.ladder_error) == ("ready", "")
    assert asset.laddered_at is not None


def figures(asset: Asset) -> dict[str, object]:
    (note,) = checks.read(asset.pk) or []
    return dict(note.figures)


def test_figures_say_how_much_and_where() -> None:
    assert figures(laddered(FILES["left alone"][0]())) == {"side": "left"}
    assert figures(laddered(FILES["right alone"][0]())) == {"side": "right"}
    assert figures(laddered(FILES["clipped"][0]())) == {"seconds": SECONDS}
    assert figures(laddered(FILES["small"][0]())) == {"width": 320, "height": 240}
    black = figures(laddered(FILES["black for long"][0]()))
    assert black == {"from_seconds": 20, "to_seconds": 62}


def test_a_last_picture_that_stands_long_is_not_black() -> None:
    """Between its last keyframe and its end a strip of the seek bar had nothing to show."""
    still = made("still.mp4", picture="testsrc2=s=640x360:r=5:d=80", tone="sine=440:d=80", told=["-g", "9999"])
    assert checks.read(laddered(still).pk) == []


def test_nothing_is_told_before_it_was_measured() -> None:
    asset = store_file(path=films.film(), name="a.mp4", owner_id=None)
    client = Client()
    client.force_login(make.user(role="creator"))
    address = f"/media/assets/{asset.pk}/state"
    assert client.get(address).json()["notes"] is None
    package_now(asset.pk)
    assert client.get(address).json()["notes"] is None


def test_a_backup_takes_it_along() -> None:
    asset = laddered(FILES["in order"][0]())
    ((film, _size),) = all_films()
    assert (checks.path(asset.pk), False) in film.files()


def test_a_teacher_reads_it_beside_the_film_with_what_to_do() -> None:
    lesson = Lesson.objects.filter(chapter__course=make.course()).first()
    assert lesson is not None
    edit_lesson(lesson_id=lesson.pk, actor_id=None, kind=Lesson.Kind.VIDEO)
    client = Client()
    client.force_login(make.user(role="creator"))
    address = f"/studio/lessons/{lesson.pk}/media"
    for which, said in (("in order", ""), ("several", "没有声音，或几乎听不见"), ("left alone", "只有左边有声音")):
        asset = laddered(FILES[which][0]())
        set_lesson_asset(lesson_id=lesson.pk, asset_id=asset.pk, actor_id=None)
        for page in (address, f"/studio/lessons/{lesson.pk}"):
            text = client.get(page).content.decode()
            assert "可以播放" in text
            assert ("media-notes" in text) is bool(said)
            assert said in text


@pytest.mark.parametrize(
    ("text", "levels", "seconds"),
    [
        ("", (), 0.0),
        ("frame:0 pts:0 pts_time:0\nlavfi.astats.1.Peak_level=-inf\nlavfi.astats.1.RMS_level=-inf\n", (-120.0,), 0.0),
        (TWO_WINDOWS, (-10.0,), 1.5),
    ],
    ids=["nothing", "silence", "half"],
)
def test_levels_are_read_as_ffmpeg_tells_them(text: str, levels: tuple[float, ...], seconds: float) -> None:
    found = levels_in(text)
    assert isinstance(found, Heard)
    assert [round(one, 6) for one in found.levels] == list(levels)
    assert found.full_seconds == seconds
