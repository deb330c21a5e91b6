from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from zhiyu.campaigns.errors import CampaignStateError


class Campaign(models.Model):
    """Deals and coupons that belong together: phases on a timetable around ``day``, and one page that tells of them.

    ``starts_at`` and ``ends_at`` are those of its first and its last phase. It sets no price itself: deals and coupons
    do, and they are the very ones of ``promotions``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        ON = "on", _("已发布")
        OFF = "off", _("已停止")

    MOVES = {State.DRAFT: {State.ON}, State.ON: {State.OFF}, State.OFF: {State.ON}}

    template = models.CharField(max_length=16)
    title = models.CharField(_("名称"), max_length=40)
    slug = models.SlugField(_("地址"), max_length=60, unique=True)
    words = models.TextField(_("介绍"), max_length=4_000, blank=True, default="")
    cover_design = models.CharField(max_length=12, blank=True, default="")
    cover_hue = models.PositiveSmallIntegerField(default=24)
    day = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    products = models.ManyToManyField("catalog.Product", related_name="+")
    state = models.CharField(max_length=5, choices=State, default=State.DRAFT)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="campaign_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.title

    def move_to(self, state: "Campaign.State") -> None:
        if state not in self.MOVES[Campaign.State(self.state)]:
            raise CampaignStateError
        self.state = state
        self.save(update_fields=["state"])


class Phase(models.Model):
    """A part of a campaign: from when until when its offers run."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="phases")
    title = models.CharField(max_length=24)
    words = models.CharField(max_length=120, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="phase_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """One deal or one coupon of a phase. ``stopped``: stopping the campaign stopped it, so going on starts it again."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="offers")
    deal = models.OneToOneField("promotions.Deal", on_delete=models.PROTECT, related_name="+", null=True)
    coupon = models.OneToOneField("promotions.Coupon", on_delete=models.PROTECT, related_name="+", null=True)
    stopped = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deal__isnull=False, coupon__isnull=True) | Q(deal__isnull=True, coupon__isnull=False),
                name="offer_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.deal or self.coupon)

    @property
    def never_ran(self) -> bool:
        if self.deal is not None:
            return self.deal.state == self.deal.State.DRAFT
        return self.coupon is not None and not self.coupon.on and not self.coupon.issued

    @property
    def runs(self) -> bool:
        if self.deal is not None:
            return self.deal.state == "on"
        return self.coupon is not None and self.coupon.on
