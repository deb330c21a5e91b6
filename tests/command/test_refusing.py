"""An operator's mistakes about the home are told in a sentence, and leave nothing behind."""

import os
from pathlib import Path

import pytest

from zhiyu.command import ports
from zhiyu.command.main import main

ROOT = os.geteuid() == 0


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "home"
    monkeypatch.setenv("ZHIYU_HOME", str(made))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("ZHIYU_MODE", raising=False)
    return made


@pytest.mark.parametrize("command", [["backup", "x.backup"], ["export", "out"]])
def test_what_reads_a_school_makes_none_where_there_is_none(home: Path, command: list[str]) -> None:
    with pytest.raises(SystemExit, match=f"{home} 里没有学堂.*ZHIYU_HOME"):
        main(command)

    assert not home.exists()


@pytest.mark.skipif(not ROOT, reason="only root may leave files to another user")
@pytest.mark.parametrize("command", [["up"], ["secrets", "rotate"], ["manage", "migrate"]])
def test_root_leaves_no_file_in_the_home_of_another_user(home: Path, command: list[str]) -> None:
    home.mkdir()
    os.chown(home, 4321, -1)

    with pytest.raises(SystemExit, match="#4321"):
        main(command)

    assert list(home.iterdir()) == []


def test_a_home_that_is_a_file_is_named(home: Path) -> None:
    home.write_text("not a folder")

    with pytest.raises(SystemExit, match=f"{home}.*ZHIYU_HOME"):
        main(["up"])


@pytest.mark.parametrize(
    ("host", "port", "told"), [("127.0.0.1", 99999, "没有端口 99999"), ("203.0.113.9", 0, r"203\.0\.113\.9.*--host")]
)
def test_an_address_that_cannot_be_listened_at_is_no_busy_port(host: str, port: int, told: str) -> None:
    with pytest.raises(SystemExit, match=told):
        ports.take(host, port)


def test_an_address_of_the_sixth_version_can_be_listened_at() -> None:
    with ports.take("::1", 0) as listening:
        assert listening.getsockname()[0] == "::1"
