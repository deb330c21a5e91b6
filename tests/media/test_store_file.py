import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pytest_django import Settings

from tests import make
from tests.media import films
from tests.media.packaged import run_jobs
from zhiyu.media import files, images
from zhiyu.media.actions import begin_upload, discard, store_file
from zhiyu.media.errors import DiskFull, MediaRefused
from zhiyu.media.models import Asset
from zhiyu.media.probe import probe
from zhiyu.platform.health import report

pytestmark = pytest.mark.django_db


def office(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def left_behind(media_dir: Path) -> list[Path]:
    return [x for x in media_dir.rglob("*") if x.is_file()]


PDF = b"%PDF-1.7\n" + b"0" * 5000 + b"\n%%EOF\n"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
NAMES = ["a.mp4", "a.mp3", "a.png", "a.pdf", "a.zip", "a", "a.txt"]


@pytest.mark.parametrize(
    ("name", "content", "mime"),
    [
        ("讲义.pdf", PDF, "application/pdf"),
        ("表.xlsx", office("[Content_Types].xml", "xl/workbook.xml"), f"{OPEN_XML}.spreadsheetml.sheet"),
        ("文.docx", office("[Content_Types].xml", "word/document.xml"), f"{OPEN_XML}.wordprocessingml.document"),
        ("书.epub", office("mimetype", "META-INF/container.xml"), "application/epub+zip"),
        ("素材.zip", office("a.txt"), "application/zip"),
        ("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "application/msword"),
        ("字幕.srt", "1\n00:00:01 --> 00:00:02\n你好\n".encode(), "text/plain"),
        ("笔记.md", "# 标题".encode("gb18030"), "text/markdown"),
    ],
)  # fmt: skip
def test_documents_are_kept_as_they_are(name: str, content: bytes, mime: str) -> None:
    source = films.wrong(name, content)
    asset = store_file(path=source, name=name, owner_id=None)
    assert (asset.kind, asset.state, asset.mime, asset.name) == ("file", "ready", mime, name)
    assert files.original(asset).read_bytes() == content == source.read_bytes()
    assert run_jobs() == 0


REFUSED: dict[str, tuple[str, Callable[[], Path]]] = {
    "empty": ("空.mp4", lambda: films.wrong("空.mp4", b"")),
    "junk": ("坏.mp4", lambda: films.wrong("坏.mp4", b"\1\2\3junk" * 5000)),
    "text called mp4": ("文.mp4", lambda: films.wrong("文.mp4", "只是文字".encode())),
    "a picture called mp4": ("图.mp4", lambda: films.wrong("图.mp4", films.picture().read_bytes())),
    "a film called pdf": ("片.pdf", lambda: films.wrong("片.pdf", films.film().read_bytes())),
    "a film called jpg": ("片.jpg", lambda: films.wrong("片.jpg", films.film().read_bytes())),
    "half a film": ("半.mp4", lambda: films.first_half(films.film(), "半.mp4")),
    "half a film without its index": (
        "无.mov",
        lambda: films.first_half(
            films.ffmpeg("-i", str(films.film()), "-c", "copy", target=films.PLACE / "tail.mov"), "无.mov"
        ),
    ),
    "half a picture": ("半.png", lambda: films.first_half(films.picture(), "半.png")),
    "half a pdf": ("半.pdf", lambda: films.wrong("半.pdf", PDF[:3000])),
    "half a zip": ("半.zip", lambda: films.wrong("半.zip", office("a", "b")[:60])),
    "a huge picture": ("大.png", lambda: films.wrong("大.png", huge_picture())),
    "an iPhone picture": ("拍.heic", lambda: films.wrong("拍.heic", b"\0\0\0\x18ftypheic" + b"\0" * 50)),
    "a playlist": ("单.m3u8", lambda: films.wrong("单.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n")),
    "a playlist called mp4": ("单.mp4", lambda: films.wrong("单.mp4", b"#EXTM3U\n#EXTINF:1,\n/etc/passwd\n")),
    "a program": ("程.exe", lambda: films.wrong("程.exe", b"MZ" + b"\0" * 500)),
    "a page": ("页.html", lambda: films.wrong("页.html", b"<script>alert(1)</script>")),
    "a drawing": ("画.svg", lambda: films.wrong("画.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
    "a photograph as the camera keeps it": ("原.NEF", lambda: films.wrong("原.NEF", b"MM\0*" + b"\1\2" * 500)),
    "a drawing called png": ("画.png", lambda: films.wrong("画.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>")),
    "junk called pptx": ("稿.pptx", lambda: films.wrong("稿.pptx", b"\1\2\3junk" * 500)),
    "an iPhone burst": ("连.heif", lambda: films.wrong("连.heif", b"\0\0\0\x18ftypmsf1" + b"\0" * 50)),
}
CAUSES = {
    "empty": "empty",
    "junk": "damaged",
    "text called mp4": "damaged",
    "a picture called mp4": "wrong_type",
    "a film called pdf": "wrong_type",
    "a film called jpg": "wrong_type",
    "half a film": "truncated",
    "half a film without its index": "damaged",
    "half a picture": "damaged",
    "half a pdf": "truncated",
    "half a zip": "damaged",
    "a huge picture": "too_many_pixels",
    "an iPhone picture": "heic",
    "a playlist": "unknown_type",
    "a playlist called mp4": "damaged",
    "a program": "unknown_type",
    "a page": "unknown_type",
    "a drawing": "picture",
    "a photograph as the camera keeps it": "picture",
    "a drawing called png": "wrong_type",
    "junk called pptx": "wrong_type",
    "an iPhone burst": "heic",
}


def huge_picture() -> bytes:
    made = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_named_and_leaves_nothing(case: str, media_dir: Path) -> None:
    name, made = REFUSED[case]
    source = made()
    before = source.read_bytes()
    with pytest.raises(MediaRefused) as refusal:
        store_file(path=source, name=name, owner_id=None)
    assert refusal.value.extra == {"cause": CAUSES[case]}
    assert name in str(refusal.value)
    assert "请" in str(refusal.value) or "可以上传" in str(refusal.value)
    assert not Asset.objects.exists()
    assert left_behind(media_dir) == []
    assert source.read_bytes() == before


@given(st.binary(min_size=1, max_size=3000), st.sampled_from(NAMES))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_random_bytes_are_told_or_refused_never_fatal(content: bytes, name: str) -> None:
    with suppress(MediaRefused):
        assert probe(films.wrong("random", content), name).mime


@given(st.integers(0, 60_000), st.binary(min_size=1, max_size=200))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_film_with_a_spoilt_place_is_told_or_refused_never_fatal(at: int, junk: bytes) -> None:
    spoilt = bytearray(films.film(seconds=5).read_bytes())
    spoilt[at : at + len(junk)] = junk
    with suppress(MediaRefused):
        assert probe(films.wrong("spoilt.mp4", bytes(spoilt)), "spoilt.mp4").mime


def test_a_lesson_that_needs_a_film_takes_no_sound(media_dir: Path) -> None:
    with pytest.raises(MediaRefused) as refusal:
        store_file(path=films.sound(), name="声.mp3", owner_id=None, expect="video")
    assert refusal.value.extra == {"cause": "wrong_kind"}
    assert "视频" in str(refusal.value)
    assert left_behind(media_dir) == []


@pytest.mark.parametrize(
    ("name", "content", "cause", "said"),
    [
        ("样张.png", lambda: films.picture().read_bytes(), "alone", "套图"),
        ("空.zip", lambda: b"PK\5\6" + bytes(18), "courseware_no_start", "index.html"),
    ],
)
def test_what_is_no_lesson_is_told_where_it_belongs(
    name: str, content: Callable[[], bytes], cause: str, said: str
) -> None:
    with pytest.raises(MediaRefused) as refusal:
        store_file(path=films.wrong(name, content()), name=name, owner_id=None, expect="played")
    assert refusal.value.extra == {"cause": cause}
    assert f"《{name}》" in str(refusal.value)
    assert said in str(refusal.value)


def test_a_picture_is_shown_upright_small_and_without_its_place() -> None:
    made = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "secret camera"
    Image.effect_noise((3000, 1000), 50).convert("RGB").save(made, "JPEG", exif=exif)
    asset = store_file(path=films.wrong("拍.jpg", made.getvalue()), name="拍.jpg", owner_id=None)
    assert (asset.width, asset.height, asset.state) == (1000, 3000, "ready")
    shown = files.display_image(asset.pk)
    assert b"secret" not in shown.read_bytes()
    with Image.open(shown) as picture:
        assert (picture.format, picture.size) == ("WEBP", (533, 1600))

    make.cover(asset)
    answer = Client().get(f"/media/assets/{asset.pk}/image")
    assert b"".join(answer) == shown.read_bytes()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_moving_picture_keeps_moving() -> None:
    made = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    asset = store_file(path=films.wrong("动.gif", made.getvalue()), name="动.gif", owner_id=None)
    make.cover(asset)
    answer = Client().get(f"/media/assets/{asset.pk}/image")
    assert answer.headers["Content-Type"] == "image/gif"
    assert b"".join(answer) == made.getvalue()


def test_only_pictures_are_public() -> None:
    pdf = store_file(path=films.wrong("讲.pdf", PDF), name="讲.pdf", owner_id=None)
    video = store_file(path=films.film(), name="a.mp4", owner_id=None)
    found = [
        Client().get(f"/media/assets/{asset.pk}/{what}").status_code
        for asset in (pdf, video)
        for what in ("image", "poster", "original.mp4", "")
    ]
    assert found == [404] * 8


def test_the_editor_is_told_how_far_a_film_is() -> None:
    asset = store_file(path=films.film(), name="a.mp4", owner_id=None)
    creator, learner = Client(), Client()
    creator.force_login(make.user(role="creator"))
    learner.force_login(make.user())
    address = f"/media/assets/{asset.pk}/state"
    waiting = creator.get(address).json()
    assert (waiting["state"], waiting["progress"], waiting["duration_ms"]) == ("stored", 0, 10_000)
    assert learner.get(address).status_code == 403

    run_jobs()
    done = creator.get(address).json()
    assert (done["state"], done["progress"], done["preview_seconds"]) == ("ready", 100, 2)
    poster = Client().get(f"/media/assets/{asset.pk}/poster")
    assert b"".join(poster)[8:12] == b"WEBP"


def test_names_are_names_not_paths() -> None:
    source = films.wrong("x.pdf", PDF)
    for name in ("../../etc/x.pdf", "C:\\课\\x.pdf", "/x.pdf"):
        assert store_file(path=source, name=name, owner_id=None).name == "x.pdf"


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("第一\r\n课.pdf", "第一课.pdf"),
        ("课\u202efdp.exe", "课fdp.exe"),
        ("\u200b\n", "upload"),
        ("长" * 300 + ".pdf", "长" * 196 + ".pdf"),
        ("🌄 “日出”'s & <b>.pdf", "🌄 “日出”'s & <b>.pdf"),
    ],
)
def test_a_name_is_one_line_as_people_read_it_and_keeps_its_ending(told: str, kept: str) -> None:
    owner = make.user(role="owner")

    assert begin_upload(owner_id=owner.pk, name=told, size=10).name == kept


def test_a_rollback_takes_the_row_and_discarding_the_files(media_dir: Path) -> None:
    with transaction.atomic():
        asset = store_file(path=films.film(), name="a.mp4", owner_id=None)
        transaction.set_rollback(True)
    discard(asset_id=asset.pk)
    assert left_behind(media_dir) == []
    assert run_jobs() == 0


def test_a_full_disk_is_told_before_and_in_the_health(settings: Settings, media_dir: Path) -> None:
    settings.DISK_RESERVE = 1
    assert report()["disk"] == "ok"
    settings.DISK_RESERVE = files.free_bytes() * 2
    with pytest.raises(DiskFull):
        store_file(path=films.film(), name="a.mp4", owner_id=None)
    assert left_behind(media_dir) == []
    assert report()["disk"].startswith("low: ")


def test_a_bomb_is_measured_by_all_its_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "MAX_PIXELS", 700)
    made = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(MediaRefused):
        store_file(path=films.wrong("动.gif", made.getvalue()), name="动.gif", owner_id=None)
