"""Files from strangers: what they say they are, what they are, what they carry, and what a browser makes of them."""

import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image
from pytest_django import Settings

from tests import make
from tests.access.viewers import content
from tests.media import films
from zhiyu.accounts.models import User
from zhiyu.catalog.errors import ImportRefused
from zhiyu.catalog.importing import import_folder
from zhiyu.catalog.models import Course
from zhiyu.media import files
from zhiyu.media.actions import store_file
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db
HTML = b"<!doctype html><script>canary()</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="canary()"><script>canary()</script></svg>'
GPS, MODEL = 0x8825, 0x0110


@pytest.fixture(autouse=True)
def media_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path / "media"


def png(*, width: int = 20, height: int = 20) -> bytes:
    made = BytesIO()
    Image.effect_noise((width, height), 60).save(made, "PNG")
    return made.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG that says it is huge and is a few hundred bytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def zipped(names: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in names.items():
            archive.writestr(name, body)
    return made.getvalue()


REFUSED = {
    "page.png": HTML,
    "page.jpg": b"\xff\xd8\xff" + HTML,
    "vector.png": SVG,
    "vector.svg": SVG,
    "page.html": HTML,
    "page.xhtml": HTML,
    "script.js": b"canary()",
    "page.pdf": HTML,
    "half.pdf": b"%PDF-1.7\n" + HTML,
    "film.mp4": HTML,
    "list.mp4": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n",
    "list.m3u8": b"#EXTM3U\n#EXTINF:10,\nhttp://169.254.169.254/\n",
    "concat.mp4": b"ffconcat version 1.0\nfile '/etc/passwd'\n",
    "pixels.png": bomb(60_000, 60_000),
    "program.exe": b"MZ" + b"\0" * 600,
    "program.png": b"\x7fELF" + b"\0" * 600,
    "shell.mp3": b"#!/bin/sh\nid\n",
    "empty.png": b"",
    "archive.png": zipped({"a.txt": b"x"}),
    "broken.zip": b"PK\x03\x04" + b"\0" * 100,
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_what_it_says_is_refused_whole(name: str, media_dir: Path) -> None:
    with pytest.raises(MediaRefused):
        store_file(path=films.wrong(name, REFUSED[name]), name=name, owner_id=None)
    assert not Asset.objects.exists()
    assert not [path for path in media_dir.rglob("*") if path.is_file()]


POLYGLOTS = {
    "after.png": png() + HTML,
    "after.gif": b"",
    "comment.jpg": b"",
}


def polyglot(name: str) -> bytes:
    made = BytesIO()
    picture = Image.effect_noise((20, 20), 60)
    if name == "after.gif":
        picture.save(made, "GIF", comment=HTML)
        return made.getvalue() + HTML
    if name == "comment.jpg":
        picture.save(made, "JPEG", comment=HTML)
        return made.getvalue() + HTML
    return POLYGLOTS[name]


@pytest.mark.parametrize("name", POLYGLOTS)
def test_a_page_hidden_in_a_picture_never_reaches_a_reader(name: str, client: Client) -> None:
    asset = store_file(path=films.wrong(name, polyglot(name)), name=name, owner_id=None)
    make.cover(asset)
    answer = client.get(f"/media/assets/{asset.pk}/image")
    assert b"canary" not in content(answer)
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'"


def located() -> Image.Exif:
    exif = Image.Exif()
    exif[MODEL] = "canary phone"
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (31.0, 14.0, 15.0)
    return exif


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "moving PNG", "moving WEBP"])
def test_where_a_picture_was_taken_stays_with_its_owner(form: str, client: Client) -> None:
    moving, _, kind = form.rpartition(" ")
    frames = [Image.effect_noise((20, 20), 60).convert("RGB") for _ in range(2 if moving else 1)]
    more = {"save_all": True, "append_images": frames[1:]} if moving else {}
    made = BytesIO()
    frames[0].save(made, kind, exif=located(), **more)
    assert b"canary phone" in made.getvalue()

    asset = store_file(
        path=films.wrong(f"gps.{kind.lower()}", made.getvalue()), name=f"gps.{kind.lower()}", owner_id=None
    )
    make.cover(asset)
    shown = content(client.get(f"/media/assets/{asset.pk}/image"))
    assert b"canary phone" not in shown
    assert not Image.open(BytesIO(shown)).getexif()
    assert getattr(Image.open(BytesIO(shown)), "n_frames", 1) == len(frames)


