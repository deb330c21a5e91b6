from collections.abc import Sequence

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Cast

from zhiyu.search import words
from zhiyu.search.models import Document


@transaction.atomic
def index(*, kind: str, ref: str, title: str, texts: Sequence[tuple[str, str]]) -> None:
    """Make one thing findable by its texts, each with a weight from A (title) to D (body)."""
    title = title[:200]
    tokens = Cast(Value(words.vector(texts)), SearchVectorField())
    Document.objects.bulk_create(
        [Document(kind=kind, ref=ref, title=title, tokens=tokens)],
        update_conflicts=True,
        unique_fields=["kind", "ref"],
        update_fields=["title", "tokens", "updated_at"],
    )


@transaction.atomic
def forget(*, kind: str, ref: str) -> None:
    Document.objects.filter(kind=kind, ref=ref).delete()
