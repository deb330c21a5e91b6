from django.db import models


class OutlineVersion(models.Model):
    """The outline as it was published; completion is recorded against one of these."""

    course = models.ForeignKey("catalog.Course", on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    lessons = models.JSONField()
    published_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="outline_once")]

    def __str__(self) -> str:
        return f"{self.course_id} v{self.number}"
