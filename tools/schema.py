"""Write ``command/schema.sql`` anew: what all migrations make of an empty database (src/zhiyu/command/schema.py).

It may be behind, since what is newer is walked as steps; renew it when the steps have become many.
"""

import os
import re
import subprocess
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(r"^--\n-- (?:Data for )?Name: .*\n--\n\n", re.MULTILINE)
# Read again at each dump, it would differ each time.
STEADY = "update django_migrations set applied = '2026-01-01 00:00:00+00'"


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="zhiyu-schema-") as folder:
        home = Path(folder)
        home.chmod(0o711)
        os.environ |= {"ZHIYU_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zhiyu.config.settings"}
        from zhiyu.command.postgres import Cluster  # noqa: PLC0415 -- the home is named first

        cluster = Cluster.under(home / "pg")
        cluster.make()
        server = subprocess.Popen(cluster.server_argv(lossy=True), cwd="/", **cluster.as_owner())
        try:
            while not cluster.ready():
                time.sleep(0.05)
            cluster.create_database()
            written = migrated()
        finally:
            server.terminate()
            server.wait(20)
    from zhiyu.command import schema  # noqa: PLC0415

    schema.FILE.write_text(written, encoding="utf-8")
    print(f"{schema.FILE.relative_to(ROOT)}: {len(schema.steps_in(written))} migrations")


def migrated() -> str:
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    django.setup()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(STEADY)
    found = dumped(connection.settings_dict)
    connection.close()
    return found


def dumped(known: dict[str, object]) -> str:
    """Everything of the database as statements, without what sets a session up and what only psql reads."""
    from zhiyu.backups import binaries  # noqa: PLC0415

    arguments, env = binaries.address(binaries.parameters(known))
    options = [
        "--no-owner",
        "--no-privileges",
        "--no-comments",
        "--rows-per-insert=1000",
        "--exclude-schema=as_migrated",
    ]
    argv = [binaries.binary("pg_dump"), *options, *arguments]
    done = subprocess.run(argv, env=env, check=True, capture_output=True, text=True)
    _preamble, first, rest = done.stdout.partition("--\n-- Name: ")
    found, _end, _for_psql = (first + rest).partition("--\n-- PostgreSQL database dump complete")
    return re.sub(r"\n{3,}", "\n\n", HEADING.sub("", found)).rstrip() + "\n"


if __name__ == "__main__":
    main()
