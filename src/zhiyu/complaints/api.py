"""The twin of the pages of complaints."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Router, Status

from zhiyu.accounts.actions import begin_try
from zhiyu.accounts.asking import address_of
from zhiyu.accounts.http import UserRequest, anyone_api, signed_in_api, staff_api
from zhiyu.complaints import actions, queries
from zhiyu.complaints.actions import Said
from zhiyu.complaints.models import Complaint
from zhiyu.kernel.cursors import number_in, stretch
from zhiyu.kernel.schema import Schema

router = Router(tags=["complaints"])
PAGE = 30
SCOPE = "complaints.decide"


class ComplaintIn(Schema):
    """``key``: of the sender's choice; sent again it is the same complaint."""

    key: UUID
    kind: Literal["copyright", "person", "unlawful", "other"]
    place: str = Field(min_length=1, max_length=500)
    words: str = Field(min_length=1, max_length=3000)
    proof: str = Field(default="", max_length=2000)
    capacity: Literal["own", "agent", "witness"]
    name: str = Field(min_length=1, max_length=60)
    contact: str = Field(min_length=1, max_length=120)
    truthful: Literal[True]


class WordOut(Schema):
    by_school: bool
    words: str
    at: datetime


class ComplaintOut(Schema):
    """``status``: ``sent``, ``looking``, ``upheld``, ``rejected``, ``withdrawn``."""

    code: str
    status: str
    kind: str
    place: str
    words: str
    proof: str
    sent_at: datetime
    due_at: datetime
    ended_at: datetime | None
    answer: str
    said: list[WordOut]


class FullOut(ComplaintOut):
    id: int
    name: str
    contact: str
    capacity: str


class WordsIn(Schema):
    words: str = Field(min_length=1, max_length=1000)


class DecisionIn(Schema):
    upheld: bool
    answer: str = Field(min_length=1, max_length=1000)


class ComplaintList(Schema):
    items: list[ComplaintOut]
    next: str | None


class FullList(Schema):
    items: list[FullOut]
    next: str | None


@router.post("/complaints", response={201: ComplaintOut}, auth=anyone_api)
def complain(request: HttpRequest, payload: ComplaintIn) -> Status[ComplaintOut]:
    address = address_of(request)
    begin_try(what="complaint", account=address or "", address=address)
    told = payload.model_dump(exclude={"key", "truthful"})
    sender = request.user.pk if request.user.is_authenticated else None
    return Status(201, shown(actions.complain(key=payload.key, said=Said(**told), sender_id=sender)))


@router.get("/me/complaints", response=ComplaintList, auth=signed_in_api)
def my_complaints(request: UserRequest, cursor: str = "") -> ComplaintList:
    found = stretch(queries.complaints_of(request.user.pk), size=PAGE, before=cursor)
    return ComplaintList(items=[shown(one) for one in found.rows], next=found.older)


@router.get("/complaints/{code}", response=ComplaintOut, auth=anyone_api)
def complaint(request: HttpRequest, code: str) -> ComplaintOut:
    del request
    return shown(queries.complaint_by_code(code))


@router.post("/complaints/{code}/words", response=ComplaintOut, auth=anyone_api)
def add(request: HttpRequest, code: str, payload: WordsIn) -> ComplaintOut:
    del request
    return shown(actions.add(code=code, words=payload.words))


@router.post("/complaints/{code}/withdraw", response=ComplaintOut, auth=anyone_api)
def withdraw(request: HttpRequest, code: str) -> ComplaintOut:
    del request
    return shown(actions.withdraw(code=code))


@router.get("/studio/complaints", response=FullList, auth=staff_api(SCOPE))
def complaints(request: UserRequest, state: str = "", after: str = "") -> FullList:
    del request
    start = number_in(after) if after else 0
    found = list(queries.complaints(state=state).prefetch_related("said")[start : start + PAGE + 1])
    return FullList(items=[full(one) for one in found[:PAGE]], next=str(start + PAGE) if len(found) > PAGE else None)


@router.get("/studio/complaints/{int:complaint_id}", response=FullOut, auth=staff_api(SCOPE))
def desk(request: UserRequest, complaint_id: int) -> FullOut:
    del request
    return full(queries.complaint(complaint_id))


@router.post("/studio/complaints/{int:complaint_id}/ask", response=FullOut, auth=staff_api(SCOPE))
def ask_back(request: UserRequest, complaint_id: int, payload: WordsIn) -> FullOut:
    return full(actions.ask_back(complaint_id=complaint_id, actor_id=request.user.pk, words=payload.words))


@router.post("/studio/complaints/{int:complaint_id}/decide", response=FullOut, auth=staff_api(SCOPE))
def decide(request: UserRequest, complaint_id: int, payload: DecisionIn) -> FullOut:
    upheld, answer = payload.upheld, payload.answer
    return full(actions.decide(complaint_id=complaint_id, actor_id=request.user.pk, upheld=upheld, answer=answer))


def facts(one: Complaint) -> dict[str, object]:
    names = ("code", "status", "kind", "place", "words", "proof", "sent_at", "due_at", "ended_at", "answer")
    said = [WordOut(by_school=word.by_school, words=word.words, at=word.at) for word in one.said.all()]
    return {name: getattr(one, name) for name in names} | {"said": said}


def shown(one: Complaint) -> ComplaintOut:
    return ComplaintOut.model_validate(facts(one))


def full(one: Complaint) -> FullOut:
    more = {"id": one.pk, "name": one.name, "contact": one.contact, "capacity": one.capacity}
    return FullOut.model_validate(facts(one) | more)
