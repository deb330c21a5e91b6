from pathlib import Path

from tests.simulator import running, wait_for
from tests.wxsim.conftest import Merchant, order
from wxsim.alipay.keys import alipay_environment
from wxsim.keys import environment


def test_a_restart_forgets_no_key_no_order_and_no_notification(tmp_path: Path) -> None:
    merchant = Merchant(answers=[500])
    with running(tmp_path, post=merchant, retries=(1.0,)) as sim:
        order(sim)
        order(sim, "20261121000002")
        sim.tell("pay", out_trade_no="20261121000001")
        sim.settled()
        before = sim.world.keys.public_key_id
        states = [one["trade_state"] for one in sim.ask("orders")["items"]]

    with running(tmp_path, post=merchant) as sim:
        assert sim.world.keys.public_key_id == before
        assert [one["trade_state"] for one in sim.ask("orders")["items"]] == states == ["SUCCESS", "NOTPAY"]
        wait_for(lambda: sim.ask("notifications")["items"][0]["done"])
        assert len(set(merchant.ids())) == 1
        assert sim.pay().query("20261121000002")["trade_state"] == "NOTPAY"


def test_the_environment_file_names_every_variable_and_only_its_owner_reads_the_keys(tmp_path: Path) -> None:
    with running(tmp_path) as sim:
        folder = tmp_path / "sim"
        said = dict(line.split("=", 1) for line in (folder / "env").read_text().splitlines())

        assert said == {**environment(sim.world.keys, sim.url), **alipay_environment(sim.world.alipay, sim.url)}
        assert said["WECHAT_PAY_BASE_URL"] == said["WECHAT_SIMULATOR_URL"] == sim.url
        assert "BEGIN PRIVATE KEY" in Path(said["WECHAT_PAY_PRIVATE_KEY"]).read_text()
        assert "BEGIN PUBLIC KEY" in Path(said["WECHAT_PAY_PUBLIC_KEY"]).read_text()
        assert {path.stat().st_mode & 0o077 for path in folder.glob("*.pem")} == {0}
