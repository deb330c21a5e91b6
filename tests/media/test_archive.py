"""Archives built to harm: refused with a reason, and nothing of them outside their folder."""

import contextlib
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.imports import made
from zhiyu.media import archive
from zhiyu.media.errors import ArchiveRefused

MOST = 256 * 1024 * 1024


def unpack(path: Path, into: Path, *, most: int = MOST) -> None:
    into.mkdir()
    archive.unpack(path, into, most=most, room=lambda _size: None)


def named(name: str, mode: int = stat.S_IFREG) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (mode | 0o644) << 16
    return entry


@pytest.mark.parametrize(
    ("entries", "cause"),
    [
        ([named("../out.md")], "outside"),
        ([named("a/../../out.md")], "outside"),
        ([named("/etc/out.md")], "outside"),
        ([named("C:\\out.md")], "outside"),
        ([named("..\\out.md")], "outside"),
        ([named("/".join("a" * 17) + "/x")], "outside"),
        ([named("link", stat.S_IFLNK)], "link"),
        ([named("pipe", stat.S_IFIFO)], "link"),
        ([named("a.md"), named("A.md")], "twice"),
        ([named("a"), named("a/b")], "twice"),
    ],
    ids=lambda value: value if isinstance(value, str) else ", ".join(one.filename[:12] for one in value),
)
def test_what_would_lead_out_of_its_folder_is_refused(
    tmp_path: Path, entries: list[zipfile.ZipInfo], cause: str
) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as opened:
        for entry in entries:
            opened.writestr(entry, b"/etc/passwd")

    with pytest.raises(ArchiveRefused) as refusal:
        unpack(tmp_path / "x.zip", tmp_path / "in")

    assert refusal.value.extra["cause"] == cause
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and not path.is_relative_to(tmp_path / "in")]
    assert outside == [tmp_path / "x.zip"]


def test_a_bomb_is_refused_before_it_is_written(tmp_path: Path) -> None:
    path = made.packed(tmp_path / "x.zip", {"a": b"\0" * (archive.SMALL + 1)})

    with pytest.raises(ArchiveRefused) as refusal:
        unpack(path, tmp_path / "in")

    assert refusal.value.extra["cause"] == "too_large"
    assert not list((tmp_path / "in").iterdir())


def test_a_bomb_that_lies_of_its_size_is_stopped_while_it_comes_out(tmp_path: Path) -> None:
    path = made.packed(tmp_path / "x.zip", {"a": b"x" * 50_000})
    raw = path.read_bytes()
    path.write_bytes(raw.replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little")))

    with pytest.raises(ArchiveRefused):
        unpack(path, tmp_path / "in", most=1000)

    assert sum(one.stat().st_size for one in (tmp_path / "in").rglob("*")) <= 1000


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9])
def test_a_cut_archive_is_called_damaged(tmp_path: Path, cut: float) -> None:
    path = made.packed(tmp_path / "x.zip", {"a.md": b"abc" * 1000, "b.png": made.picture()})
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * cut)])

    with pytest.raises(ArchiveRefused) as refusal:
        unpack(path, tmp_path / "in")

    assert refusal.value.extra["cause"] == "damaged"


def test_names_that_windows_wrote_in_chinese_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as opened:
        opened.writestr(named("\u03bc\u03b4"), b"1")
    raw = path.read_bytes().replace("\u03bc\u03b4".encode(), "第一".encode("gb18030"))
    path.write_bytes(raw.replace(b"\x00\x08\x00\x00", b"\x00\x00\x00\x00"))  # the flag that says UTF-8

    unpack(path, tmp_path / "in")

    assert [one.name for one in (tmp_path / "in").iterdir()] == ["第一"]


@settings(max_examples=30)
@given(names=st.lists(st.text(alphabet="ab./\\:\0 课", min_size=1, max_size=8), min_size=1, max_size=4, unique=True))
def test_no_names_ever_lead_out(names: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("zip")
    with zipfile.ZipFile(place / "x.zip", "w") as opened:
        for name in names:
            entry = zipfile.ZipInfo("x")
            entry.filename = name
            opened.writestr(entry, b"1")
    with contextlib.suppress(ArchiveRefused):
        unpack(place / "x.zip", place / "in")
    found = {path for path in place.rglob("*") if path.is_file()}
    assert {one for one in found if not one.is_relative_to(place / "in")} == {place / "x.zip"}
