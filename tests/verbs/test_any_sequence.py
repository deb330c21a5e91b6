"""Any sequence of buying, giving back, lapsing, renewing, upgrading, pausing, giving, redeeming and exchanging.

``python -m tests.verbs.long_machine`` runs the long form; ``VERB_RUNS``, ``VERB_STEPS`` and ``VERB_SEED`` say how
long and from where, ``VERB_SHRINK`` that what it finds is made short.
"""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed
from hypothesis import settings as bounds
from hypothesis.stateful import run_state_machine_as_test

from tests.verbs.machine import VerbMachine
from tests.verbs.school import BEGINNING, School

RUNS, STEPS = int(os.environ.get("VERB_RUNS", "6")), int(os.environ.get("VERB_STEPS", "16"))
SEED = int(os.environ.get("VERB_SEED", "20261128"))
LONG = "VERB_RUNS" in os.environ
REACHED = {"Order paid", "Order closed", "Refund succeeded", "Exchange done", "Gift claimed", "Code redeemed", "pause"}


@pytest.mark.django_db
def test_whatever_is_done_access_books_stock_and_budgets_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    VerbMachine.set_clock = staticmethod(lambda clock: monkeypatch.setattr("django.utils.timezone.now", clock))
    VerbMachine.set_clock(lambda: BEGINNING)
    VerbMachine.school, VerbMachine.every = School(), 1 if LONG else 3
    VerbMachine.walk = STEPS
    VerbMachine.seen.clear()
    how = bounds(
        max_examples=RUNS,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink] if "VERB_SHRINK" in os.environ else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(SEED)(VerbMachine), settings=how)
    if LONG:
        print(f"seed {SEED}", *sorted(VerbMachine.seen.items()), sep="\n")  # noqa: T201
    assert set(VerbMachine.seen) >= REACHED
