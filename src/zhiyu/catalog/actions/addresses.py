from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from zhiyu.catalog.models import Plan, Product
from zhiyu.catalog.slugs import numbered, slug_of

Addressed = TypeVar("Addressed", Product, Plan)


def with_address(model: type[Addressed], text: str, **values: Any) -> Addressed:
    """A new row at a free address. Somebody may take it between the look and the insert: then look again."""
    slug = slug_of(text)
    while True:
        taken = set(model.objects.filter(code__startswith=slug).values_list("code", flat=True))
        try:
            with transaction.atomic():
                return model.objects.create(code=numbered(slug, taken), **values)
        except IntegrityError:
            continue
