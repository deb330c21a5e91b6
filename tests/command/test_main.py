import pytest

from zhiyu.command.main import main


def test_a_school_without_production_mode_is_not_opened_to_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHIYU_MODE", "local")
    with pytest.raises(SystemExit, match="production"):
        main(["up", "--host", "0.0.0.0"])  # noqa: S104 -- what must be refused
