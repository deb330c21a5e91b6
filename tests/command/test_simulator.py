"""The demo's money lies at the simulator whichever way the demo is made."""

import os
import shutil
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.simulator import made_once
from zhiyu.command import simulator

NAMES = ("WECHAT_", "ALIPAY_")


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own, and nothing of a merchant in the environment, before or after."""
    monkeypatch.setenv("ZHIYU_HOME", str(tmp_path))
    monkeypatch.setattr(os, "environ", {k: v for k, v in os.environ.items() if not k.startswith(NAMES)})
    shutil.copytree(made_once() / "sim", tmp_path / "sim")


def port() -> int:
    return urlsplit(os.environ["WECHAT_SIMULATOR_URL"]).port or 0


def test_a_command_without_one_has_one_of_its_own_for_as_long_as_it_runs() -> None:
    with simulator.at_hand(start=True):
        assert simulator.answers(port())
        assert os.environ["ALIPAY_GATEWAY_URL"].startswith(os.environ["WECHAT_SIMULATOR_URL"])
        assert os.environ["WECHAT_PAY_MCHID"]
        running = dict(os.environ)
        for name in running:
            if name.startswith(NAMES):
                os.environ.pop(name)
        with simulator.at_hand(start=True):  # as beside an ``up`` that runs
            assert os.environ["WECHAT_SIMULATOR_URL"] == running["WECHAT_SIMULATOR_URL"]
    assert not simulator.answers(port())


@pytest.mark.parametrize("given", [{"WECHAT_PAY_MCHID": "1900000001"}, {"WECHAT_SIMULATOR_URL": "http://x.test"}, {}])
def test_what_somebody_named_comes_first_and_none_is_begun_unasked(given: dict[str, str]) -> None:
    os.environ.update(given)
    with simulator.at_hand(start=bool(given)):
        assert {name: value for name, value in os.environ.items() if name.startswith(NAMES)} == given


def test_an_account_of_ones_own_counts_whole(tmp_path: Path) -> None:
    (tmp_path / "sim" / "env").write_text("WECHAT_PAY_MCHID=1\nALIPAY_APP_ID=2\nALIPAY_SELLER_ID=3\n")
    url = "http://127.0.0.1:8100"
    assert simulator.instead_of({"ALIPAY_APP_ID": "9"}, url) == {"WECHAT_PAY_MCHID": "1", "WECHAT_SIMULATOR_URL": url}
    assert simulator.instead_of({"WECHAT_PAY_MCHID": "9"}, url) == {}
