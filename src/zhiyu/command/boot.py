"""Setting up Django for a command or a part."""

import os


def set_up() -> None:
    import django  # noqa: PLC0415 -- the supervisor imports this package and stays free of Django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyu.config.settings")
    django.setup()
