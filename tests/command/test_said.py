"""What ``zhiyu up`` prints, of itself and of its parts."""

import json

import pytest

from zhiyu.command.supervisor import Up

REFUSED = 'ERROR:  invalid input syntax for type integer: "13900001111"'


@pytest.fixture
def up() -> Up:
    return Up(host="127.0.0.1", port=1, sim_port=2, demo=False)


def test_a_line_of_the_database_names_nobody(up: Up, capsys: pytest.CaptureFixture[str]) -> None:
    up.show("database", REFUSED)

    assert capsys.readouterr().out == 'database | ERROR:  invalid input syntax for type integer: "[hidden]"\n'


def test_in_production_every_line_is_one_json_object(
    up: Up, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHIYU_MODE", "production")
    line = json.dumps({"event": "payment confirmed", "order": "Z1"})

    up.show("web", line)
    up.show("worker", "Traceback (most recent call last):")
    up.show("prepare", "页面资源")
    up.addresses()

    said = [json.loads(one) for one in capsys.readouterr().out.splitlines()]
    assert said[:3] == [
        json.loads(line),
        {"part": "worker", "event": "Traceback (most recent call last):"},
        {"part": "up", "event": "页面资源"},
    ]
    assert said[3] == {"part": "up", "event": "学堂   http://127.0.0.1:1/"}
