"""The nine people of the demo school; the contract fixes their phones and what they hold."""

from dataclasses import dataclass, field

from zhiyu.accounts.models import RoleGrant

Role = RoleGrant.Role


@dataclass(frozen=True, kw_only=True)
class Person:
    number: int
    name: str
    roles: list[str] = field(default_factory=list)

    @property
    def phone(self) -> str:
        return f"1380000000{self.number}"


PEOPLE = [
    Person(number=1, name="林知", roles=[Role.OWNER]),
    Person(number=2, name="小周", roles=[Role.OPERATOR]),
    Person(number=3, name="苏禾"),
    Person(number=4, name="老陈"),
    Person(number=5, name="王小满"),
    Person(number=6, name="李桂芳"),
    Person(number=7, name="赵建国"),
    Person(number=8, name="陈默"),
    Person(number=9, name="孙秀英"),
]


def person(number: int) -> Person:
    return PEOPLE[number - 1]