def test_an_archive_is_kept_shut(media_dir: Path) -> None:
    """Nothing here ever unpacks one: names that climb and sizes that burst stay words in a directory."""
    evil = zipped({"../../evil.txt": b"x", "/etc/evil": b"x", "zeros": b"\0" * 50_000_000})
    asset = store_file(path=films.wrong("evil.zip", evil), name="../../evil.zip", owner_id=None)
    assert asset.name == "evil.zip"
    found = [path for path in media_dir.rglob("*") if path.is_file()]
    assert found == [files.original(asset)]
    assert found[0].stat().st_size == len(evil)


NAMES = ["../../x.png", "..\\..\\x.png", "/etc/x.png", "a\r\nSet-Cookie: b=1.png", "x\u202egnp.exe.png"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_never_becomes_a_path_or_a_header(name: str, media_dir: Path) -> None:
    asset = store_file(path=films.picture("png"), name=name, owner_id=None)
    assert "/" not in asset.name
    assert "\\" not in asset.name
    for path in media_dir.rglob("*"):
        assert path.resolve().is_relative_to(media_dir.resolve())
    answer = files.original(asset)
    assert answer.parent.name == str(asset.pk)


# --- a course folder from somebody else ----------------------------------------------------------------------------


@pytest.fixture
def owner() -> User:
    return make.user(role="owner")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "别人的课"
    (root / "01-开头").mkdir(parents=True)
    (root / "01-开头" / "01-一节.md").write_text("# 一节\n\n正文。\n")
    (tmp_path / "secret.png").write_bytes(png())
    (tmp_path / "secret.toml").write_text('title = "别人的设置"\n')
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "a.md").write_text("机密")
    return root


LINKS = {
    "cover.png": "../secret.png",
    "course.toml": "../secret.toml",
    "02-外面": "../secret",
    "01-开头/02-外面.md": "../../secret/a.md",
    "01-开头/图": "../../secret",
    "01-开头/圈": "..",
    "01-开头/passwd.txt": "/etc/passwd",
}


@pytest.mark.parametrize("name", LINKS)
def test_no_link_leads_out_of_a_course_folder(name: str, folder: Path, owner: User) -> None:
    (folder / name).symlink_to(LINKS[name])
    with pytest.raises(ImportRefused) as refusal:
        import_folder(folder, owner_id=owner.pk, progress=lambda _text: None)
    assert name.rsplit("/", maxsplit=1)[-1] in str(refusal.value)
    assert not Course.objects.exists()
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "![x](../../secret.png)",
        "![x](%2e%2e/%2e%2e/secret.png)",
        "![x](/etc/hostname)",
        "[x](../../secret/a.md)",
        "![x](http://127.0.0.1:8000/admin)",
    ],
)
def test_no_reference_of_a_text_leads_out_of_its_folder(text: str, folder: Path, owner: User) -> None:
    (folder / "01-开头" / "01-一节.md").write_text(f"# 一节\n\n{text}\n")
    with pytest.raises(ImportRefused):
        import_folder(folder, owner_id=owner.pk, progress=lambda _text: None)
    assert not Asset.objects.exists()


def test_an_address_of_this_machine_is_no_picture(folder: Path, owner: User) -> None:
    (folder / "01-开头" / "01-一节.md").write_text("# 一节\n\n![x](file:///etc/hostname)\n")
    import_folder(folder, owner_id=owner.pk, progress=lambda _text: None)
    assert not Asset.objects.exists()


@pytest.mark.parametrize("toml", ['title = "a\\u0000b"\n', "stock = 9223372036854775808\n", "[a]\n" * 3])
def test_odd_settings_are_named_not_stumbled_over(toml: str, folder: Path, owner: User) -> None:
    (folder / "course.toml").write_text(toml)
    with pytest.raises(ImportRefused, match=r"course\.toml"):
        import_folder(folder, owner_id=owner.pk, progress=lambda _text: None)
