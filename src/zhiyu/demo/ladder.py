"""The way through the demo school, from a free course to a year's membership, and what who paid is told."""

from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from zhiyu.accounts.models import User
from zhiyu.catalog.actions import set_step, set_welcome
from zhiyu.catalog.durations import Unit
from zhiyu.catalog.models import Product, Welcome
from zhiyu.demo.memberships import EVERYTHING, variant_of
from zhiyu.media.actions import store_file
from zhiyu.ui import qr

HOOK, CORE, BACKEND = Product.Tier.HOOK, Product.Tier.CORE, Product.Tier.BACKEND


def make_ladder(*, owner: User) -> None:
    if Welcome.objects.exists():
        return
    year = variant_of(EVERYTHING, Unit.YEAR)
    for code, tier, leads_to in (
        (year, BACKEND, None),
        ("phone-family-photos", CORE, year),
        ("calm-before-sleep", CORE, year),
        ("breakfast-week", HOOK, "phone-family-photos"),
    ):
        product = Product.objects.get(code=code)
        then = Product.objects.get(code=leads_to).pk if leads_to else None
        set_step(product_id=product.pk, tier=tier, leads_to_id=then, actor_id=owner.pk)
    set_welcome(
        text="谢谢你来。有不明白的，随时给我们打电话：400-000-0000。",
        group_code_id=None,
        caption="",
        actor_id=owner.pk,
    )
    set_welcome(
        product_ids=[Product.objects.get(code="phone-family-photos").pk],
        text="先看第一课，拍一张窗边的照片。\n再扫码进群，把照片发给大家看看，我每晚八点来点评。",
        group_code_id=group_code(owner),
        caption="手机摄影学习群",
        actor_id=owner.pk,
    )


def group_code(owner: User) -> UUID:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "group.png"
        path.write_bytes(qr.file("https://weixin.qq.com/g/demo-photo-group", "png"))
        return store_file(path=path, name="手机摄影学习群.png", owner_id=owner.pk).pk
