"""A short form of ``python -m tests.chaos``: each part is killed once, with the dice of a fixed seed."""

import random
from collections.abc import Iterator

import pytest

from tests.chaos.rounds import VICTIMS, Chaos, victims
from tests.chaos.school import School
from tests.command.homes import demo_home
from tests.command.running import processes

SEED = 7


@pytest.fixture
def school() -> Iterator[School]:
    made = School(home=demo_home())
    yield made
    made.wipe()
    assert processes(made.home) == {}


def test_the_main_job_survives_a_kill_of_each_part(school: School) -> None:
    done = Chaos(school=school, seed=SEED).run(len(VICTIMS))

    assert sorted(one.victim for one in done) == sorted(VICTIMS)
    assert school.stop() == 0


def test_victims_take_turns_in_an_order_of_the_seed() -> None:
    drawn = [list(victims(13, random.Random(seed))) for seed in (1, 1, 2)]

    assert drawn[0] == drawn[1] != drawn[2]
    assert sorted(drawn[0][:6]) == sorted(drawn[0][6:12]) == sorted(VICTIMS)
