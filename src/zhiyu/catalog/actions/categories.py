from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from zhiyu.catalog.models import Category
from zhiyu.catalog.slugs import numbered, slug_of
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform import audit


def _locked() -> list[Category]:
    return list(Category.objects.select_for_update().order_by("position", "id"))


def _one(categories: list[Category], category_id: int) -> Category:
    found = next((one for one in categories if one.pk == category_id), None)
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def add_category(*, name: str, actor_id: int | None) -> Category:
    """The one of that name, made when it is not there yet."""
    slug = numbered(slug_of(name)[:36], set(Category.objects.values_list("slug", flat=True)))
    last = Category.objects.aggregate(last=Max("position"))["last"]
    category, created = Category.objects.get_or_create(
        name=name, defaults={"slug": slug, "position": 0 if last is None else last + 1}
    )
    if created:
        audit.record(actor_id=actor_id, action="catalog.category_added", target=f"category:{category.pk}", name=name)
    return category


@transaction.atomic
def rename_category(*, category_id: int, name: str, actor_id: int | None) -> Category:
    standing = _locked()
    category = _one(standing, category_id)
    if any(one.name == name for one in standing if one.pk != category_id):
        raise Invalid(_("已经有叫这个名字的分类。"))
    category.name = name
    category.save(update_fields=["name"])
    audit.record(actor_id=actor_id, action="catalog.category_renamed", target=f"category:{category.pk}", name=name)
    return category


@transaction.atomic
def move_category(*, category_id: int, position: int, actor_id: int | None) -> None:
    standing = _locked()
    category = _one(standing, category_id)
    others = [one for one in standing if one.pk != category_id]
    at = max(0, min(position, len(others)))
    for place, one in enumerate([*others[:at], category, *others[at:]]):
        one.position = place
    Category.objects.bulk_update(standing, ["position"])
    audit.record(actor_id=actor_id, action="catalog.category_moved", target=f"category:{category.pk}", position=at)


@transaction.atomic
def remove_category(*, category_id: int, actor_id: int | None) -> None:
    """Its courses stay; they only lose this label."""
    category = _one(_locked(), category_id)
    audit.record(
        actor_id=actor_id, action="catalog.category_removed", target=f"category:{category.pk}", name=category.name
    )
    category.delete()
