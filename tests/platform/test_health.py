"""What is low is told and stays up; what is down is down."""

import pytest
from django.test import Client

from zhiyu.platform import health

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("reason", "status"), [(None, 200), ("low: 300 MB free", 200), ("no worker heartbeat", 503)])
def test_only_what_is_down_makes_the_school_unwell(
    client: Client, monkeypatch: pytest.MonkeyPatch, reason: str | None, status: int
) -> None:
    monkeypatch.setattr(health, "_checks", {"disk": lambda: reason})
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["parts"]["disk"]) == (status, reason or "ok")
