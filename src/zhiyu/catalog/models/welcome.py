from django.db import models


class Welcome(models.Model):
    """What who paid is told, and the code of a group to join. Without a product: the school's, where there is none."""

    product = models.ForeignKey(
        "catalog.Product", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    text = models.TextField(blank=True, default="")
    group_code = models.ForeignKey("media.Asset", on_delete=models.SET_NULL, null=True, related_name="+")
    caption = models.CharField(max_length=60, blank=True, default="")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product"], nulls_distinct=False, name="welcome_once")]

    def __str__(self) -> str:
        return f"welcome of {self.product_id or 'the school'}"
