"""The main job with every logger at DEBUG: whatever was typed, sent or issued is in no line of the log."""

import json
import re
from collections.abc import Iterator

import pytest

from tests.chaos.errands import Errands
from tests.chaos.people import Person, log_in
from tests.chaos.school import School
from tests.command.homes import demo_home

NAME, MAIL = "欧阳若溪", "ruoxi.ouyang@example.com"
ENOUGH = 50


@pytest.fixture
def school() -> Iterator[School]:
    running = School(home=demo_home(), variables={"ZHIYU_LOG": "DEBUG"})
    running.start()
    yield running
    running.wipe()


def test_nothing_that_tells_who_somebody_is_gets_into_the_log(school: School) -> None:
    sms = school.home / "sms.jsonl"
    with log_in(school.url, sms) as person, school.simulator, Person(school.url) as owner:
        known = live(school, person) | browse(owner)
    known |= {one["code"] for one in map(json.loads, sms.read_text().splitlines())}
    known |= {phone for (phone,) in school.rows("select phone from accounts_user where phone is not null")}
    known |= {one for (one,) in school.rows("select session_key from django_session")}
    known |= {one for (one,) in school.rows("select subject from accounts_identity")}
    school.stop()

    assert len(school.log.splitlines()) > ENOUGH, "the log says much, so that not finding means something"
    assert {secret for secret in known if secret and is_told(secret, school.log)} == set()


def is_told(secret: str, log: str) -> bool:
    """Six digits stand in many a longer number, and in the clock of many a line: as a word alone they are a code."""
    if not re.fullmatch(r"[0-9]{6}", secret):
        return secret in log
    return re.search(rf"(?<![\w.]){secret}(?!\w)", log) is not None


def live(school: School, person: Person) -> set[str]:
    """A learner's day, mistakes included; what of it no log may know."""
    known = {person.phone, person.client.headers["Authorization"].removeprefix("Bearer "), NAME, MAIL}
    person.need("PATCH", "/api/v1/me", {"name": NAME})
    assert buy(school, person)
    person.ask("GET", f"/?phone={person.phone}&email={MAIL}")
    person.ask("GET", f"/nowhere/{person.phone}")
    person.ask("POST", "/api/v1/auth/phone/login", {"phone": person.phone, "code": "000000", "accepted": []})
    ticket = person.need("POST", "/api/v1/lessons/1/ticket", {}, expect=(200, 201, 404, 409))
    return known | set(re.findall(r"/media/hls/([\w-]{20,})", json.dumps(ticket)))


def buy(school: School, person: Person) -> str:
    film = school.home / "no-film"
    errands = Errands(school=school, operator=person, shopper=person, course_id=0, film=film, film_seconds=0)
    no, out_trade_no = errands.order(person, "phone-family-photos")
    errands.pays(person, no, out_trade_no, hurried=True)
    return no


def browse(owner: Person) -> set[str]:
    """The owner at the desk, with a session."""
    page = owner.ask("GET", "/login").text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    owner.client.post("/login/demo", data={"csrfmiddlewaretoken": token[1], "phone": "13800000001"})
    assert "zhiyu_session" in owner.client.cookies
    for path in ("/studio/", "/studio/orders", "/studio/learners", "/studio/learners?q=13800000008", "/studio/health"):
        owner.ask("GET", path)
    return {cookie.value or "" for cookie in owner.client.cookies.jar}
