"""The twin of the pages of learning records."""

from datetime import date, datetime

from django.http import HttpRequest
from ninja import Field, Router, Status

from zhiyu.accounts.http import UserRequest, anyone_api, signed_in_api, staff_api
from zhiyu.accounts.queries import person
from zhiyu.kernel.schema import Schema
from zhiyu.records import actions, queries
from zhiyu.records.papers import LONGEST
from zhiyu.records.papers import check as checked
from zhiyu.records.queries import Issued

router = Router(tags=["records"])


class RecordIn(Schema):
    """``since`` and ``until`` are days of Shanghai, both inside."""

    course: str = Field(max_length=80)
    name: str = Field(min_length=1, max_length=40)
    since: date
    until: date


class LearnedOut(Schema):
    """``pace``: how many times its own speed a film may have had; 1 for a first viewing without skipping."""

    title: str
    kind: str
    completed_on: date | None
    proven_seconds: int
    pace: int


class ProofOut(Schema):
    """What everybody may see: the name is masked."""

    number: str
    name: str
    school: str
    course: str
    since: date
    until: date
    issued_at: datetime
    lessons: list[LearnedOut]
    lessons_completed: int
    proven_seconds: int
    key: str
    genuine: bool


class RecordOut(ProofOut):
    """``file`` is what is handed out, to the byte."""

    file: str


class RecordList(Schema):
    items: list[RecordOut]
    next: str | None


class FileIn(Schema):
    file: str = Field(max_length=LONGEST)


class VerdictOut(Schema):
    """``genuine``, ``altered``, ``unknown_key`` or ``no_record``."""

    verdict: str
    key: str


@router.get("/me/records", response=RecordList, auth=signed_in_api)
def my_records(request: UserRequest) -> RecordList:
    return listed(request.user.pk)


@router.post("/me/records", response={201: RecordOut}, auth=signed_in_api)
def issue_my_record(request: UserRequest, body: RecordIn) -> Status[RecordOut]:
    return issued(body, user_id=request.user.pk, actor_id=request.user.pk)


@router.post("/records/check", response=VerdictOut, auth=anyone_api)
def check_file(request: HttpRequest, body: FileIn) -> VerdictOut:
    del request
    found = checked(body.file.encode(), queries.keys_by_name())
    return VerdictOut(verdict=found.verdict, key=found.key)


@router.get("/records/{number}", response=ProofOut, auth=anyone_api)
def read_proof(request: HttpRequest, number: str) -> ProofOut:
    del request
    one = queries.record(number)
    return ProofOut.model_validate(facts(one) | {"name": one.masked})


@router.get("/studio/learners/{int:user_id}/records", response=RecordList, auth=staff_api("learners.read"))
def list_records(request: UserRequest, user_id: int) -> RecordList:
    del request
    return listed(person(user_id).pk)


@router.post("/studio/learners/{int:user_id}/records", response={201: RecordOut}, auth=staff_api("learners.read"))
def issue_record(request: UserRequest, user_id: int, body: RecordIn) -> Status[RecordOut]:
    return issued(body, user_id=person(user_id).pk, actor_id=request.user.pk)


def issued(body: RecordIn, *, user_id: int, actor_id: int) -> Status[RecordOut]:
    made = actions.issue_record(user_id=user_id, actor_id=actor_id, **body.model_dump())
    return Status(201, record_out(made))


def listed(user_id: int) -> RecordList:
    return RecordList(items=[record_out(one) for one in queries.records_of(user_id)], next=None)


def record_out(one: Issued) -> RecordOut:
    return RecordOut.model_validate(facts(one) | {"file": one.file.decode()})


def facts(one: Issued) -> dict[str, object]:
    same = ("number", "name", "school", "course", "issued_at", "lessons", "lessons_completed", "proven_seconds", "key")
    genuine = checked(one.file, {one.row.key.name: one.row.key.public}).verdict == "genuine"
    return {name: one.said[name] for name in same} | {"since": one.since, "until": one.until, "genuine": genuine}
