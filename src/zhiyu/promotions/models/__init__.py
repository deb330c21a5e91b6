from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyu.promotions.errors import DealStateError
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models.credit import Credit, CreditUse

__all__ = ["Coupon", "Credit", "CreditUse", "Deal", "Floor", "Held", "PriceMark", "Spent", "Use"]


class Deal(models.Model):
    """A price that runs: for whom, for what, how long, how many. What it takes off is in ``market.Deal``'s words.

    ``taken`` counts units of pending and paid orders and is only ever changed by conditional UPDATE.
    """

    class Kinds(models.TextChoices):
        NEWCOMER = Kind.NEWCOMER.value, _("新人价")
        FLASH = Kind.FLASH.value, _("秒杀")
        DISCOUNT = Kind.DISCOUNT.value, _("限时折扣")
        FREE = Kind.FREE.value, _("限时免费")
        MEMBER = Kind.MEMBER.value, _("会员价")
        SPEND = Kind.SPEND.value, _("满减")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        ON = "on", _("已开启")
        OFF = "off", _("已停止")

    MOVES = {State.DRAFT: {State.ON}, State.ON: {State.OFF}, State.OFF: {State.ON}}

    kind = models.CharField(max_length=10, choices=Kinds)
    title = models.CharField(_("名称"), max_length=24)
    state = models.CharField(max_length=5, choices=State, default=State.DRAFT)
    everything = models.BooleanField(default=False)
    products = models.ManyToManyField("catalog.Product", related_name="+", blank=True)
    members = models.ManyToManyField("catalog.Product", related_name="+", blank=True)
    price_fen = models.PositiveIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    off_fen = models.PositiveIntegerField(null=True)
    threshold_fen = models.PositiveIntegerField(default=0)
    stock = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0)
    once = models.BooleanField(default=False)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(taken__lte=F("stock")), name="deal_never_oversold"
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True) | Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                name="deal_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(price_fen__isnull=False, percent__isnull=True, off_fen__isnull=True)
                | Q(price_fen__isnull=True, percent__gte=1, percent__lte=99, off_fen__isnull=True)
                | Q(price_fen__isnull=True, percent__isnull=True, off_fen__gte=1),
                name="deal_takes_off_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def move_to(self, state: "Deal.State") -> None:
        if state not in self.MOVES[Deal.State(self.state)]:
            raise DealStateError
        self.state = state
        self.save(update_fields=["state"])


class Use(models.Model):
    """One order at a deal's price. Given back when the order closes or is refunded."""

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="uses")
    order_no = models.CharField(max_length=32)
    quantity = models.PositiveIntegerField()
    off_fen = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True)
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "order_no"], name="deal_use_once")]
        indexes = [models.Index(fields=["order_no"], name="deal_use_by_order")]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.order_no}"


class Spent(models.Model):
    """Who has had a deal that each person has once: one row for each way to know them again.

    ``person``: ``user:17``, and hashes of their phone number and of their identity in WeChat, so that a new account
    of the same person is the same person. The row goes when the use is given back.
    """

    deal = models.ForeignKey(Deal, on_delete=models.PROTECT, related_name="+")
    use = models.ForeignKey(Use, on_delete=models.CASCADE, related_name="spent")
    person = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["deal", "person"], name="deal_once_a_person")]

    def __str__(self) -> str:
        return f"{self.deal_id} {self.person[:12]}"


class Coupon(models.Model):
    """What coupons of one issue say. ``budget``: how many there are, null without limit; ``issued`` counts them by
    conditional UPDATE. Valid for ``valid_days`` from when it came into somebody's hands, or until ``valid_until``.
    """

    class How(models.TextChoices):
        CLAIM = "claim", _("学员自己领")
        CODE = "code", _("输入券码")
        ISSUED = "issued", _("老师发放")

    title = models.CharField(_("名称"), max_length=24)
    how = models.CharField(max_length=6, choices=How, default=How.CLAIM)
    code = models.CharField(max_length=24, unique=True, null=True)  # noqa: DJ001 -- unique where there is one
    on = models.BooleanField(default=True)
    everything = models.BooleanField(default=True)
    products = models.ManyToManyField("catalog.Product", related_name="+", blank=True)
    off_fen = models.PositiveIntegerField(null=True)
    percent = models.PositiveSmallIntegerField(null=True)
    most_fen = models.PositiveIntegerField(null=True)
    whole = models.BooleanField(default=False)
    threshold_fen = models.PositiveIntegerField(default=0)
    joins = models.BooleanField(default=True)
    budget = models.PositiveIntegerField(null=True)
    issued = models.PositiveIntegerField(default=0)
    per_person = models.PositiveSmallIntegerField(default=1)
    claim_from = models.DateTimeField(null=True)
    claim_until = models.DateTimeField(null=True)
    valid_days = models.PositiveSmallIntegerField(null=True)
    valid_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(budget__isnull=True) | Q(issued__lte=F("budget")), name="coupon_within_budget"
            ),
            models.CheckConstraint(
                condition=Q(whole=True, off_fen__isnull=True, percent__isnull=True)
                | Q(whole=False, off_fen__gte=1, percent__isnull=True)
                | Q(whole=False, off_fen__isnull=True, percent__gte=1, percent__lte=99),
                name="coupon_takes_off_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Held(models.Model):
    """A coupon in somebody's hands; ``nth`` of that issue that they got. ``order_no``: the order that it is on."""

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="held")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coupons")
    nth = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=64, blank=True, default="")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)
    order_no = models.CharField(max_length=32, blank=True, default="")
    off_fen = models.PositiveIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["coupon", "user", "nth"], name="coupon_held_once")]
        indexes = [
            models.Index(fields=["user", "-id"], name="coupon_by_user"),
            models.Index(fields=["order_no"], name="coupon_by_order", condition=~Q(order_no="")),
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id} {self.user_id}"


class PriceMark(models.Model):
    """A product's list price from a moment on. A trigger writes it, whoever changes the price."""

    product = models.ForeignKey("catalog.Product", on_delete=models.CASCADE, related_name="+")
    price_fen = models.PositiveIntegerField()
    since = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["product", "-since"], name="price_mark_by_product")]

    def __str__(self) -> str:
        return f"{self.product_id} {self.price_fen}"


class Floor(models.Model):
    """Below this a product should not go: the creator is warned, nothing is refused."""

    product = models.OneToOneField("catalog.Product", on_delete=models.CASCADE, related_name="+")
    floor_fen = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.product_id} {self.floor_fen}"
