from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Document(models.Model):
    """What can be found: ``kind`` and ``ref`` name the thing in the app that handed it over."""

    kind = models.CharField(max_length=16)
    ref = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    tokens = SearchVectorField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "ref"], name="document_once")]
        indexes = [GinIndex(fields=["tokens"], name="document_tokens")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"
