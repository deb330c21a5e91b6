"""The people who use the pretended WeChat."""

import hashlib
from dataclasses import dataclass

COOKIE = "wxsim_person"


@dataclass(frozen=True)
class Person:
    number: int
    name: str
    colour: str
    snapshot: bool = False
    """Reads a shared page without having entered: WeChat then hands out a made-up openid."""

    def openid(self, appid: str) -> str:
        return "o" + digest(f"openid {appid} {self.number}")[:27]

    @property
    def union_id(self) -> str:
        return "oU" + digest(f"unionid {self.number}")[:26]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


PEOPLE = (
    Person(1, "测试用户", "#2f7d5b"),
    Person(2, "周以南", "#3b6ea8"),
    Person(3, "陈雨", "#a8643b"),
    Person(4, "许知远", "#7a5aa8"),
    Person(5, "王阿姨", "#b0455f"),
    Person(6, "快照页访客", "#7d7d7d", snapshot=True),
)


def person(number: str) -> Person:
    """That person, or the first when nobody has been chosen yet."""
    return next((one for one in PEOPLE if str(one.number) == number), PEOPLE[0])


def remember(chosen: Person) -> tuple[str, str]:
    """The header that makes this browser that person's phone."""
    return ("Set-Cookie", f"{COOKIE}={chosen.number}; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000")


def owner(appid: str, openid: str) -> Person | None:
    return next((one for one in PEOPLE if one.openid(appid) == openid), None)
