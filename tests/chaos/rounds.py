"""Rounds of work and murder: everybody goes about their errands, one part is killed, then all must be true again."""

import contextlib
import os
import random
import signal
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.errands import Errands, course_folder
from tests.chaos.invariants import check_all
from tests.chaos.people import Broken, log_in
from tests.chaos.school import School
from tests.command.running import wait
from tests.media.films import film

VICTIMS = ("web", "worker", "database", "supervisor", "simulator", "import")
LATEST_KILL = 2.5
FILM_SECONDS = 10
Say = Callable[[str], None]


@dataclass
class Round:
    number: int
    victim: str
    at: float
    recovered: float = 0
    lasted: float = 0

    def line(self, seed: int) -> str:
        return (
            f"seed {seed} round {self.number:3d}: {self.victim:<10} killed after {self.at:.1f} s,"
            f" back in {self.recovered:4.1f} s, round {self.lasted:4.1f} s"
        )


@dataclass(kw_only=True)
class Chaos:
    school: School
    seed: int
    say: Say = print
    done: list[Round] = field(default_factory=list)

    def run(self, rounds: int) -> list[Round]:
        errands = self.furnish()
        with self.school.simulator, errands.operator, errands.shopper:
            for number, victim in enumerate(victims(rounds, random.Random(self.seed)), 1):
                # Each round has dice of its own: what one does hangs on nothing but its number.
                one = Round(number=number, victim=victim, at=0)
                with named(self.seed, one):
                    self.round(one, errands, random.Random(f"{self.seed}/{number}"))
                self.done.append(one)
                self.say(one.line(self.seed))
        return self.done

    def furnish(self) -> Errands:
        """The demo school, an operator, somebody who buys and returns, and a draft to put films into."""
        self.school.start()
        base, sms = self.school.url, self.school.home / "sms.jsonl"
        small = film(seconds=FILM_SECONDS)
        folder = course_folder(self.school.home / "material" / "draft", slug="chaos-draft", film=small)
        imported = self.school.run("import", str(folder))
        assert imported.returncode == 0, imported.stdout + imported.stderr
        ((course_id,),) = self.school.rows(
            "select c.id from catalog_course c join catalog_product p on p.id = c.product_id"
            " where p.code = 'chaos-draft'"
        )
        return Errands(
            school=self.school,
            operator=log_in(base, sms, "13800000002"),
            shopper=log_in(base, sms, "13800000005"),
            course_id=course_id,
            film=small,
            film_seconds=FILM_SECONDS,
        )

    def round(self, one: Round, errands: Errands, dice: random.Random) -> None:
        began = time.monotonic()
        one.at = dice.uniform(0, LATEST_KILL)
        errands.may_begin.set()
        with ThreadPoolExecutor(4) as pool:
            going = [pool.submit(errand) for errand in errands.of_round(one.number, dice)]
            time.sleep(one.at)
            one.recovered = self.hurt(one.victim, errands)
            ended(going)
        check_all(self.school, errands.facts)
        one.lasted = time.monotonic() - began

    def hurt(self, victim: str, errands: Errands) -> float:
        if victim == "import":
            return kill_import(errands)
        if victim == "supervisor":
            errands.may_begin.clear()
        try:
            return self.school.kill(victim)
        finally:
            errands.may_begin.set()


def kill_import(errands: Errands) -> float:
    began = time.monotonic()
    wait("an import runs", lambda: errands.importing is not None)
    with contextlib.suppress(ProcessLookupError, AttributeError):
        os.kill(errands.importing.pid, signal.SIGKILL)  # type: ignore[union-attr]
    return time.monotonic() - began


def ended(going: list[Future[None]]) -> None:
    for errand in going:
        errand.result()


def victims(rounds: int, dice: random.Random) -> Iterator[str]:
    """Each as often as the others, in an order of the seed's."""
    drawn: list[str] = []
    for _ in range(rounds):
        if not drawn:
            drawn = dice.sample(VICTIMS, len(VICTIMS))
        yield drawn.pop()


@contextmanager
def named(seed: int, one: Round) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        what = str(error) if isinstance(error, Broken) else repr(error)
        raise Broken(f"seed {seed}, round {one.number}, {one.victim} killed after {one.at:.2f} s", what) from error


def summary(done: list[Round]) -> list[str]:
    """Recovery per kind of kill."""
    seconds: defaultdict[str, list[float]] = defaultdict(list)
    for one in done:
        seconds[one.victim].append(one.recovered)
    lines = [
        f"{victim:<10} {len(took):3d} kills, back in {statistics.median(took):.1f} s (median), {max(took):.1f} s (max)"
        for victim, took in sorted(seconds.items())
    ]
    lasted = [one.lasted for one in done]
    return [*lines, f"rounds     {len(done):3d}, {statistics.median(lasted):.1f} s (median), {max(lasted):.1f} s (max)"]


def home_of(given: str | None, made: Callable[[], Path]) -> Path:
    if not given:
        return made()
    home = Path(given).absolute()
    home.mkdir(parents=True, exist_ok=True)
    return home
