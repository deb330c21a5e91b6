"""A slip that waits for somebody's look, drawn here and saying what it is."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image, ImageDraw

from zhiyu.accounts.models import User
from zhiyu.commerce.actions import begin_attempt
from zhiyu.commerce.models import Order
from zhiyu.integrations.transfer import actions
from zhiyu.kernel.money import yuan

ACCOUNT = {
    "holder": "林知学堂（示例）",
    "bank": "示例银行福州分行",
    "number": "6200 0000 0000 0000",
    "note": "一般当天下午核对。",
}


def set_up(owner: User) -> None:
    actions.save_account(actor_id=owner.pk, fields={**ACCOUNT, "offered": True})


def send(order: Order, *, payer: str) -> None:
    attempt = begin_attempt(order_no=order.no, provider=actions.NAME, method="transfer")
    actions.open_transfer(out_trade_no=attempt.out_trade_no)
    with TemporaryDirectory() as place:
        path = Path(place) / "slip.png"
        draw(order, path)
        actions.send_slip(user_id=order.buyer_id, order_no=order.no, path=path, name=path.name, payer=payer)


def draw(order: Order, path: Path) -> None:
    slip = Image.new("RGB", (540, 720), "#f4f6f3")
    pen = ImageDraw.Draw(slip)
    pen.rectangle((30, 40, 510, 680), fill="white", outline="#cfd6cf")
    pen.text((60, 80), "Demo transfer slip", fill="#0b6b4a", font_size=28)
    pen.text((60, 150), f"CNY {yuan(order.total_fen)}", fill="#111", font_size=44)
    pen.text((60, 240), "Not a bank's document.", fill="#555", font_size=22)
    slip.save(path)
