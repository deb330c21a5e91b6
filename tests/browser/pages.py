"""Every page under the browser checks: who looks, a name, and how to find its address. Page owners add theirs here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playwright.sync_api import APIRequestContext


class Places:
    """Addresses in the demo school, asked of its own API as the person who looks."""

    def __init__(self, api: APIRequestContext) -> None:
        self.api = api

    def ask(self, path: str) -> Any:
        answer = self.api.get(f"/api/v1{path}")
        assert answer.ok, f"{path}: {answer.status} {answer.text()[:300]}"
        return answer.json()

    @cached_property
    def courses(self) -> list[dict[str, Any]]:
        return [self.ask(f"/courses/{item['slug']}") for item in self.ask("/courses")["items"]]

    @cached_property
    def paid_course(self) -> dict[str, Any]:
        return next(course for course in self.courses if course["quote"]["total_fen"])

    @cached_property
    def free_course(self) -> dict[str, Any]:
        return next(course for course in self.courses if not course["quote"]["total_fen"])

    def lesson(self, kind: str, *, free: bool = False) -> int:
        return next(
            int(lesson["id"])
            for course in self.courses
            for chapter in course["chapters"]
            for lesson in chapter["lessons"]
            if lesson["kind"] == kind and (lesson["free"] or not free)
        )

    def order(self, *statuses: str) -> str:
        return next(str(order["no"]) for order in self.ask("/orders")["items"] if order["status"] in statuses)


@dataclass(frozen=True)
class Look:
    role: str
    name: str
    address: Callable[[Places], str]
    status: int = 200


def at(path: str) -> Callable[[Places], str]:
    return lambda _: path


PAGES = [
    # ui
    Look("anonymous", "styleguide", at("/styleguide/")),
    Look("anonymous", "not found", at("/courses/there-is-no-such-course"), status=404),
    # accounts
    Look("anonymous", "login", at("/login")),
    Look("anonymous", "terms", at("/agreements/terms")),
    Look("learner", "devices", at("/me/devices")),
    Look("learner", "my settings", at("/me/settings")),
    # storefront
    Look("anonymous", "home", at("/")),
    Look("anonymous", "search", at("/search?query=课")),
    Look("anonymous", "search without result", at("/search?query=查无此物")),
    Look("anonymous", "course", lambda places: f"/courses/{places.paid_course['slug']}"),
    Look("learner", "course", lambda places: f"/courses/{places.paid_course['slug']}"),
    Look("newcomer", "free course", lambda places: f"/courses/{places.free_course['slug']}"),
    Look("anonymous", "video lesson", lambda places: f"/lessons/{places.lesson('video')}"),
    Look("anonymous", "article lesson", lambda places: f"/lessons/{places.lesson('article', free=True)}"),
    Look("learner", "audio lesson", lambda places: f"/lessons/{places.lesson('audio')}"),
    Look("learner", "me", at("/me/")),
    Look("learner", "my learning", at("/me/learning")),
    Look("newcomer", "my learning, empty", at("/me/learning")),
]
