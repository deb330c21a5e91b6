"""Order, pay, notify with every fault, refund, time-out and clock, against the whole simulator.

``python -m tests.commerce.long_machine`` runs the long form; ``SALE_RUNS``, ``SALE_STEPS`` and ``SALE_SEED`` say how
long and from where.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as bounds
from hypothesis.stateful import run_state_machine_as_test
from pytest_django import Settings

from tests.commerce.sale_machine import SaleMachine

RUNS, STEPS = int(os.environ.get("SALE_RUNS", "4")), int(os.environ.get("SALE_STEPS", "30"))
SEED = int(os.environ.get("SALE_SEED", "20261121"))
LONG = "SALE_RUNS" in os.environ
REACHED = {"order paid", "order closed", "refund succeeded no_time", "verdict accepted", "verdict duplicate"}


@pytest.fixture(autouse=True)
def pay_channel() -> None:
    """The real adapter, in place of the one in memory."""


@pytest.mark.django_db
def test_whatever_happens_money_access_books_and_bills_agree_in_the_end(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    SaleMachine.settings = settings
    SaleMachine.set_clock = staticmethod(lambda clock: monkeypatch.setattr("django.utils.timezone.now", clock))
    SaleMachine.seen.clear()
    how = bounds(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink] if "SALE_SHRINK" in os.environ else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(SEED)(SaleMachine), settings=how)
    if LONG:
        print(f"seed {SEED}", *sorted(SaleMachine.seen.items()), sep="\n")  # noqa: T201
    assert set(SaleMachine.seen) >= REACHED
