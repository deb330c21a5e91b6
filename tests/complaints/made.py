"""Builders: a complaint, and complaints in each state."""

from typing import Any
from uuid import uuid4

from tests import make
from zhiyu.complaints.actions import Said, complain, decide
from zhiyu.complaints.models import Complaint

SAID: dict[str, Any] = {
    "kind": "copyright",
    "place": "课程《手机拍好家人》第二课 1 分 20 秒",
    "words": "这一段用了我的照片，没有问过我。请下架。",
    "proof": "https://example.com/my-photo",
    "capacity": "own",
    "name": "陈影",
    "contact": "13912345678",
}


def complained(sender_id: int | None = None, **other: Any) -> Complaint:
    return complain(key=uuid4(), said=Said(**{**SAID, **other}), sender_id=sender_id)


def decided(*, upheld: bool, sender_id: int | None = None) -> Complaint:
    one = complained(sender_id)
    return decide(complaint_id=one.pk, actor_id=make.user(role="operator").pk, upheld=upheld, answer="照片已经换掉。")
