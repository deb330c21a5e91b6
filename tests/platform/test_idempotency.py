from datetime import timedelta

import pytest

from zhiyu.kernel.clock import now
from zhiyu.platform.models import IdempotencyKey
from zhiyu.platform.tasks import forget


@pytest.mark.django_db
def test_keys_are_forgotten_after_a_week() -> None:
    for key, days in (("old", 8), ("fresh", 6)):
        row = IdempotencyKey.objects.create(caller="user:1", key=key, fingerprint="")
        IdempotencyKey.objects.filter(pk=row.pk).update(created_at=now() - timedelta(days=days))

    forget(0)
    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["fresh"]
