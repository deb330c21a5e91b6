"""What a ZIP must be to be played; everything else is refused with what is wrong and where."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.courseware import packages
from tests.courseware.packages import PAGE, manifest12, manifest2004, packed
from zhiyu.media import files
from zhiyu.media.actions import discard, package_now, store_file, tidy
from zhiyu.media.attached import attached
from zhiyu.media.errors import CoursewareRefused, MediaRefused
from zhiyu.media.exercises import manifest, reading
from zhiyu.media.exercises.manifest import Part
from zhiyu.media.exercises.serving import mime_of, with_script
from zhiyu.media.models import Asset, Courseware, CoursewareFile, Rendition
from zhiyu.media.queries import courseware_file

pytestmark = pytest.mark.django_db
XXE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = '<!DOCTYPE m [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


def taken(path: Path) -> Asset:
    return store_file(path=path, name="练习.zip", owner_id=None, expect="played")


def test_scorm_1_2_is_read_with_its_pass_mark() -> None:
    found = manifest.parsed(manifest12("a.html", "b/c.html?x=1#top"))

    assert (found.standard, found.title) == ("scorm12", "课")
    assert found.parts == [
        Part(key="p0", title="第 0 部分", depth=0, path="a.html", tracked=True, mastery=0.8),
        Part(key="p1", title="第 1 部分", depth=0, path="b/c.html", query="?x=1#top", tracked=True, mastery=0.8),
    ]


@pytest.mark.parametrize("version", ["CAM 1.3", "2004 3rd Edition", "2004 4th Edition"])
def test_scorm_2004_is_read_with_chapters_bases_and_parameters(version: str) -> None:
    found = manifest.parsed(manifest2004(version))

    assert found.standard == "scorm2004"
    assert found.parts == [
        Part(key="c", title="第一章", depth=0),
        Part(key="a", title="练习", depth=1, path="content/a b.html", query="?lang=zh", tracked=True, mastery=0.6),
        Part(key="b", title="阅读", depth=1, path="content/read.html"),
    ]


REFUSED: Mapping[str, tuple[Mapping[str, bytes], str]] = {
    "no_start": ({"readme.txt": b"x"}, "index.html"),
    "version": ({"imsmanifest.xml": manifest12("p.html", version="AICC 4"), "p.html": PAGE}, "AICC 4"),
    "nothing": ({"imsmanifest.xml": manifest12()}, "imsmanifest.xml"),
    "missing": ({"imsmanifest.xml": manifest12("gone.html")}, "gone.html"),
    "outside": ({"imsmanifest.xml": manifest12("../../p.html"), "p.html": PAGE}, "第 0 部分"),
    "manifest": ({"imsmanifest.xml": b"<manifest><oops></manifest>"}, "line 1"),
    "twice": ({"imsmanifest.xml": manifest12("p.html"), "p.html": PAGE, "P.HTML": PAGE}, "P.HTML"),
    "name": ({"index.html": PAGE, "x" * 241: b""}, "xxx"),
}


@pytest.mark.parametrize(("cause", "parts", "says"), [(cause, *rest) for cause, rest in REFUSED.items()])
def test_what_cannot_be_played_is_refused_with_the_place(
    tmp_path: Path, cause: str, parts: Mapping[str, bytes], says: str
) -> None:
    with pytest.raises(MediaRefused, match=says) as refusal:
        taken(packed(tmp_path / "x.zip", parts))

    assert refusal.value.extra["cause"] == f"courseware_{cause}"
    assert "练习.zip" in str(refusal.value)
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    "href", ["https://evil.example/p.html", "//evil.example/p.html", "/p.html", "..\\p.html", "%2e%2e/p.html", "."]
)
def test_a_start_outside_the_package_is_refused(href: str) -> None:
    with pytest.raises(CoursewareRefused) as refusal:
        manifest.parsed(manifest12(href))

    assert refusal.value.extra["cause"] == "outside"


@pytest.mark.parametrize(("head", "extra"), [(XXE, "&x;"), (LAUGHS, "&b;"), (LAUGHS, "")])
def test_entities_in_a_manifest_are_never_read(head: str, extra: str) -> None:
    with pytest.raises(CoursewareRefused) as refusal:
        manifest.parsed(manifest12("p.html", head=head, extra=extra))

    assert refusal.value.extra["cause"] == "entities"


def test_a_manifest_nested_without_end_is_read_as_far_as_people_go() -> None:
    deep = manifest12("p.html", extra="<item>" * 5000 + "</item>" * 5000)

    assert max(part.depth for part in manifest.parsed(deep).parts) == manifest.DEEPEST


def test_links_and_ways_out_of_the_zip_are_refused(tmp_path: Path) -> None:
    linked = packed(tmp_path / "a.zip", {"index.html": PAGE}, links={"secret": "/etc/passwd"})
    climbing = packed(tmp_path / "b.zip", {"index.html": PAGE, "../../out.html": PAGE})

    causes = []
    for path in (linked, climbing):
        with pytest.raises(MediaRefused) as refusal:
            taken(path)
        causes.append(refusal.value.extra["cause"])

    assert causes == ["courseware_link", "courseware_outside"]
    assert not list(tmp_path.rglob("out.html"))


def test_a_package_is_unpacked_under_numbers_and_found_by_its_names(tmp_path: Path) -> None:
    parts = {"index.html": PAGE, "图/a.PNG": b"png", "run.php": b"<?php system('id');", "in.zip": b"PK\x05\x06"}
    asset = taken(packed(tmp_path / "x.zip", {f"课件/{name}": one for name, one in parts.items()}))

    package_now(asset.pk)
    package_now(asset.pk)

    asset.refresh_from_db()
    assert (asset.kind, asset.state, asset.duration_ms) == ("exercise", "ready", 1000)
    row = Courseware.objects.get()
    assert (row.standard, [one["path"] for one in row.parts]) == ("html", ["index.html"])
    assert {key: courseware_file(asset.pk, key).read_bytes() for key in ("index.html", "图/A.png", "run.php")} == {
        "index.html": PAGE,
        "图/A.png": b"png",
        "run.php": b"<?php system('id');",
    }
    assert mime_of("run.php") == mime_of("in.zip") == "application/octet-stream"
    names = sorted(one.name for one in (files.asset_dir(asset.pk) / "web.1").iterdir())
    assert names == ["0.bin", "1.bin", "2.bin", "3.bin"]
    assert Rendition.objects.get().segments == [[0, len(one), 0] for one in parts.values()]
    assert CoursewareFile.objects.count() == 4


def test_a_zip_that_lies_of_its_content_ends_failed_and_leaves_nothing(tmp_path: Path) -> None:
    path = packages.packed(tmp_path / "x.zip", {"index.html": PAGE, "big.js": b"y" * 5000})
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        start = opened.getinfo("big.js").header_offset + 36
    raw[start : start + 4] = b"\xff\xff\xff\xff"
    path.write_bytes(raw)
    asset = taken(path)

    package_now(asset.pk)

    asset.refresh_from_db()
    assert (asset.state, asset.error) == ("failed", "courseware_damaged")
    assert not (files.asset_dir(asset.pk) / "web.1").exists()
    assert not Courseware.objects.exists()
    assert files.original(asset).read_bytes() == bytes(raw)


def test_a_killed_unpacking_is_taken_up_again(tmp_path: Path) -> None:
    asset = taken(packages.scorm12(tmp_path / "x.zip"))
    asset.move_to(Asset.State.PACKAGING)
    left = files.asset_dir(asset.pk) / "web.1"
    left.mkdir()
    (left / "0.bin").write_bytes(b"half")

    tidy()
    package_now(asset.pk)

    asset.refresh_from_db()
    assert asset.state == "ready"
    assert courseware_file(asset.pk, "p0.html").read_bytes() == PAGE


def test_what_nobody_uses_goes_with_all_its_files(tmp_path: Path) -> None:
    asset = taken(packages.scorm12(tmp_path / "x.zip"))
    package_now(asset.pk)

    assert attached([asset.pk]) == set()
    discard(asset_id=asset.pk)

    assert [one.objects.count() for one in (Courseware, CoursewareFile, Rendition)] == [0, 0, 0]
    assert not files.asset_dir(asset.pk).exists()


def test_a_zip_that_is_attached_stays_a_file(tmp_path: Path) -> None:
    path = packages.scorm12(tmp_path / "x.zip")

    assert store_file(path=path, name="x.zip", owner_id=None).kind == Asset.Kind.FILE
    assert store_file(path=path, name="x.zip", owner_id=None, expect="file").kind == Asset.Kind.FILE


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        (b"<html><HEAD lang=zh><script>a</script>", b"<html><HEAD lang=zh>*<script>a</script>"),
        (b"<!doctype html>\n<p>x", b"<!doctype html>*\n<p>x"),
        (b"<!-- saved --><!DOCTYPE html><header>", b"<!-- saved --><!DOCTYPE html>*<header>"),
        (b"\xef\xbb\xbf<p>", b"\xef\xbb\xbf*<p>"),
        ("\ufeff<head>你".encode("utf-16-le"), "\ufeff<head>*你".encode()),
        ("<head><meta charset=gb2312>你".encode("gb18030"), "<head>*<meta charset=gb2312>你".encode("gb18030")),
        (b"", b"*"),
    ],
)
def test_our_script_comes_before_any_of_the_page(page: bytes, expected: bytes) -> None:
    assert with_script(page, "*") == expected


def test_the_manifest_may_not_be_a_bomb(tmp_path: Path) -> None:
    path = packed(tmp_path / "x.zip", {"imsmanifest.xml": b" " * (reading.MOST_MANIFEST + 1)})

    with pytest.raises(MediaRefused) as refusal:
        taken(path)

    assert refusal.value.extra["cause"] == "courseware_too_large"
