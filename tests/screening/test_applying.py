"""What a product asks, who answers, and what the school says to it."""

from datetime import timedelta

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests import make
from tests.commerce.clock import standing_at
from tests.commerce.fakepay import pay
from tests.jobs import run_jobs
from tests.screening.made import ANSWERS, approved, say_no, say_yes, screened, sent
from zhiyu.accounts.actions import ask_to_close, close_due
from zhiyu.accounts.belongings import all_belongings
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_bundle
from zhiyu.catalog.errors import InBundle, PartByApplication
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.messaging.models import Message
from zhiyu.platform.models import AuditEntry, Event, IdempotencyKey
from zhiyu.screening.actions import Rules, apply, approve, approve_several, decline, end_lapsed, set_screen, withdraw
from zhiyu.screening.answering import Asked, defaults, kept, problems, sound
from zhiyu.screening.errors import (
    AlreadyApplied,
    AlreadyIn,
    AnswersWrong,
    ApplicationStateError,
    ApprovalsFull,
    NeverScreened,
    NotAgainYet,
    NotByApplication,
    QuestionsChanged,
    QuestionsWrong,
    TooOften,
)
from zhiyu.screening.models import Application, Question, Screen
from zhiyu.screening.notices import tell_ending
from zhiyu.screening.queries import before, questions_of

Status = Application.Status


@pytest.mark.django_db
def test_what_is_asked_is_kept_beside_what_was_answered_whatever_is_asked_later() -> None:
    product = screened()
    one = sent(product)
    set_screen(product_id=product.pk, on=True, asked=[Asked(text="别的")], rules=Rules(), actor_id=1)

    one.refresh_from_db()
    assert one.answers[0] == {"asked": defaults()[0].text, "answer": ANSWERS[0]}
    assert [x["answer"] for x in one.answers] == ANSWERS
    assert (questions_of(product.pk)[0], Question.objects.count()) == (3, 1)
    set_screen(product_id=product.pk, on=True, asked=[Asked(text="别的")], rules=Rules(pay_days=3), actor_id=1)
    assert Screen.objects.values_list("version", "pay_days").get() == (3, 3)


@pytest.mark.django_db
def test_answers_to_questions_that_changed_meanwhile_are_not_taken_for_the_new_ones() -> None:
    product, who = screened(), make.user()
    set_screen(product_id=product.pk, on=True, asked=[Asked(text="别的")], rules=Rules(), actor_id=1)
    with pytest.raises(QuestionsChanged):
        apply(applicant_id=who.pk, code=product.code, version=2, answers=ANSWERS)


@pytest.mark.django_db
def test_an_answer_that_is_missing_or_none_of_the_choices_is_named() -> None:
    choice = Asked(text="用什么拍", kind="choice", options=("手机", "相机"))
    product = screened(asked=[Asked(text="目标", kind="short"), choice])
    with pytest.raises(AnswersWrong) as refused:
        sent(product, answers=["", "画笔"])
    assert [*refused.value.extra["problems"]] == ["0", "1"]
    with pytest.raises(AnswersWrong):
        sent(product, answers=["长" * 101, "手机"])
    assert sent(product, answers=["好", "手机"]).status == Status.SENT


@pytest.mark.parametrize(
    "asked",
    [
        [],
        [Asked(text=" ")],
        [Asked(text="问")] * 9,
        [Asked(text="选", kind="choice", options=("一",))],
        [Asked(text="选", kind="choice", options=("一", "一"))],
        [Asked(text="问", options=("一", "二"))],
        [Asked(text="问", kind="file")],
    ],
)
def test_questions_that_cannot_be_answered_are_not_asked(asked: list[Asked]) -> None:
    assert not sound(asked)


TEXTS = st.lists(st.text(max_size=120), max_size=4)


@given(
    st.lists(
        st.builds(Asked, text=st.just("问"), kind=st.sampled_from(["short", "long"]), required=st.booleans()),
        max_size=4,
    ),
    TEXTS,
)
def test_answers_without_a_problem_are_kept_one_a_question(asked: list[Asked], answers: list[str]) -> None:
    wrong = problems(asked, answers)
    assert set(wrong) <= set(range(len(asked)))
    pairs = kept(asked, answers)
    assert len(pairs) == len(asked)
    for at, question in enumerate(asked):
        if at not in wrong:
            assert bool(pairs[at]["answer"]) or not question.required


