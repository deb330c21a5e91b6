#!/usr/bin/env python3
"""Acceptance of backup and restore, from outside: a demo school is backed up while it runs, restored in another home, compared
byte for byte, and then does the main job there.

After `make setup`, in the project's root:
    python3 tests/acceptance/restored.py [--zhiyu .venv/bin/zhiyu] [--keep] [--home DIR]
With --home, a copy of that stopped demo school is taken, which saves making one. Standard library only. A line per step; exit 1 at the first that fails.
"""

import argparse
import contextlib
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
from main_job import Client, clean_env, holders, need, step, wait  # noqa: E402

PASSPHRASE = "four words on paper\n"
CODE_EVERY = 61


def free_port():
    """Below those that the kernel gives out by itself: nobody's connection takes it before it is used."""
    while True:
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", 10_000 + secrets.randbelow(20_000))) as found:
            return found.getsockname()[1]


def run(zhiyu, home, *arguments, ok=True):
    done = subprocess.run([*zhiyu, *arguments], env=clean_env(home), capture_output=True, text=True, timeout=300, check=False)
    need(not ok or done.returncode == 0, f"zhiyu {' '.join(arguments)}: {done.returncode}\n{done.stdout[-800:]}{done.stderr[-800:]}")
    return done


@contextlib.contextmanager
def up(zhiyu, home, patience):
    port, sim = free_port(), free_port()
    with (home / "up.log").open("w") as log:
        command = [*zhiyu, "up", "--demo", "--port", str(port), "--sim-port", str(sim)]
        process = subprocess.Popen(command, env=clean_env(home), stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    base = f"http://127.0.0.1:{port}"
    try:
        wait("/healthz answers 200", patience, lambda: process.poll() is not None or Client(base).call("GET", "/healthz")[0] == 200)
        need(process.poll() is None, f"zhiyu up ended: {(home / 'up.log').read_text()[-600:]}")
        yield base, f"http://127.0.0.1:{sim}"
        process.terminate()
        need(process.wait(30) == 0, f"zhiyu up stopped with {process.returncode}")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def media(home):
    """Every file of an asset with its SHA-256; locks and work folders are no media."""
    files = (x for x in (home / "media").glob("*-*-*-*-*/**/*") if x.is_file() and x.name != "packaging.lock")
    return {x.relative_to(home).as_posix(): hashlib.sha256(x.read_bytes()).hexdigest() for x in files}


def walk(args, first, second):
    zhiyu, file, words = args.zhiyu.split(), first.parent / "school.zhiyu", first.parent / "passphrase"
    words.write_text(PASSPHRASE)
    with up(zhiyu, first, args.patience):
        before = media(first)
        run(zhiyu, first, "backup", str(file), "--passphrase-file", str(words))
        step(f"backed up while running: {file.stat().st_size / 2**20:.1f} MB")
        need(run(zhiyu, first, "restore", str(file), "--replace", "--passphrase-file", str(words), ok=False).returncode == 1, "restored over a running school")
    need(file.stat().st_mode & 0o777 == 0o600, "others may read the backup")

    torn = first.parent / "torn.zhiyu"
    torn.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    need(run(zhiyu, second, "restore", str(torn), "--passphrase-file", str(words), ok=False).returncode == 1, "a torn backup was taken")
    need(run(zhiyu, second, "restore", str(file), ok=False).returncode == 1, "a sealed backup opened without its passphrase")
    need(not any(second.iterdir()), f"a refused restore left {sorted(x.name for x in second.iterdir())}")
    step("torn, and without its passphrase: refused, nothing touched")

    run(zhiyu, second, "restore", str(file), "--passphrase-file", str(words))
    had, has = media(first), media(second)
    # Renditions that were finished after the backup are only in the first.
    lost, changed = before.items() - has.items(), has.items() - had.items()
    need(before and not lost and not changed, f"media differ: {sorted(lost | changed)[:3]}")
    need((first / "media_key").read_bytes() == (second / "media_key").read_bytes(), "the media key differs")
    step(f"restored: {len(has)} media files byte for byte")
    shutil.rmtree(first / "media")

    # A phone gets one code a minute, and the copied school has sent some.
    sent = first / "sms.jsonl"
    if sent.exists():
        time.sleep(max(0, sent.stat().st_mtime + CODE_EVERY - time.time()))
    with up(zhiyu, second, args.patience) as (base, sim):
        job = [sys.executable, str(Path(__file__).with_name("main_job.py")), "--zhiyu", args.zhiyu, "--base", base, "--sim", sim, "--home", str(second)]
        done = subprocess.run(job, text=True, timeout=300, check=False)
        need(done.returncode == 0, "the main job fails in the restored school")
    step("the restored school does the main job")


def main():
    ap = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ap.add_argument("--zhiyu", default=".venv/bin/zhiyu")
    ap.add_argument("--keep", action="store_true", help="keep both homes")
    ap.add_argument("--patience", type=int, default=240, help="seconds to wait for the first start")
    ap.add_argument("--home", type=Path, help="a stopped demo school to begin with a copy of")
    args = ap.parse_args()
    top = Path(tempfile.mkdtemp(prefix="zy-"))
    first, second = top / "first", top / "second"
    if args.home:
        subprocess.run(["cp", "-a", args.home, first], check=True)
    for folder in (top, first, second):
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
    try:
        walk(args, first, second)
        print("1 passed, 0 failed")
    finally:
        for pid in holders(top):
            os.kill(pid, signal.SIGKILL)
        if not args.keep:
            shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    main()
