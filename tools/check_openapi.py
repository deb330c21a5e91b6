"""Compare the API's schema with the committed ``openapi.json``; ``--write`` renews it."""

import json
import os
import sys
from pathlib import Path

COMMITTED = Path(__file__).resolve().parent.parent / "openapi.json"


def schema() -> str:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415 -- settings must be named before anything of Django is read

    django.setup()
    from zhiyu.api.root import api  # noqa: PLC0415 -- needs the app registry

    return (
        json.dumps(
            api.get_openapi_schema(path_prefix="/api/v1/"),
            ensure_ascii=False,
            indent=1,
            sort_keys=True,
            default=str,
        )
        + "\n"
    )


def main() -> int:
    current = schema()
    if "--write" in sys.argv:
        COMMITTED.write_text(current)
        return 0
    if COMMITTED.exists() and COMMITTED.read_text() == current:
        return 0
    print("openapi.json differs from the API: look at the change, then run  python -m tools.check_openapi --write")
    return 1


if __name__ == "__main__":
    sys.exit(main())
