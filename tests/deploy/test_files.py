"""What lies in ``deploy/`` and ``docs/operate.md`` names commands, files and variables that exist."""

import ast
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhiyu.command.main import parser

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
INSTRUCTIONS = {
    *{"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "ARG"},
    *{"STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"},
}
NOT_SETTINGS = {
    *{"ZHIYU_PART", "DJANGO_SETTINGS_MODULE", "LANG", "LC_ALL", "LC_MESSAGES", "XDG_RUNTIME_DIR", "CONTENT_LENGTH"},
}

NAME = re.compile(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$")
UNITS = [
    *("zhiyu.service", "zhiyu-prepare.service", "zhiyu-worker.service", "zhiyu-ingest.service"),
    "zhiyu-nginx-live.service",
    *("zhiyu-web@.service", "zhiyu-web@.socket"),
]


def settings_read() -> set[str]:
    """Every literal name that the product looks up in the environment."""
    found: set[str] = set()
    for path in (ROOT / "src" / "zhiyu").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            found |= set(looked_up(node))
    return {name for name in found if NAME.match(name)} - NOT_SETTINGS


def looked_up(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        of = ast.unparse(node.func)
        if of in {"env.text", "env.listed"} or of.startswith("os.environ."):
            return strings(node.args[0])
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"text", "listed"}:
        return strings(node.args[0]) if node.args else []
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return strings(node.slice)
    return []


def strings(node: ast.AST) -> list[str]:
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def test_every_variable_is_in_the_operators_table() -> None:
    table = (ROOT / "docs" / "operate.md").read_text().partition("## Environment")[2]
    documented = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", table))
    read = settings_read()

    assert len(read) > 40
    assert read - documented == set()


def known(command: list[str]) -> None:
    """The command line parses; a wrong one ends the test with SystemExit."""
    parser().parse_args(command)


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", (DEPLOY / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in lines]


def test_the_dockerfile_copies_what_is_there_and_starts_what_exists() -> None:
    found = instructions()

    assert {name for name, _rest in found} <= INSTRUCTIONS
    for name, rest in found:
        if name == "COPY" and not rest.startswith("--from"):
            assert all((ROOT / source).exists() for source in rest.split()[:-1])
        if name in {"CMD", "ENTRYPOINT"}:
            json.loads(rest)
    entry, command = (json.loads(rest) for name, rest in found if name in {"ENTRYPOINT", "CMD"})
    assert entry == ["zhiyu"]
    known(command)
    assert [rest for name, rest in found if name == "USER"] == ["zhiyu"]
    (locked,) = re.findall(r"-r (\S+)", " ".join(rest for name, rest in found if name == "RUN"))
    named = [rest.removeprefix("REQUIREMENTS=") for name, rest in found if name == "ARG"]
    for one in [*named, "tracing"]:
        assert (ROOT / locked.replace("${REQUIREMENTS}", one)).is_file()


def test_compose_names_services_commands_and_variables_that_exist() -> None:
    compose: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]

    for name in ("prepare", "web", "worker"):
        known(services[name]["command"])
        assert set(services[name]["environment"]) <= settings_read()
        assert services[name]["build"]["dockerfile"] == "deploy/Dockerfile"
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        volumes = [x.split(":")[0] for x in service.get("volumes", [])]
        assert all(x in compose["volumes"] or (DEPLOY / x).exists() or x == "./certificates" for x in volumes)


@pytest.mark.parametrize("unit", UNITS)
def test_units_start_commands_that_exist(unit: str) -> None:
    text = (DEPLOY / "systemd" / unit).read_text()

    for line in re.findall(r"^Exec(?:Start|Reload)=\S+/zhiyu (.+)$", text, re.MULTILINE):
        known(line.split())


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="needs systemd-analyze (Debian: apt install systemd)"
)
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in UNITS:
        text = (DEPLOY / "systemd" / unit).read_text()
        text = text.replace("/srv/zhiyu/app/.venv/bin/zhiyu", "/bin/true").replace("file:/srv", "file:/")
        (tmp_path / unit.replace("@", "@8001")).write_text(text)
    argv = ["systemd-analyze", "verify", *sorted(str(x) for x in tmp_path.iterdir())]

    done = subprocess.run(argv, capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.returncode, done.stderr) == (0, "")
