"""schemathesis on ``openapi.json``: whatever is sent, no answer that the schema does not tell of.

``EXAMPLES`` of a fixed seed here; ``python -m tests.security.long`` tries many more with a seed of the day.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, note, seed
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_schema_conformance,
    status_code_conformance,
)

from tests.security.world import World, nothing_kept

SCHEMA = json.loads((Path(__file__).parents[2] / "openapi.json").read_text())
EXAMPLES = int(os.environ.get("SCHEMA_EXAMPLES", "6"))
SEED = int(os.environ.get("SCHEMA_SEED", "1"))
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
PLACE = re.compile(r"\{(\w+)\}")
OPERATIONS = [f"{method.upper()} {path}" for path, methods in SCHEMA["paths"].items() for method in methods]


@pytest.fixture(scope="module")
def sendable() -> Callable[[str], Any]:
    """What may be sent to each operation of the product in this process."""
    schema: Any = schemathesis.openapi.from_dict(SCHEMA)
    schema.app = WSGIHandler()
    schema.config.update(base_url="http://testserver")
    return lambda label: schema.find_operation_by_label(label).as_strategy()


@pytest.fixture
def open_world(world: World) -> Iterator[World]:
    """The world's connection stays open from one request to the next, as Django's own test client keeps it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield world
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_schema_tells_of_every_refusal_in_one_kind() -> None:
    for path, methods in SCHEMA["paths"].items():
        for method, operation in methods.items():
            refusals = {status for status in operation["responses"] if status >= "400"}
            assert "400" in refusals, f"{method} {path}"
            for status in refusals:
                assert operation["responses"][status] == {"$ref": f"#/components/responses/{status}"}
    for response in SCHEMA["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]


@pytest.mark.parametrize("label", OPERATIONS)
def test_no_answer_is_off_the_schema(open_world: World, sendable: Callable[[str], Any], label: str) -> None:
    """Each case is thought of once and sent by all three: to invent it takes longer than to answer it."""
    world = open_world
    known = {name: str(world.values[name]) for name in PLACE.findall(label) if name in world.values}
    callers: dict[str, dict[str, str]] = {"anonymous": {}}
    for caller in ("buyer", "owner"):
        callers[caller] = {"Authorization": world.apps[caller].defaults["HTTP_AUTHORIZATION"]}

    @seed(SEED)
    @given(case=sendable(label), real=st.booleans())
    @hypothesis(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: Any, real: bool) -> None:  # noqa: FBT001 -- hypothesis names it
        if real and known:
            case.path_parameters = {**case.path_parameters, **known}
        for caller, headers in callers.items():
            note(f"as {caller}")
            with nothing_kept(world):
                answer = case.call(headers={**(case.headers or {}), "User-Agent": "schemathesis", **headers})
                case.validate_response(answer, checks=CHECKS)

    assert settings.DEBUG is False
    tried()
