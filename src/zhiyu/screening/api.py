"""The twin of the pages of applications."""

from datetime import datetime
from typing import Annotated, Literal

from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, signed_in_api, staff_api
from zhiyu.catalog.models import Product
from zhiyu.kernel.cursors import number_in
from zhiyu.kernel.schema import Schema
from zhiyu.platform.idempotency import idempotent
from zhiyu.screening import actions, queries
from zhiyu.screening.answering import LONGEST, LONGEST_OPTION, LONGEST_QUESTION, MOST_QUESTIONS, Answerable, Asked
from zhiyu.screening.models import Application

router = Router(tags=["applications"])
PAGE = 30
Kind = Literal["short", "long", "choice"]
Answer = Annotated[str, Field(max_length=max(LONGEST.values()))]
Option = Annotated[str, Field(max_length=LONGEST_OPTION)]


class QuestionOut(Schema):
    """``kind``: ``short``, ``long``, ``choice`` of ``options``."""

    text: str
    kind: str
    required: bool
    options: list[str]


class AnswerOut(Schema):
    asked: str
    answer: str


class ApplicationOut(Schema):
    """``status``: ``sent``, ``approved`` until ``pay_until``, ``declined``, ``withdrawn``, ``expired``, ``used``."""

    id: int
    product: str
    title: str
    status: str
    answers: list[AnswerOut]
    words: str
    sent_at: datetime
    decided_at: datetime | None
    pay_until: datetime | None
    again_from: datetime | None
    order: str | None


class ApplicationList(Schema):
    items: list[ApplicationOut]
    next: str | None


class FormOut(Schema):
    """``asked``: whether it is bought by application; ``application`` is the caller's newest."""

    product: str
    title: str
    asked: bool
    version: int
    questions: list[QuestionOut]
    application: ApplicationOut | None


class ApplyIn(Schema):
    """``version`` of the questions that were seen; ``answers`` in their order, empty for none."""

    version: int = Field(ge=0, le=2_147_483_647)
    answers: list[Answer] = Field(max_length=MOST_QUESTIONS)


class QuestionIn(Schema):
    text: str = Field(min_length=1, max_length=LONGEST_QUESTION)
    kind: Kind = "long"
    required: bool = True
    options: list[Option] = Field(default=[], max_length=8)


class ScreenIn(Schema):
    """``again_days`` null: who was declined cannot apply again. ``open_limit`` null: any number of approvals."""

    on: bool
    questions: list[QuestionIn] = Field(min_length=1, max_length=MOST_QUESTIONS)
    pay_days: int = Field(default=7, ge=1, le=60)
    again_days: int | None = Field(default=30, ge=0, le=3650)
    open_limit: int | None = Field(default=None, ge=1, le=9_999)


class ScreenOut(Schema):
    product: str
    on: bool
    version: int
    questions: list[QuestionOut]
    pay_days: int
    again_days: int | None
    open_limit: int | None


class WordsIn(Schema):
    words: str = Field(default="", max_length=300)


class SeveralIn(Schema):
    ids: list[int] = Field(min_length=1, max_length=PAGE)
    words: str = Field(default="", max_length=300)


class CountOut(Schema):
    approved: int


class ApplicantOut(ApplicationOut):
    user_id: int
    name: str
    phone: str = Field(description="Masked")


class ApplicantList(Schema):
    items: list[ApplicantOut]
    next: str | None


@router.get("/products/{code}/application", response=FormOut, auth=signed_in_api)
def application_form(request: UserRequest, code: str) -> FormOut:
    product = queries.product_by_code(code)
    version, questions = queries.questions_of(product.pk) if product.by_application else (0, [])
    mine = queries.latest_of(request.user.pk, product.pk)
    return FormOut(
        product=product.code,
        title=product.title,
        asked=product.by_application,
        version=version,
        questions=[question_out(one) for one in questions],
        application=application_out(mine, product) if mine else None,
    )


@router.post("/products/{code}/application", response={201: ApplicationOut}, auth=signed_in_api)
@idempotent()
def send_application(request: UserRequest, code: str, body: ApplyIn) -> Status[ApplicationOut]:
    made = actions.apply(applicant_id=request.user.pk, code=code, **body.model_dump())
    return Status(201, application_out(made, made.product))


@router.get("/me/applications", response=ApplicationList, auth=signed_in_api)
def my_applications(request: UserRequest, cursor: str = "") -> ApplicationList:
    start = number_in(cursor)
    found = list(queries.applications_of(request.user.pk)[start : start + PAGE + 1])
    more = str(start + PAGE) if len(found) > PAGE else None
    return ApplicationList(items=[application_out(one, one.product) for one in found[:PAGE]], next=more)


