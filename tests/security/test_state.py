"""The matrix's own eye: what it would overlook, it would call harmless."""

from django.db import transaction

from tests.security.state import changed, fingerprint, writes
from tests.security.world import World, nothing_kept
from zhiyu.catalog.models import Category, Product


def test_what_is_written_is_seen_and_what_is_taken_back_is_not(world: World) -> None:
    with nothing_kept(world):
        Category.objects.create(name="新的一类", slug="new")
        Product.objects.filter(pk=world.course.product_id).update(title="改了名字")
        assert changed(world.rows, world.written) == ["catalog_category", "catalog_product"]
    with nothing_kept(world):
        Category.objects.all().delete()
        assert "catalog_category" in changed(world.rows, world.written)
    with nothing_kept(world):
        with transaction.atomic():
            Category.objects.create(name="新的一类", slug="new")
            transaction.set_rollback(True)
        assert writes() != world.written
        assert changed(world.rows, world.written) == []
    assert fingerprint() == world.rows
