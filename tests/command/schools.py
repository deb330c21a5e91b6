"""What of a school must be there again after it was restored."""

import json

from tests.command.running import Running


def rows(running: Running) -> list[str]:
    done = running.run("manage", "dumpdata", "--all", "--skip-checks")
    assert done.returncode == 0, done.stderr
    return sorted(json.dumps(row, sort_keys=True) for row in json.loads(done.stdout))


def media(running: Running) -> dict[str, bytes]:
    top = running.home / "media"
    return {str(path.relative_to(top)): path.read_bytes() for path in top.glob("*-*-*-*-*/**/*") if path.is_file()}
