from django.db import models


class Tip(models.Model):
    """The words that go with a tip, and after which lesson it was given. The money is its order's."""

    order = models.OneToOneField("commerce.Order", on_delete=models.PROTECT, related_name="tip")
    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=120, blank=True, default="")

    def __str__(self) -> str:
        return f"tip of {self.order_id}"