@pytest.mark.django_db
def test_only_what_has_a_page_of_its_own_asks_and_only_what_can_be_answered() -> None:
    article = make.article()
    with pytest.raises(NeverScreened):
        screened(article)
    with pytest.raises(QuestionsWrong):
        screened(asked=[Asked(text="")])
    with pytest.raises(NotFound):
        set_screen(product_id=0, on=True, asked=defaults(), rules=Rules(), actor_id=1)
    for product in (make.package().product, make.bundle(make.course(), make.course()).product):
        assert screened(product).by_application


@pytest.mark.django_db
def test_a_product_is_in_a_bundle_or_asks_first_never_both() -> None:
    one, other, asking = make.course(title="甲"), make.course(title="乙"), make.course(title="丙")
    bundle = make.bundle(one, other, title="两门")
    with pytest.raises(InBundle) as refused:
        screened(one)
    assert refused.value.extra == {"titles": ["两门"]}
    screened(asking)
    with pytest.raises(PartByApplication) as kept_out:
        edit_bundle(
            bundle_id=bundle.pk,
            actor_id=None,
            parts=[one.product_id, asking.product_id],
            title="两门",
            subtitle="",
            price_fen=1,
            refund_days=7,
            refund_percent=30,
        )
    assert kept_out.value.extra == {"titles": ["丙"]}
    screened(one, on=False)
    assert not Product.objects.get(pk=one.product_id).by_application


@pytest.mark.django_db
def test_one_application_lives_at_a_time_and_what_leads_nowhere_is_refused() -> None:
    product, who = screened(), make.user()
    sent(product, who)
    with pytest.raises(AlreadyApplied):
        sent(product, who)
    with pytest.raises(NotByApplication):
        sent(screened(on=False))
    with pytest.raises(NotFound):
        sent(screened(make.course(published=False)))
    buyer = make.user()
    approved(product, buyer)
    pay(make.order(buyer=buyer, of=product))
    with pytest.raises(AlreadyIn):
        sent(product, buyer)
    for _again in range(4):
        withdraw(application_id=Application.objects.get(applicant=who, status="sent").pk, applicant_id=who.pk)
        sent(product, who)
    withdraw(application_id=Application.objects.get(applicant=who, status="sent").pk, applicant_id=who.pk)
    with pytest.raises(TooOften):
        sent(product, who)


@pytest.mark.django_db
def test_said_twice_it_is_said_once_and_the_other_answer_comes_too_late() -> None:
    operator = make.user(role="operator")
    yes, no = sent(screened()), sent(screened())
    for _twice in range(2):
        approve(application_id=yes.pk, actor_id=operator.pk, words="欢迎")
        decline(application_id=no.pk, actor_id=operator.pk, words="先学基础课")
    with pytest.raises(ApplicationStateError):
        decline(application_id=yes.pk, actor_id=operator.pk)
    with pytest.raises(ApplicationStateError):
        approve(application_id=no.pk, actor_id=operator.pk)

    assert [one.name for one in Event.objects.order_by("pk")] == [
        *["screening.application_sent"] * 2,
        "screening.application_approved",
        "screening.application_declined",
    ]
    noted = AuditEntry.objects.filter(target=f"application:{yes.pk}").order_by("pk")
    assert [(one.action, one.actor_id) for one in noted] == [
        ("screening.sent", yes.applicant_id),
        ("screening.approved", operator.pk),
    ]
    assert "欢迎" not in str(list(AuditEntry.objects.values_list("detail", flat=True)))
    yes.refresh_from_db()
    assert yes.pay_until is not None
    assert timedelta(days=6.9) < yes.pay_until - now() < timedelta(days=7.1)
    assert [one.pk for one in before(sent(screened(), yes.applicant))] == [yes.pk]


@pytest.mark.django_db
def test_both_sides_are_told_once_and_never_what_was_written() -> None:
    teacher = make.user(role="creator")
    yes, no, gone = (sent(screened()) for _ in range(3))
    withdraw(application_id=gone.pk, applicant_id=gone.applicant_id)
    run_jobs()
    told = Message.objects.filter(recipient=teacher).order_by("pk")
    assert [one.template for one in told] == ["screening.waiting"] * 2
    approve(application_id=yes.pk, actor_id=teacher.pk, words="欢迎")
    decline(application_id=no.pk, actor_id=teacher.pk, words="先学基础课")
    run_jobs()
    assert Message.objects.get(recipient=yes.applicant).template == "screening.approved"
    assert Message.objects.get(recipient=no.applicant).template == "screening.declined"
    said = str(list(Message.objects.values_list("facts", flat=True)))
    assert not any(words in said for words in ("欢迎", "基础", ANSWERS[0]))


