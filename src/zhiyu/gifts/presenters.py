"""What the pages of gifts and codes show, worked out from plain values."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhiyu.accounts.models import User
from zhiyu.commerce.presenters import Goods, goods_of
from zhiyu.gifts.models import Batch, Code, Gift
from zhiyu.kernel.sheets import Cell
from zhiyu.ui import qr

TONES: dict[str, str] = {
    Code.State.FREE: "gold",
    Code.State.REDEEMED: "ok",
    Code.State.REVOKED: "plain",
    Gift.State.WAITING: "gold",
    Gift.State.CLAIMED: "ok",
    Gift.State.RETURNED: "plain",
}
Pill = tuple[str | Promise, str, bool, int]


def tone_of(state: str) -> str:
    return TONES.get(state, "plain")


def state_of(gift: Gift) -> str:
    """In words; one that nobody claimed in time and that has not gone back yet says so."""
    late = gift.state == Gift.State.WAITING and gift.over
    return _("正在退回") if late else str(gift.get_state_display())


def pills(states: Iterable[tuple[str, str | Promise]], counts: dict[str, int], *, current: str) -> list[Pill]:
    some = [(value, label) for value, label in states if counts[value]]
    return [(label, value, value == current, counts[value]) for value, label in [("", _("全部")), *some]]


def counts_of(batch: Batch) -> dict[str, int]:
    found = {state.value: getattr(batch, state.value) for state in Code.State}
    return {"": sum(found.values())} | found


def giver_of(gift: Gift) -> str:
    """As the card says it: the name that was signed with, else the giver's, never their number."""
    name = "" if gift.giver.closed_at else gift.giver.name
    return gift.from_name or name or _("一位朋友")


def goods_given(gift: Gift) -> Goods:
    return goods_of(gift.line.product)


def address_of_gift(request: HttpRequest, gift: Gift) -> str:
    return request.build_absolute_uri(reverse("gifts:gift", args=[gift.token]))


def address_of_code(request: HttpRequest, code: str) -> str:
    return request.build_absolute_uri(reverse("gifts:redeem", query={"code": code}))


def address_of_redeeming(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("gifts:redeem"))


def cards(request: HttpRequest, codes: Iterable[Code]) -> list[tuple[Code, SafeString]]:
    return [(code, qr.inline(address_of_code(request, code.code))) for code in codes]


def given_shown(request: HttpRequest, found: Sequence[Gift]) -> dict[str, Any]:
    """An order's gifts with their addresses; a picture of each for whoever hands it over in the room."""
    rows = [(gift, address, qr.inline(address)) for gift in found for address in [address_of_gift(request, gift)]]
    waiting = [(gift, address) for gift, address, _qr in rows if gift.state == Gift.State.WAITING and not gift.over]
    return {"rows": rows, "waiting": waiting, "all_addresses": "\n".join(address for _gift, address in waiting)}


def card_shown(gift: Gift, user: User | None) -> dict[str, Any]:
    """The card as its visitor may use it."""
    mine = user is not None and gift.receiver_id == user.pk
    if gift.state == Gift.State.CLAIMED:
        state = "mine" if mine else "taken"
    elif gift.state == Gift.State.RETURNED:
        state = "returned"
    else:
        state = "over" if gift.over else "open"
    goods = goods_given(gift)
    return {
        "gift": gift,
        "goods": goods,
        "giver": giver_of(gift),
        "state": state,
        "is_giver": user is not None and gift.giver_id == user.pk,
    }


def code_rows(request: HttpRequest, batch: Batch, codes: Iterable[Code]) -> Iterator[list[Cell]]:
    """The batch whole, for a printer or a shop."""
    yield [_("兑换码"), _("状态"), _("开通"), _("有效期至"), _("兑换的人"), _("手机"), _("兑换时间"), _("兑换链接")]
    for code in codes:
        yield [
            code.code,
            str(code.get_state_display()),
            batch.product.title,
            batch.valid_until,
            code.user.name if code.user else "",
            code.user.masked_phone if code.user else "",
            code.redeemed_at,
            address_of_code(request, code.code),
        ]