@router.post("/me/applications/{int:application_id}/withdraw", response=ApplicationOut, auth=signed_in_api)
@idempotent()
def withdraw(request: UserRequest, application_id: int) -> ApplicationOut:
    actions.withdraw(application_id=application_id, applicant_id=request.user.pk)
    found = queries.application_of(request.user.pk, application_id)
    return application_out(found, found.product)


@router.get("/studio/products/{code}/screen", response=ScreenOut, auth=staff_api("catalog.edit"))
def read_screen(request: UserRequest, code: str) -> ScreenOut:
    """As it is set; what a product begins with where it never was."""
    del request
    return screen_out(queries.product_by_code(code))


@router.put("/studio/products/{code}/screen", response=ScreenOut, auth=staff_api("catalog.edit"))
def set_screen(request: UserRequest, code: str, body: ScreenIn) -> ScreenOut:
    asked = [Asked(text=x.text, kind=x.kind, required=x.required, options=tuple(x.options)) for x in body.questions]
    rules = actions.Rules(pay_days=body.pay_days, again_days=body.again_days, open_limit=body.open_limit)
    product_id = queries.product_by_code(code).pk
    actions.set_screen(product_id=product_id, on=body.on, asked=asked, rules=rules, actor_id=request.user.pk)
    return screen_out(queries.product_by_code(code))


@router.get("/studio/applications", response=ApplicantList, auth=staff_api("applications.decide"))
def list_applications(request: UserRequest, state: str = "sent", product: str = "", cursor: str = "") -> ApplicantList:
    start = number_in(cursor)
    found = list(queries.applications(state=state, product=product)[start : start + PAGE + 1])
    actions.read_several(found=found[:PAGE], actor_id=request.user.pk)
    more = str(start + PAGE) if len(found) > PAGE else None
    return ApplicantList(items=[applicant_out(one) for one in found[:PAGE]], next=more)


@router.get("/studio/applications/{int:application_id}", response=ApplicantOut, auth=staff_api("applications.decide"))
def read_application(request: UserRequest, application_id: int) -> ApplicantOut:
    """What they bought is at ``…/orders``, for who may see orders."""
    return applicant_out(actions.read(application_id=application_id, actor_id=request.user.pk))


@router.post("/studio/applications/approve", response=CountOut, auth=staff_api("applications.decide"))
@idempotent()
def approve_several(request: UserRequest, body: SeveralIn) -> CountOut:
    """Those that still wait; all of them or, where they would be too many, none."""
    count = actions.approve_several(application_ids=body.ids, actor_id=request.user.pk, words=body.words)
    return CountOut(approved=count)


@router.post(
    "/studio/applications/{int:application_id}/approve",
    response=ApplicantOut,
    auth=staff_api("applications.decide"),
)
@idempotent()
def approve(request: UserRequest, application_id: int, body: WordsIn) -> ApplicantOut:
    actions.approve(application_id=application_id, actor_id=request.user.pk, words=body.words)
    return applicant_out(queries.application(application_id))


@router.post(
    "/studio/applications/{int:application_id}/decline",
    response=ApplicantOut,
    auth=staff_api("applications.decide"),
)
@idempotent()
def decline(request: UserRequest, application_id: int, body: WordsIn) -> ApplicantOut:
    actions.decline(application_id=application_id, actor_id=request.user.pk, words=body.words)
    return applicant_out(queries.application(application_id))


def question_out(one: Answerable) -> QuestionOut:
    return QuestionOut(text=one.text, kind=one.kind, required=one.required, options=[*one.options])


def application_out(one: Application, product: Product) -> ApplicationOut:
    return ApplicationOut(
        id=one.pk,
        product=product.code,
        title=product.title,
        status=one.standing,
        answers=[AnswerOut(**answer) for answer in one.answers],
        words=one.words,
        sent_at=one.sent_at,
        decided_at=one.decided_at,
        pay_until=one.pay_until,
        again_from=one.again_from,
        order=one.order_no or None,
    )


def applicant_out(one: Application) -> ApplicantOut:
    who = one.applicant
    same = application_out(one, one.product).model_dump()
    return ApplicantOut(**same, user_id=who.pk, name=who.name, phone=who.masked_phone)


def screen_out(product: Product) -> ScreenOut:
    screen, asked = queries.screen_or_usual(product.pk)
    return ScreenOut(
        product=product.code,
        on=product.by_application,
        version=screen.version,
        questions=[question_out(one) for one in asked],
        pay_days=screen.pay_days,
        again_days=screen.again_days,
        open_limit=screen.open_limit,
    )
