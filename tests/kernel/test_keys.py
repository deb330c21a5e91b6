"""The secret key's files: made once, private, and whole after a kill at any step of a change."""

from pathlib import Path

import pytest

from zhiyu.kernel import keys


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path / "home"))
    for name in ("ZHIYU_SECRET_KEY", "ZHIYU_SECRET_KEY_OLD"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


def test_a_key_is_made_once_and_kept_for_its_owner(home: Path) -> None:
    first = keys.current()

    assert keys.current() == first
    assert len(first) >= 48
    assert [path.name for path in home.iterdir()] == ["secret_key"]
    assert (home / "secret_key").stat().st_mode & 0o777 == 0o600


def test_an_empty_key_file_is_named_and_nothing_is_signed_with_it(home: Path) -> None:
    home.mkdir()
    (home / "secret_key").touch()

    with pytest.raises(SystemExit, match=str(home / "secret_key")):
        keys.current()


def test_a_change_goes_by_way_of_a_key_that_is_known_but_does_not_sign() -> None:
    first = keys.current()

    keys.announce()
    coming = keys.coming()
    assert (keys.current(), keys.fallbacks()) == (first, [coming])
    keys.announce()
    assert keys.coming() == coming

    keys.promote()
    assert (keys.current(), keys.coming(), keys.fallbacks()) == (coming, "", [first])
    keys.promote()
    assert (keys.current(), keys.fallbacks()) == (coming, [first])

    keys.forget_old()
    assert (keys.current(), keys.fallbacks()) == (coming, [])


def test_a_change_cut_off_between_its_two_files_ends_at_the_next_call(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = keys.current()
    keys.announce()
    coming = keys.coming()
    with monkeypatch.context() as cut:
        cut.setattr(Path, "rename", renames_until("secret_key", Path.rename))
        with pytest.raises(OSError, match="killed"):
            keys.promote()

    assert (keys.current(), keys.fallbacks()) == (first, [coming])
    keys.promote()
    assert (keys.current(), keys.fallbacks()) == (coming, [first])
    assert sorted(path.name for path in home.iterdir()) == ["secret_key", "secret_key.old"]
    assert {path.stat().st_mode & 0o777 for path in home.iterdir()} == {0o600}


def test_the_environment_wins_and_what_lies_in_files_still_opens(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filed = keys.current()
    monkeypatch.setenv("ZHIYU_SECRET_KEY", "e" * 50)
    monkeypatch.setenv("ZHIYU_SECRET_KEY_OLD", f" {'o' * 50}, ,{'p' * 50}")

    assert keys.current() == "e" * 50
    assert keys.fallbacks() == ["o" * 50, "p" * 50, filed]

    keys.forget_old()
    assert list(home.iterdir()) == []


def renames_until(name: str, rename: object) -> object:
    def renamed(path: Path, target: Path) -> Path:
        if target.name == name:
            raise OSError("killed")
        return rename(path, target)  # type: ignore[operator, no-any-return]

    return renamed
