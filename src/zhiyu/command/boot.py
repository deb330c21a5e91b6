"""Setting up Django for a command or a part."""

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

GATE = "ZHIYU_GATE_FD"
READY = "part-ready"
"""The line a part prints once it does its work; the supervisor waits for it before the part of before may leave."""


LIFELINE = "ZHIYU_LIFELINE_FD"
"""A pipe whose other end only the supervisor holds: it ends with the supervisor, however that ends."""


def end_with_supervisor() -> None:
    """On every platform; Linux kills besides, by ``PR_SET_PDEATHSIG``."""
    if given := os.environ.pop(LIFELINE, ""):
        threading.Thread(target=_watch, args=[int(given)], name="lifeline", daemon=True).start()


def _watch(lifeline: int) -> None:
    os.read(lifeline, 1)
    os.kill(os.getpid(), signal.SIGTERM)


def set_up() -> None:
    import django  # noqa: PLC0415 -- the supervisor imports this package and stays free of Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
    with loading():
        django.setup()


@contextmanager
def loading() -> Iterator[None]:
    """What is loaded lives as long as the process: to look for garbage in it is a sixth of a start.

    Nor is there much in what a request makes, so that is looked through once in several requests.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
        gc.set_threshold(10_000, 20, 10)


def wait_for_go() -> None:
    """Parts are loaded while the database is prepared; the supervisor opens the gate by closing its end."""
    if gate := os.environ.pop(GATE, ""):
        os.read(int(gate), 1)
        os.close(int(gate))
