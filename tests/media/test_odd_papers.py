"""PDFs that cannot be pages: said why, and the worker goes on whatever is in them."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media import papers
from zhiyu.media import documents, files
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.errors import DocumentRefused, DocumentTooSlow, MediaRefused, PackagingInterrupted
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "cause", "said"),
    [
        (papers.locked, "pages_locked", "密码"),
        (lambda path: papers.pdf(path, *["page"] * 1001), "pages_too_many", "1001 页"),
        (papers.pdf, "pages_empty", "一页也没有"),
    ],
)
def test_each_reason_has_its_own_words(make: Callable[[Path], Path], cause: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(MediaRefused) as refusal:
        store_file(path=make(tmp_path / "讲义.pdf"), name="讲义.pdf", owner_id=None, expect="played")

    assert refusal.value.extra == {"cause": cause}
    assert "《讲义.pdf》" in str(refusal.value)
    assert said in str(refusal.value)
    assert not Asset.objects.exists()


def test_a_page_without_an_end_takes_nothing_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MOST_SECONDS", 1)
    source = papers.nested(tmp_path / "a.pdf", deep=12)
    asset = package_now(store_file(path=source, name="讲义.pdf", owner_id=None, expect="played").pk)

    assert (asset.state, asset.error) == ("failed", "page_not_drawn")
    assert files.original(asset).read_bytes() == source.read_bytes()
    assert [one.name for one in files.asset_dir(asset.pk).iterdir()] == ["original.pdf"]


def test_a_page_that_can_be_drawn_is_drawn_however_it_is_nested(tmp_path: Path) -> None:
    source = papers.nested(tmp_path / "a.pdf", deep=3)
    asset = package_now(store_file(path=source, name="讲义.pdf", owner_id=None, expect="played").pk)

    assert (asset.state, asset.error, asset.duration_ms) == ("ready", "", 1000)


def test_the_drawing_program_ends_with_a_word_and_not_with_a_trace(tmp_path: Path) -> None:
    (tmp_path / "no.pdf").write_bytes(b"%PDF-1.4\nno\n%%EOF")
    told = [str(tmp_path / "no.pdf"), str(tmp_path), "3", "82", "5"]
    ended = subprocess.run(documents.program(*told), capture_output=True, check=False)  # noqa: S603 -- our own program

    assert (ended.returncode, ended.stdout, ended.stderr) == (3, b"", b"")


def test_pages_are_counted_elsewhere_than_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    assert documents.length_ms(papers.pdf(tmp_path / "a.pdf", "one", "two")) == 2_000


@pytest.mark.skipif(sys.platform != "linux", reason="a pipe with a name is what hangs when it is opened")
def test_who_hands_in_a_file_does_not_wait_for_ever(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.pdf")
    with pytest.raises(DocumentRefused) as refusal:
        documents.length_ms(tmp_path / "a.pdf", seconds=1)

    assert refusal.value.extra == {"cause": "damaged"}


def test_a_document_has_a_bound_as_well_as_each_of_its_pages(tmp_path: Path) -> None:
    source, into = papers.pdf(tmp_path / "a.pdf", "one", "two", "three"), tmp_path / "pages"
    with pytest.raises(DocumentTooSlow):
        documents.render(source, into=into, percent=lambda _percent: None, seconds=0)

    assert (into / "0.webp").is_file()


def as_drawing_program(script: Path, body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    script.write_text(f"#!/bin/sh\n{body}\n")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))


def test_the_drawing_program_knows_none_of_our_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_SECRET_KEY", "a-key-of-ours")
    as_drawing_program(tmp_path / "python", f'env > "{tmp_path}/known"; cat >> "{tmp_path}/known"; echo 4', monkeypatch)

    assert documents.length_ms(papers.pdf(tmp_path / "a.pdf", "page")) == 4_000
    known = (tmp_path / "known").read_text()
    assert "PATH=" in known
    assert "a-key-of-ours" not in known
    assert "DATABASE" not in known


def test_a_drawing_program_that_is_asked_to_end_is_no_fault_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_drawing_program(tmp_path / "python", "kill -TERM $$", monkeypatch)
    with pytest.raises(PackagingInterrupted):
        documents.length_ms(papers.pdf(tmp_path / "a.pdf", "page"))


def test_a_machine_with_less_memory_than_we_bound_draws_too(tmp_path: Path) -> None:
    """A hard bound of 2.5 GiB, as ``ulimit -v`` gives."""
    source = papers.pdf(tmp_path / "a.pdf", "page")
    argv = documents.program(str(source), str(tmp_path), "3", "82", "20")
    less = 2560 * 1024**2
    ended = subprocess.run(  # noqa: S603 -- our own program
        argv,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (less, less)),
    )

    assert (ended.returncode, ended.stderr) == (0, b"")
    assert (tmp_path / "0.webp").is_file()


DRAWING = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from pathlib import Path
from zhiyu.media import documents
source = Path(sys.argv[1])
with documents.sheets_of(source, source.parent, most=2, quality=82, seconds=60) as lines:
    print(lines.readline(), end="", flush=True)
    lines.readline()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere it ends after its page")
def test_who_is_killed_leaves_nobody_drawing(tmp_path: Path) -> None:
    source = papers.tiled(tmp_path / "a.pdf")
    argv = [sys.executable, "-c", DRAWING, str(source)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as killed:  # noqa: S603
        assert killed.stdout is not None
        assert killed.stdout.readline().startswith(b"[1240, ")
        killed.kill()
        # The drawing program has the other end of it, for as long as it lives.
        assert killed.communicate(timeout=20)[1] == b""
