from datetime import datetime

from ninja import Field, Router, Schema

from zhiyu.accounts.http import UserRequest, staff_api
from zhiyu.accounts.permissions import can
from zhiyu.kernel.cursors import number_in
from zhiyu.studio import queries
from zhiyu.studio.queries import LearnerRow

router = Router(tags=["studio"])
PAGE = 50


class ToDoOut(Schema):
    text: str
    count: int
    urgent: bool


class HomeOut(Schema):
    paid_fen: int | None = Field(description="Money that arrived today, before refunds; null without money.read")
    refunded_fen: int | None = Field(description="Refunds that reached the buyer today; null without money.read")
    orders: int | None = Field(description="Orders paid today, free ones too; null without orders.read")
    learners: int | None = Field(description="People who joined today; null without learners.read")
    todos: list[ToDoOut]


class LearnerOut(Schema):
    id: int
    name: str
    phone: str = Field(description="Masked; a whole number is shown only in the studio, and that is recorded")
    joined_at: datetime
    last_seen_at: datetime | None
    owned: list[str]
    completed_lessons: int
    lessons: int


class LearnersOut(Schema):
    items: list[LearnerOut]
    next: str | None


@router.get("/studio/home", response=HomeOut, auth=staff_api(""))
def home(request: UserRequest) -> HomeOut:
    """Today in numbers, as far as the caller's role reaches."""

    def may(scope: str) -> bool:
        return can(request.user, scope)

    today = queries.today()
    return HomeOut(
        paid_fen=today.paid_fen if may("money.read") else None,
        refunded_fen=today.refunded_fen if may("money.read") else None,
        orders=today.orders if may("orders.read") else None,
        learners=today.learners if may("learners.read") else None,
        todos=[ToDoOut(text=str(x.text), count=x.count, urgent=x.urgent) for x in queries.things_to_do(can=may)],
    )


@router.get("/studio/learners", response=LearnersOut, auth=staff_api("learners.read"))
def learners(request: UserRequest, query: str = "", cursor: str = "") -> LearnersOut:
    del request
    found = queries.learners(query=query)
    if cursor:
        found = found.filter(pk__lt=number_in(cursor))
    people = list(found[: PAGE + 1])
    rows = queries.learner_rows(people[:PAGE])
    more = len(people) > PAGE
    return LearnersOut(items=[learner_out(row) for row in rows], next=str(people[PAGE - 1].pk) if more else None)


def learner_out(row: LearnerRow) -> LearnerOut:
    return LearnerOut(
        id=row.user.pk,
        name=row.user.name,
        phone=row.user.masked_phone,
        joined_at=row.user.joined_at,
        last_seen_at=row.last_seen_at,
        owned=list(row.owned),
        completed_lessons=row.done,
        lessons=row.total,
    )