@pytest.mark.django_db
def test_who_was_declined_applies_again_when_the_product_says_so() -> None:
    after, never = screened(rules=Rules(again_days=30)), screened(rules=Rules(again_days=None))
    who = make.user()
    for product in (after, never):
        say_no(sent(product, who))
        with pytest.raises(NotAgainYet):
            sent(product, who)
    with standing_at(now() + timedelta(days=31)):
        assert sent(after, who).status == Status.SENT
        with pytest.raises(NotAgainYet) as refused:
            sent(never, who)
    assert refused.value.extra == {"again_from": None}


@pytest.mark.django_db
def test_an_approval_that_nobody_paid_ends_by_the_clock_and_makes_room() -> None:
    product, who = screened(rules=Rules(pay_days=2, open_limit=1)), make.user()
    first, second = approved(product, who), sent(product)
    with pytest.raises(ApprovalsFull):
        say_yes(second)
    with standing_at(now() + timedelta(days=2, seconds=1)):
        first.refresh_from_db()
        assert (first.status, first.standing) == (Status.APPROVED, Status.EXPIRED)
        assert say_yes(second).status == Status.APPROVED
        assert sent(product, who).status == Status.SENT
        first.refresh_from_db()
        assert first.status == Status.EXPIRED
    with standing_at(now() + timedelta(days=9)):
        assert [end_lapsed(), end_lapsed()] == [1, 0]


@pytest.mark.django_db
def test_several_are_approved_together_or_none_where_they_would_be_too_many() -> None:
    product, boss = screened(rules=Rules(open_limit=2)), make.user(role="owner")
    many = [sent(product) for _ in range(3)]
    with pytest.raises(ApprovalsFull):
        approve_several(application_ids=[one.pk for one in many], actor_id=boss.pk)
    assert not Application.objects.filter(status="approved").exists()
    say_no(many[0])
    assert approve_several(application_ids=[one.pk for one in many], actor_id=boss.pk) == 2
    assert approve_several(application_ids=[one.pk for one in many], actor_id=boss.pk) == 0


@pytest.mark.django_db
def test_what_somebody_wrote_is_theirs_and_goes_with_them() -> None:
    who = make.user()
    yes, no = approved(screened(), who, words="欢迎"), sent(screened(), who)
    say_no(no, "下次")
    own = next(one for one in all_belongings() if one.key == "applications")
    exported = own.export(who.pk)
    assert [(one["status"], one["words"]) for one in exported] == [("approved", "欢迎"), ("declined", "下次")]
    assert exported[0]["answers"][0]["answer"] == ANSWERS[0]
    assert len(own.lost(who.pk)) == 1

    ask_to_close(user_id=who.pk, device=None)
    User.objects.filter(pk=who.pk).update(closing_at=now() - timedelta(seconds=1))
    assert close_due() == 1
    for one in (yes, no):
        one.refresh_from_db()
        assert (one.answers, one.words) == ([], "")
    assert (yes.status, no.status) == (Status.WITHDRAWN, Status.DECLINED)


@pytest.mark.django_db
def test_what_was_answered_about_it_once_is_not_kept_either() -> None:
    product, who, boss = screened(), make.user(), make.user(role="owner")
    client, path = Client(), f"/api/v1/products/{product.code}/application"
    version, _questions = questions_of(product.pk)

    def write(path: str, body: object, by: User) -> int:
        headers = make.bearer(by) | {"Idempotency-Key": path}
        answer = client.post(path, body, "application/json", headers=headers)
        return int(answer.json()["id"])

    pk = write(path, {"version": version, "answers": ANSWERS}, who)
    other = sent(product).pk
    for one in (pk, other):
        write(f"/api/v1/studio/applications/{one}/decline", {}, boss)
    assert IdempotencyKey.objects.count() == 3

    next(one for one in all_belongings() if one.key == "applications").forget(who.pk)

    assert list(IdempotencyKey.objects.values_list("answer__id", flat=True)) == [other]


@pytest.mark.django_db
def test_who_was_approved_is_told_once_the_day_before_it_ends() -> None:
    one, short = approved(screened()), approved(screened(rules=Rules(pay_days=1)))
    bought = approved(screened())
    make.order(buyer=bought.applicant, of=bought.product)
    ends = Message.objects.filter(template="screening.ends")
    assert one.pay_until is not None

    tell_ending()
    assert not ends.exists()
    with standing_at(one.pay_until - timedelta(hours=23)):
        tell_ending()
        tell_ending()
    assert list(ends.values_list("recipient", flat=True)) == [one.applicant_id]
    with standing_at(one.pay_until + timedelta(minutes=1)):
        tell_ending()
    assert ends.count() == 1
    assert short.applicant_id not in ends.values_list("recipient", flat=True)
