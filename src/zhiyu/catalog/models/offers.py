"""What a product can be beside a course, a membership or a bundle."""

from datetime import date, datetime
from enum import StrEnum

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Intake(models.Model):
    """A course run for those who begin together. Its product opens the course, has the seats and the price."""

    class Phase(StrEnum):
        DRAFT = "draft"
        SOON = "soon"
        OPEN = "open"
        FULL = "full"
        SHUT = "shut"
        OVER = "over"

    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="intakes")
    product = models.OneToOneField("catalog.Product", on_delete=models.PROTECT, related_name="intake")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(_("名称"), max_length=24)
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="intake_once"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="intake_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name

    def phase(self, at: datetime, today: date) -> "Intake.Phase":
        """Where it stands for who wants to buy it."""
        product = self.product
        if product.published_at is None:
            return self.Phase.DRAFT
        if today > self.ends_on:
            return self.Phase.OVER
        if product.status != product.Status.PUBLISHED or (product.sells_until and product.sells_until <= at):
            return self.Phase.SHUT
        if not product.selling(at):
            return self.Phase.SOON
        return self.Phase.FULL if product.seats_left == 0 else self.Phase.OPEN


class Package(models.Model):
    """Sessions with the teacher, as they are shown. ``booking``: how to have one, for those who bought."""

    product = models.OneToOneField("catalog.Product", on_delete=models.PROTECT, related_name="package")
    intro = models.TextField(blank=True, default="")
    booking = models.TextField(blank=True, default="")
    cover_design = models.CharField(max_length=12, default="arcs")
    cover_hue = models.PositiveSmallIntegerField(default=24)
    cover_image = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.product.title


class TipJar(models.Model):
    """What is thrown in to thank a course's teacher. Its product has no price: whoever gives names it."""

    course = models.OneToOneField("catalog.Course", on_delete=models.PROTECT, related_name="tip_jar")
    product = models.OneToOneField("catalog.Product", on_delete=models.PROTECT, related_name="tip_jar")

    def __str__(self) -> str:
        return self.product.title


class Single(models.Model):
    """A lesson that is sold by itself, too: a grant of ``product`` opens this one and nothing else of the course."""

    product = models.OneToOneField("catalog.Product", on_delete=models.PROTECT, related_name="single")
    lesson = models.OneToOneField("catalog.Lesson", on_delete=models.PROTECT, related_name="single")
    course = models.ForeignKey("catalog.Course", on_delete=models.PROTECT, related_name="singles")
    offered = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.product.title
