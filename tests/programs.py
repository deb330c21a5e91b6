"""A program that speaks to the API with somebody's token, or with nobody's."""

import json
from collections.abc import Sequence
from typing import Any

from django.test import Client

from tests import make
from zhiyu.accounts.models import User

NOBODY = None


class Program:
    def __init__(self, user: User | None = NOBODY) -> None:
        self.user, self.headers, self.client = user, make.bearer(user) if user else {}, Client()

    def ask(self, method: str, path: str, body: Any = None, *, key: str = "") -> tuple[int, Any]:
        """The status and what was answered; ``key`` is sent as ``Idempotency-Key``."""
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        sent = "" if method == "GET" else json.dumps(body if body is not None else {}, default=str)
        answer = self.client.generic(method, f"/api/v1{path}", sent, "application/json", headers=headers)
        return answer.status_code, answer.json() if answer.content else None

    def get(self, path: str) -> Any:
        status, answer = self.ask("GET", path)
        assert status == 200, answer
        return answer

    def post(self, path: str, body: Any = None, *, key: str = "") -> tuple[int, Any]:
        return self.ask("POST", path, body, key=key)

    def put(self, path: str, body: Any = None, *, key: str = "") -> tuple[int, Any]:
        return self.ask("PUT", path, body, key=key)


def of(role: str | None = None) -> Program:
    return Program(make.user(role=role))


def met(calls: Sequence[tuple[str, str, Any]], *roles: str | None) -> list[set[int]]:
    """With which statuses each of these is answered, a learner (None) among them, and at last nobody."""
    asking = [*(of(role) for role in roles), Program()]
    return [{each.ask(*call)[0] for call in calls} for each in asking]


def fields(answer: Any) -> list[str]:
    """What a refusal names, without what it stands in."""
    return sorted(one["where"].rpartition(".")[2] for one in answer["errors"])
