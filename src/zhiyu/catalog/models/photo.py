from django.db import models


class Photo(models.Model):
    """A picture of a lesson that is a set of them."""

    lesson = models.ForeignKey("catalog.Lesson", on_delete=models.CASCADE, related_name="photos")
    asset = models.OneToOneField("media.Asset", on_delete=models.PROTECT, related_name="+")
    caption = models.CharField(max_length=200, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.caption or str(self.asset_id)
