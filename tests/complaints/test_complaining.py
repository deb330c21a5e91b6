"""A complaint from its form to its answer, by page and by API."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from tests.commerce.clock import standing_at
from tests.complaints.made import SAID, complained, decided
from tests.jobs import run_jobs
from tests.media import films
from tests.pace import examples
from tests.together import together
from zhiyu.accounts.belongings import all_belongings
from zhiyu.complaints.actions import Said, add, ask_back, complain, decide, withdraw
from zhiyu.complaints.errors import ComplaintStateError, SaidEnough, WordsNeeded
from zhiyu.complaints.models import ANSWER_WITHIN, Complaint, Word
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError
from zhiyu.media.models import Asset
from zhiyu.messaging.models import Message
from zhiyu.platform.models import AuditEntry

Status = Complaint.Status


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def form(**other: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), **SAID, "truthful": "on", **other}


def browser(**who: Any) -> Client:
    client = Client()
    make.login(client, make.user(**who))
    return client


@pytest.mark.django_db
def test_a_stranger_complains_and_comes_back_to_the_address_they_were_given() -> None:
    operator, stranger = make.user(role="operator"), Client()
    assert 'href="/complaints/new?place=/"' in text(stranger.get("/"))
    assert 'value="课程一"' in text(stranger.get("/complaints/new?place=课程一"))
    wrong = stranger.post("/complaints/new", form(contact="", words="我的照片"))
    assert wrong.status_code == 422
    assert "我的照片" in text(wrong)
    assert Complaint.objects.count() == 0

    proof = SimpleUploadedFile("证书.png", films.picture().read_bytes(), "image/png")
    sent = stranger.post("/complaints/new", form(picture=proof))
    one = Complaint.objects.get()
    assert sent.headers["Location"] == f"/complaints/{one.code}"
    page = stranger.get(f"/complaints/{one.code}")
    assert SAID["words"] in text(page)
    assert "收到 1 张" in text(page)
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert SAID["contact"] not in text(page)  # who finds the address learns no phone number
    assert one.due_at - one.sent_at == pytest.approx(ANSWER_WITHIN, abs=timedelta(seconds=5))
    run_jobs()
    assert Message.objects.get().recipient_id == operator.pk
    make.login(stranger, operator)
    seen = stranger.get(f"/studio/complaints/{one.pk}/picture")
    assert seen.headers["Cache-Control"].startswith("private, no-store")


@pytest.mark.django_db
def test_the_school_asks_back_and_decides_with_words_and_the_audit_knows_none_of_them() -> None:
    operator, one = make.user(role="operator", name="小周"), complained()
    stranger, desk = Client(), Client()
    make.login(desk, operator)
    assert f"/studio/complaints/{one.pk}" in text(desk.get("/studio/complaints"))
    shown = text(desk.get(f"/studio/complaints/{one.pk}"))
    assert SAID["contact"] in shown
    answer = f"/studio/complaints/{one.pk}/answer"
    assert desk.post(answer, {"words": "", "verdict": "upheld"}).status_code == 422
    assert desk.post(answer, {"words": "请给一个发表时间", "verdict": "ask"}).status_code == 302
    assert "请给一个发表时间" in text(stranger.get(f"/complaints/{one.code}"))
    assert stranger.post(f"/complaints/{one.code}/words", {"words": ""}).status_code == 422
    assert stranger.post(f"/complaints/{one.code}/words", {"words": "2024 年五月"}).status_code == 302
    assert desk.post(answer, {"words": "照片已经换掉", "verdict": "upheld"}).status_code == 302
    one.refresh_from_db()
    assert (one.status, one.decided_by_id) == (Status.UPHELD, operator.pk)
    assert "照片已经换掉" in text(stranger.get(f"/complaints/{one.code}"))
    assert "2024 年五月" in text(desk.get(f"/studio/complaints/{one.pk}"))
    assert not AuditEntry.objects.filter(detail__icontains="照片").exists()


@pytest.mark.django_db
def test_sent_twice_it_is_one_complaint_and_a_picture_that_is_none_is_refused_with_the_form_kept() -> None:
    client, twice = Client(), form()
    places = {client.post("/complaints/new", twice).headers["Location"] for _ in range(2)}
    assert len(places) == Complaint.objects.count() == 1
    bad = client.post("/complaints/new", form(picture=SimpleUploadedFile("x.png", b"no picture", "image/png")))
    assert bad.status_code == 422
    assert SAID["words"] in text(bad)
    assert (Complaint.objects.count(), Asset.objects.count()) == (1, 0)


@pytest.mark.django_db
def test_a_flood_from_one_place_is_slowed_and_what_was_typed_stays() -> None:
    client = Client()
    for _ in range(4):
        assert client.post("/complaints/new", form()).status_code == 302
    client.post("/complaints/new", form())
    held = client.post("/complaints/new", form(words="第六份"))
    assert held.status_code == 422
    assert "第六份" in text(held)


@pytest.mark.django_db
def test_a_no_is_looked_at_again_when_more_is_said_and_the_end_is_final_otherwise() -> None:
    who = make.user()
    one = decided(upheld=False, sender_id=who.pk)
    run_jobs()
    assert Message.objects.filter(recipient=who).count() == 1
    with standing_at(now() + timedelta(days=3)):
        add(code=one.code, words="这里有登记证号")
        one.refresh_from_db()
        assert (one.status, one.ended_at) == (Status.LOOKING, None)
        assert one.due_at > now() + timedelta(days=6)
    decide(complaint_id=one.pk, actor_id=make.user().pk, upheld=True, answer="已下架")
    with pytest.raises(ComplaintStateError):
        add(code=one.code, words="谢谢")
    with pytest.raises(ComplaintStateError):
        withdraw(code=one.code)
    run_jobs()
    run_jobs()
    assert Message.objects.filter(recipient=who).count() == 2  # two decisions, each told once


@pytest.mark.django_db
def test_the_link_at_the_foot_of_a_page_says_which_page_is_complained_of() -> None:
    course, client = make.course(), Client()
    path = f"/courses/{course.product.code}"
    page = text(client.get(path))
    assert f'href="/complaints/new?place={path}"' in page
    assert f'value="http://testserver{path}"' in text(client.get(f"/complaints/new?place={path}"))
    assert 'value="//elsewhere.example/x"' in text(client.get("/complaints/new?place=//elsewhere.example/x"))

    sent = client.post("/complaints/new", form(place=f"http://testserver{path}"))
    assert "?place=" not in text(client.get(sent.headers["Location"]))  # its address is the key to it
    desk = browser(role="operator")
    assert f'href="{path}"' in text(desk.get(f"/studio/complaints/{Complaint.objects.get().pk}"))


@pytest.mark.django_db
def test_each_question_gives_the_school_its_time_anew_and_each_decision_is_told() -> None:
    who, actor = make.user(), make.user(role="operator")
    one = complained(who.pk)
    for days in (3, 5):
        with standing_at(now() + timedelta(days=days)):
            ask_back(complaint_id=one.pk, actor_id=actor.pk, words=f"第 {days} 天问")
            one.refresh_from_db()
            assert one.due_at == now() + ANSWER_WITHIN
    for answer in ("不是您的", "还不是您的"):
        decide(complaint_id=one.pk, actor_id=actor.pk, upheld=False, answer=answer)
        decide(complaint_id=one.pk, actor_id=actor.pk, upheld=False, answer=answer)
        run_jobs()
        ask_back(complaint_id=one.pk, actor_id=actor.pk, words="还有别的吗")
    one.refresh_from_db()
    assert (one.status, one.ended_at, one.answer) == (Status.LOOKING, None, "")
    told = [(word.words, word.author_id) for word in one.said.all() if "是您的" in word.words]
    assert told == [("不是您的", actor.pk), ("还不是您的", actor.pk)]
    assert one.said.get(words="不是您的").at < one.said.get(words="还不是您的").at
    page = text(Client().get(f"/complaints/{one.code}"))
    assert ("学堂的答复" in page, page.count("是您的")) == (False, 2)
    run_jobs()
    run_jobs()
    assert Message.objects.filter(recipient=who).count() == 6  # four questions and two decisions, each once


@pytest.mark.django_db
def test_words_end_somewhere_and_none_are_no_words() -> None:
    one = complained()
    with pytest.raises(WordsNeeded):
        ask_back(complaint_id=one.pk, actor_id=make.user().pk, words="  ")
    for at in range(20):
        add(code=one.code, words=f"第 {at} 句")
    with pytest.raises(SaidEnough):
        add(code=one.code, words="再一句")
    assert Word.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_counts() -> None:
    one, people = complained(), [make.user(role="operator") for _ in range(2)]
    key = uuid4()

    def act(n: int) -> Complaint:
        return decide(complaint_id=one.pk, actor_id=people[n].pk, upheld=bool(n), answer=f"答复 {n}")

    done = together(2, act)
    assert sum(isinstance(x, ComplaintStateError) for x in done) == 1
    one.refresh_from_db()
    assert one.answer == f"答复 {int(one.status == Status.UPHELD)}"
    same = together(3, lambda _n: complain(key=key, said=Said(**SAID), sender_id=None))
    assert len({x.pk for x in same if isinstance(x, Complaint)}) == 1
    assert Complaint.objects.count() == 2


class EveryRoad(TestCase):
    @settings(max_examples=examples(15))
    @given(st.lists(st.sampled_from(["add", "ask", "yes", "no", "withdraw"]), max_size=6))
    def test_what_is_over_has_an_end_and_what_was_decided_has_words(self, road: list[str]) -> None:
        one, actor = complained(), make.user(role="operator")
        steps = {
            "add": lambda: add(code=one.code, words="还有"),
            "ask": lambda: ask_back(complaint_id=one.pk, actor_id=actor.pk, words="什么时候"),
            "yes": lambda: decide(complaint_id=one.pk, actor_id=actor.pk, upheld=True, answer="下架了"),
            "no": lambda: decide(complaint_id=one.pk, actor_id=actor.pk, upheld=False, answer="不是您的"),
            "withdraw": lambda: withdraw(code=one.code),
        }
        for step in road:
            before = Complaint.objects.values().get(pk=one.pk)
            try:
                steps[step]()
            except DomainError:
                assert Complaint.objects.values().get(pk=one.pk) == before
        one.refresh_from_db()
        assert one.is_open == (one.ended_at is None)
        assert one.answer or one.status not in {Status.UPHELD, Status.REJECTED}


@pytest.mark.django_db
def test_who_leaves_takes_their_name_along_and_the_answer_stays() -> None:
    who = make.user()
    one = decided(upheld=True, sender_id=who.pk)
    mine = next(part for part in all_belongings() if part.key == "complaints")
    assert mine.export(who.pk)[0]["contact"] == SAID["contact"]
    mine.forget(who.pk)
    one.refresh_from_db()
    assert (one.name, one.contact, one.words, one.sender_id) == ("", "", "", None)
    assert one.answer


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_of_one_as_of_three(count: int) -> None:
    desk = browser(role="operator")
    for _ in range(count):
        complained()
    desk.get("/studio/complaints")
    with CaptureQueriesContext(connection) as asked:
        desk.get("/studio/complaints")
    assert len(asked) == 5
    app = Client(headers=make.bearer(make.user(role="operator")))
    with CaptureQueriesContext(connection) as asked:
        assert len(app.get("/api/v1/studio/complaints").json()["items"]) == count
    assert len(asked) == 3


@pytest.mark.django_db
@pytest.mark.parametrize("contact", ["abc", "12345", "name@", "微信 chenying", "1" * 16])
def test_who_could_not_be_answered_is_asked_for_a_contact_and_keeps_what_was_typed(contact: str) -> None:
    wrong = Client().post("/complaints/new", form(contact=contact, words="我的照片"))
    assert (wrong.status_code, "请写手机号或邮箱" in text(wrong), "我的照片" in text(wrong)) == (422, True, True)
    told = {**SAID, "contact": contact, "key": str(uuid4()), "truthful": True}
    refused = Client().post("/api/v1/complaints", told, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "contact_unusable")
    assert not Complaint.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("contact", ["139 1234 5678", "010-88886666", "+1 (415) 555-0100", "chen.ying@example.com"])
def test_any_telephone_and_any_address_will_do(contact: str) -> None:
    assert complained(contact=contact).contact == contact


@pytest.mark.django_db
def test_the_api_does_what_the_pages_do() -> None:
    app = Client()
    told = {**SAID, "key": str(uuid4()), "truthful": True}
    made = app.post("/api/v1/complaints", told, content_type="application/json")
    assert made.status_code == 201
    code = made.json()["code"]
    one = Complaint.objects.get()
    desk = Client(headers=make.bearer(make.user(role="operator")))
    place = f"/api/v1/studio/complaints/{one.pk}"
    assert desk.get(place).json()["contact"] == SAID["contact"]
    asked = desk.post(f"{place}/ask", {"words": "原图在哪里"}, content_type="application/json")
    assert asked.json()["status"] == "looking"
    app.post(f"/api/v1/complaints/{code}/words", {"words": "在这里"}, content_type="application/json")
    said = app.get(f"/api/v1/complaints/{code}").json()
    assert [(word["by_school"], word["words"]) for word in said["said"]] == [(True, "原图在哪里"), (False, "在这里")]
    assert "contact" not in said
    done = desk.post(f"{place}/decide", {"upheld": False, "answer": "是公版图"}, content_type="application/json")
    assert done.json()["status"] == "rejected"
    gone = app.post(f"/api/v1/complaints/{code}/withdraw", content_type="application/json")
    assert (gone.status_code, gone.json()["code"]) == (409, "complaint_state")


@pytest.mark.django_db
def test_who_was_logged_in_finds_their_own_again_and_nobody_elses() -> None:
    person = make.user()
    client = Client()
    make.login(client, person)
    assert "/me/complaints" not in text(client.get("/me"))
    complained(make.user().pk, place="别人的投诉")
    stranger = complained(place="没有登录时的投诉")

    mine = complained(person.pk)

    assert 'href="/me/complaints"' in text(client.get("/me"))
    listed = text(client.get("/me/complaints"))
    assert f'href="/complaints/{mine.code}"' in listed
    assert SAID["place"] in listed
    assert "别人的投诉" not in listed
    assert "没有登录时的投诉" not in listed
    assert [one["code"] for one in client.get("/api/v1/me/complaints").json()["items"]] == [mine.code]
    assert "请把这个网址存好" not in text(client.get(f"/complaints/{mine.code}"))
    assert "请把这个网址存好" in text(client.get(f"/complaints/{stranger.code}"))
    assert "请把这个网址存好" in text(Client().get(f"/complaints/{mine.code}"))
