"""``zhiyu secrets`` on a running school: nobody is signed out, sealed rows open, a kill between two steps is mended."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.running import ZHIYU, Running, environment, new_home, wait

ASK = "import sys, django; django.setup(); from zhiyu.platform import vault; "
CODE = {
    "seal": ASK + "print(vault.seal('种子'))",
    "unseal": ASK + "print(vault.unseal(sys.argv[1]))",
    "sign": ASK + "from django.core.signing import Signer; print(Signer().sign('abc'))",
    "unsign": ASK + "from django.core.signing import Signer; print(Signer().unsign(sys.argv[1]))",
}


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    running = Running(home=new_home()).start()
    yield running
    running.wipe()


def ask(up: Running, what: str, *arguments: str) -> str:
    env = {**environment(up.home), "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings"}
    argv = [ZHIYU[0], "-c", CODE[what], *arguments]
    done = subprocess.run(argv, env=env, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def key_files(home: Path) -> list[str]:
    return sorted(path.name for path in home.glob("secret_key*"))


def test_a_change_of_keys_under_a_running_school(up: Running) -> None:
    before = (up.home / "secret_key").read_text()
    sealed, signed = ask(up, "seal"), ask(up, "sign")

    done = up.run("secrets", "rotate", seconds=200)

    assert done.returncode == 0, done.stderr + up.log
    assert "新密钥已启用" in done.stdout
    assert (up.home / "secret_key").read_text() != before
    assert (up.home / "secret_key.old").read_text() == before
    assert ask(up, "unseal", sealed) == "种子"
    assert ask(up, "unsign", signed) == "abc"
    assert ask(up, "sign") != signed
    assert up.status() == 200

    done = up.run("secrets", "forget-old", seconds=200)

    assert done.returncode == 0, done.stderr
    assert key_files(up.home) == ["secret_key"]


@pytest.mark.parametrize("after", [0.3, 2.0])
def test_a_change_that_is_killed_goes_on_at_the_next_call(up: Running, after: float) -> None:
    sealed = ask(up, "seal")
    command = subprocess.Popen([*ZHIYU, "secrets", "rotate"], env=environment(up.home))  # noqa: S603
    time.sleep(after)
    command.send_signal(signal.SIGKILL)
    command.wait()
    assert ask(up, "unseal", sealed) == "种子"

    assert up.run("secrets", "rotate", seconds=200).returncode == 0, up.log
    assert "secret_key.next" not in key_files(up.home)
    assert ask(up, "unseal", sealed) == "种子"
    wait("the school answers", lambda: up.status() == 200)


def test_old_keys_are_not_forgotten_half_way(up: Running) -> None:
    (up.home / "secret_key.next").write_text("k" * 48)

    done = up.run("secrets", "forget-old", seconds=200)

    (up.home / "secret_key.next").unlink()
    assert (done.returncode, "还没有做完" in done.stderr) == (1, True)


def test_a_new_key_is_long_and_random(up: Running) -> None:
    made = {up.run("secrets", "new").stdout.strip() for _ in range(2)}

    assert len(made) == 2
    assert all(len(key) >= 48 for key in made)
