"""``zhiyu secrets`` on a running school: nobody is signed out, sealed rows open, a kill between two steps is mended."""

import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command.homes import school_home
from tests.command.running import ZHIYU, Running, environment, wait

ASK = """
import sys
from django.core.signing import Signer
from zhiyu.platform import vault
does = {"seal": vault.seal, "unseal": vault.unseal, "sign": Signer().sign, "unsign": Signer().unsign}
for what, text in zip(sys.argv[1::2], sys.argv[2::2]):
    print(does[what](text))
"""
DIES_AFTER_RESEAL = """
import os, signal
from zhiyu.command import main, sealing

reseal = sealing.reseal

def reseal_and_die():
    reseal()
    os.kill(os.getpid(), signal.SIGKILL)

sealing.reseal = reseal_and_die
main.main(["secrets", "rotate"])
"""


@pytest.fixture(scope="module")
def up() -> Iterator[Running]:
    running = Running(home=school_home()).start()
    yield running
    running.wipe()


def ask(up: Running, *questions: str) -> list[str]:
    """As a process of the school that starts now would answer; what and of which text, in turns."""
    env = {**environment(up.home), "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings"}
    done = subprocess.run([ZHIYU[0], "-c", ASK, *questions], env=env, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def key_files(home: Path) -> list[str]:
    return sorted(path.name for path in home.glob("secret_key*"))


def kill_while_processes_are_renewed(up: Running) -> None:
    command = subprocess.Popen([*ZHIYU, "secrets", "rotate"], env=environment(up.home))  # noqa: S603
    wait("new processes are asked for", (up.home / "reload.asked").exists)
    command.kill()
    command.wait()


def kill_before_the_new_key_is_used(up: Running) -> None:
    killed = subprocess.run([ZHIYU[0], "-c", DIES_AFTER_RESEAL], env=environment(up.home), check=False)  # noqa: S603
    assert killed.returncode == -signal.SIGKILL


def test_a_change_of_keys_under_a_running_school_goes_on_where_it_was_killed(up: Running) -> None:
    before = (up.home / "secret_key").read_text()
    sealed, signed = ask(up, "seal", "种子", "sign", "abc")

    for kill in (kill_while_processes_are_renewed, kill_before_the_new_key_is_used):
        kill(up)
        assert key_files(up.home) == ["secret_key", "secret_key.next"]
        assert ask(up, "unseal", sealed, "unsign", signed) == ["种子", "abc"]
        wait("the school answers", lambda: up.status() == 200)
    coming = (up.home / "secret_key.next").read_text()
    done = up.run("secrets", "rotate", seconds=200)

    assert done.returncode == 0, done.stderr + up.log
    assert "新密钥已启用" in done.stdout
    assert (up.home / "secret_key").read_text() == coming
    assert (up.home / "secret_key.old").read_text() == before
    assert "secret_key.next" not in key_files(up.home)
    unsealed, unsigned, anew = ask(up, "unseal", sealed, "unsign", signed, "sign", "abc")
    assert (unsealed, unsigned) == ("种子", "abc")
    assert anew != signed
    assert up.status() == 200

    done = up.run("secrets", "forget-old", seconds=200)

    assert done.returncode == 0, done.stderr
    assert key_files(up.home) == ["secret_key"]


def test_old_keys_are_not_forgotten_half_way(up: Running) -> None:
    (up.home / "secret_key.next").write_text("k" * 48)

    done = up.run("secrets", "forget-old", seconds=200)

    (up.home / "secret_key.next").unlink()
    assert (done.returncode, "还没有做完" in done.stderr) == (1, True)


def test_a_new_key_is_long_and_random(up: Running) -> None:
    made = {up.run("secrets", "new").stdout.strip() for _ in range(2)}

    assert len(made) == 2
    assert all(len(key) >= 48 for key in made)
