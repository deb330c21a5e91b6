"""A channel in memory: answers what the test wants, and remembers what left."""

from dataclasses import dataclass, field

from zhiyu.accounts.models import User
from zhiyu.messaging.channels import Letter


@dataclass
class Phone:
    """``answers`` are raised one after the other, None for success; when none is left everything succeeds."""

    answers: list[Exception | None] = field(default_factory=list)
    handed: list[Letter] = field(default_factory=list)
    arrived: list[Letter] = field(default_factory=list)
    opened: bool = True
    numbered: bool = False


THE = Phone()


class FakeChannel:
    @property
    def needs_number(self) -> bool:
        return THE.numbered

    def is_open(self) -> bool:
        return THE.opened

    def address_of(self, person: User) -> str:
        return person.phone or ""

    def placeholder(self, name: str, place: int) -> str:
        return f"<{place}:{name}>"

    def send(self, letter: Letter) -> None:
        THE.handed.append(letter)
        answer = THE.answers.pop(0) if THE.answers else None
        if answer is not None:
            raise answer
        THE.arrived.append(letter)
