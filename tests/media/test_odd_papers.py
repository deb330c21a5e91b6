"""PDFs that cannot be pages: said why, and the worker goes on whatever is in them."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.media import papers
from zhiyu.media import documents, files
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.errors import MediaRefused
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
