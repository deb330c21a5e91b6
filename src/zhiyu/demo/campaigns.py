"""One campaign whose coupons can be taken now, and one that is planned and not published yet."""

from datetime import timedelta

from zhiyu.accounts.models import User
from zhiyu.campaigns.actions import plan_campaign, publish_campaign
from zhiyu.campaigns.models import Campaign
from zhiyu.campaigns.templates import BY_KEY, next_day
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import day_start, now

# Its warm-up lasts longer than this: coupons are out, and every price is still the usual one.
DAYS_AHEAD = 3


def make_campaigns(*, owner: User) -> None:
    if Campaign.objects.exists():
        return
    codes = ("calm-before-sleep", "phone-family-photos")
    products = list(Product.objects.filter(code__in=codes).values_list("pk", flat=True))
    running = plan_campaign(
        template="1212",
        day=day_start().date() + timedelta(days=DAYS_AHEAD),
        title="慢学节",
        products=products,
        actor_id=owner.pk,
    )
    publish_campaign(campaign_id=running.pk, actor_id=owner.pk)
    planned = BY_KEY["618"]
    plan_campaign(
        template=planned.key,
        day=next_day(planned, now()),
        title=str(planned.title),
        products=products,
        actor_id=owner.pk,
    )
