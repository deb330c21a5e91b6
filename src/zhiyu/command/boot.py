"""Setting up Django for a command or a part."""

import os

GATE = "ZHIYU_GATE_FD"
READY = "part-ready"
"""The line a part prints once it does its work; the supervisor waits for it before the part of before may leave."""


def set_up() -> None:
    import django  # noqa: PLC0415 -- the supervisor imports this package and stays free of Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
    django.setup()


def wait_for_go() -> None:
    """Parts are loaded while the database is prepared; the supervisor opens the gate by closing its end."""
    if gate := os.environ.pop(GATE, ""):
        os.read(int(gate), 1)
        os.close(int(gate))
