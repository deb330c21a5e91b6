"""How records are said: where they are checked, and what came of a check."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zhiyu.records.models import SigningKey
from zhiyu.records.papers import Checked, Verdict
from zhiyu.records.queries import Issued
from zhiyu.ui import qr
from zhiyu.ui.links import public_address

VERDICTS = {
    Verdict.GENUINE: _("真的：和学堂开出来的一字不差，签名对得上。"),
    Verdict.ALTERED: _("不对：内容被改过，或者签名对不上。"),
    Verdict.UNKNOWN_KEY: _("认不出：不是用本学堂的钥匙签的。"),
    Verdict.NO_RECORD: _("这不是学习证明的文件。"),
}


def proof_address(request: HttpRequest, number: str) -> str:
    return public_address(request, reverse("records:proof", args=[number]))


def paper_context(request: HttpRequest, one: Issued) -> dict[str, Any]:
    address = proof_address(request, one.number)
    return {"one": one, "said": one.said, "address": address, "code": qr.inline(address)}


def answer(checked: Checked) -> dict[str, Any]:
    good = checked.verdict == Verdict.GENUINE
    return {"good": good, "words": VERDICTS[checked.verdict], "said": checked.record if good else {}}


def key_json(key: SigningKey) -> dict[str, Any]:
    return {
        "name": key.name,
        "algorithm": "Ed25519",
        "public_key": key.public,
        "made_at": key.made_at.isoformat(),
        "retired_at": key.retired_at.isoformat() if key.retired_at else None,
    }
