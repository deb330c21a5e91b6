from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, FloatField, Func, Value
from django.db.models.functions import Cast

from zhiyu.search import words
from zhiyu.search.models import Document

LONGEST_QUERY = 80


class Matches(Func):
    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


def find(kind: str, query: str, limit: int = 50) -> list[str]:
    """The refs of what matches every word of ``query``, best first; when nothing does, of what comes near."""
    query = query[:LONGEST_QUERY]
    for reading in (words.must_match, words.may_match, words.might_match):
        needed = reading(query)
        found = _matching(kind, needed, query, limit) if needed else []
        if found:
            return found
    return []


def _matching(kind: str, needed: str, query: str, limit: int) -> list[str]:
    tokens = F("tokens")
    rank = Func(
        tokens,
        Cast(Value(words.may_rank(query)), SearchQueryField()),
        function="ts_rank",
        output_field=FloatField(),
    )
    found = Document.objects.filter(Matches(tokens, Cast(Value(needed), SearchQueryField())), kind=kind)
    return list(found.order_by(rank.desc(), "-updated_at", "id").values_list("ref", flat=True)[:limit])
