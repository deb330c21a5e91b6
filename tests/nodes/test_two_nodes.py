"""Two full nodes on one database and one store: who comes to which makes no difference, nor does the death of one."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.chaos.people import Person, log_in
from tests.nodes.farm import Farm, acceptance, farm
from tests.simulator import wait_for

STEPS_BEFORE_THE_KILL = 2


@pytest.fixture(scope="module")
def two() -> Iterator[Farm]:
    with farm() as made:
        made.start()
        yield made


def clients(two: Farm, token: str) -> list[Person]:
    made = [Person(node.url) for node in two.nodes]
    for one in made:
        one.client.headers["Authorization"] = token
    return made


def test_nodes_that_start_together_make_one_school(two: Farm) -> None:
    assert two.rows("select count(*) from platform_school") == [(1,)]
    made = [code for (code,) in two.rows("select code from catalog_product where kind <> 'deposit' order by code")]
    assert two.rows("select count(*) from catalog_product where kind = 'deposit'") == [(1,)]
    assert made == [
        "an-xin-sheng-huo-liang-men-ke",
        "breakfast-week",
        "calm-before-sleep",
        *("family-letters", "family-letters-1", "family-letters-2", "family-letters-3"),
        *("lin-zhi-hui-yuan-day", "lin-zhi-hui-yuan-month", "lin-zhi-hui-yuan-year"),
        "lin-zhi-shou-ji-zhuan-lan-month",
        "lin-zhi-shou-ji-zhuan-lan-quarter",
        "lin-zhi-shou-ji-zhuan-lan-year",
        "linzhi-notes",
        "live-evenings",
        "mei-tian-yi-ju-hao-hua",
        "phone-family-photos",
        "phone-family-photos-lesson-17",
        "rainy-days",
        "san-ge-yue-she-ying-pei-pao",
        "tip-phone-family-photos",
        "yi-dui-yi-kan-zhao-pian-san-ci",
        "yi-jia-ren-de-nian-ye-fan",
        "zai-cai-shi-chang-ren-dang-ji-de-cai",
        "zao-can-xiao-ce-zi",
        *("zao-qi-xie-zuo-qun-month", "zao-qi-xie-zuo-qun-year"),
    ]
    twice = "select app, name from django_migrations group by app, name having count(*) > 1"
    assert two.rows(twice) == []
    assert two.rows("select count(*) from media_rendition r group by asset_id, name, version having count(*) > 1") == []


def test_a_periodic_job_is_asked_for_once_by_all_nodes_together(two: Farm) -> None:
    beating = "select count(*) from procrastinate_workers where last_heartbeat > now() - interval '30 s'"
    ((alive,),) = two.rows(beating)
    assert alive >= 2 * 3
    twice = (
        "select task_name, defer_timestamp from procrastinate_periodic_defers"
        " group by task_name, periodic_id, defer_timestamp having count(*) > 1"
    )
    assert two.rows(twice) == []


def test_the_main_job_goes_on_while_a_node_is_killed_and_comes_back(two: Farm) -> None:
    script, victim = acceptance(two), two.nodes[0]
    assert script.stdout is not None
    said: list[str] = []
    with script.stdout as lines:
        for line in lines:
            said.append(line)
            if len(said) == STEPS_BEFORE_THE_KILL:
                with two.balancer.taken_out(victim.port):
                    victim.kill()
                victim.begin()
    assert script.wait(60) == 0, "".join(said)
    assert said[-1] == "1 passed, 0 failed\n"
    assert min(two.balancer.answered[node.port] for node in two.nodes) > 0
    two.until_healthy(victim)


def test_a_login_holds_at_both_and_ends_at_both(two: Farm) -> None:
    with log_in(two.nodes[0].url, two.shared / "sms.jsonl", "13800000008") as person:
        token = person.client.headers["Authorization"]
    here, there = clients(two, token)
    with here, there:
        assert here.get("/me") == there.get("/me")
        there.need("POST", "/api/v1/auth/logout", expect=(200, 204))
        assert here.ask("GET", "/api/v1/me").status_code == 401


def test_one_key_makes_one_order_wherever_it_is_sent(two: Farm) -> None:
    with log_in(two.nodes[0].url, two.shared / "sms.jsonl", "13800000007") as person:
        course = person.get("/courses/calm-before-sleep")
        token = person.client.headers["Authorization"]
    body = {
        "lines": [{"product": "calm-before-sleep"}],
        "shown_total_fen": course["quote"]["total_fen"],
        "accepted": [one["id"] for one in course["quote"]["terms"]],
    }
    key = {"Idempotency-Key": uuid4().hex}
    here, there = clients(two, token)

    def order(person: Person) -> Any:
        return person.need("POST", "/api/v1/orders", body, expect=(200, 201), headers=key)["no"]

    with here, there, ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(order, [here, there, here, there]))) == 1


def test_a_change_made_at_one_is_seen_at_the_other(two: Farm) -> None:
    with log_in(two.nodes[0].url, two.shared / "sms.jsonl", "13800000001") as owner, Person(two.nodes[1].url) as anyone:
        ((course_id,),) = two.rows(
            "select c.id from catalog_course c join catalog_product p on p.id = c.product_id"
            " where p.code = 'calm-before-sleep'"
        )
        for _look in range(3):
            assert "睡前十分钟" in anyone.need("GET", "/courses/calm-before-sleep").text
        owner.need("POST", f"/studio/courses/{course_id}/unpublish", expect=(200, 302))
        # A node hears of a change by a notice that travels on its own, so a moment after the answer.
        wait_for(lambda: anyone.ask("GET", "/courses/calm-before-sleep").status_code == 404)
        assert anyone.ask("GET", "/api/v1/courses/calm-before-sleep").status_code == 404


def test_codes_are_counted_over_all_nodes(two: Farm) -> None:
    """Last, for it uses up what this address may ask for in a minute."""
    here, there = clients(two, "")
    with here, there:
        for one in (here, there):
            del one.client.headers["Authorization"]
        phone = {"phone": "13912340000"}
        assert here.ask("POST", "/api/v1/auth/phone/code", phone).status_code == 204
        assert there.ask("POST", "/api/v1/auth/phone/code", phone).status_code == 429
        others = [{"phone": f"139123411{n:02d}"} for n in range(31)]
        sent = [
            (here, there)[n % 2].ask("POST", "/api/v1/auth/phone/code", one).status_code for n, one in enumerate(others)
        ]
        assert set(sent) == {204, 429}
        assert sent.count(204) < 30
        assert sent[-2:] == [429, 429]
