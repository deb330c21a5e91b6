"""The plain-SQL reads say what the models say, over every state that a grant can be in."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import make
from zhiyu.access.models import Consumption, Grant
from zhiyu.access.queries import entitlements_of, live, owns
from zhiyu.access.standing import opening_of, standing_of
from zhiyu.catalog.models import Lesson
from zhiyu.kernel.clock import now
from zhiyu.media.models import Asset

HOURS = st.sampled_from([-48, -1, 1, 48])
STATES = st.lists(st.tuples(HOURS, st.one_of(st.none(), HOURS), st.booleans(), st.booleans()), max_size=4)


def later(hours: int | None) -> datetime | None:
    return None if hours is None else now() + timedelta(hours=hours)


class TestStanding(TestCase):
    @given(STATES)
    def test_it_agrees_with_the_union_of_live_grants(self, states: list[tuple[int, int | None, bool, bool]]) -> None:
        user, course = make.user(), make.course()
        lesson = Lesson.objects.filter(chapter__course=course)[0]
        film = Asset.objects.create(kind="video", name="x", mime="video/mp4", size=1, sha256="0", duration_ms=60_000)
        Lesson.objects.filter(pk=lesson.pk).update(kind="video", asset=film)
        for n, (begins, ends, revoked, opened) in enumerate(states):
            grant = Grant.objects.create(
                user=user,
                product=course.product,
                source=f"staff:{n}",
                valid_from=now() + timedelta(hours=begins),
                valid_until=later(ends),
                revoked_at=now() if revoked else None,
            )
            if opened:
                Consumption.objects.create(grant=grant, lesson=lesson)

        standing = standing_of(user.pk, course.product_id)
        opening = opening_of(lesson_id=lesson.pk, user_id=user.pk)
        held = Grant.objects.filter(live(), user=user)
        assert standing.owned == opening.owned == owns(user.pk, course.product_id)
        assert standing.until == next((one.until for one in entitlements_of(user.pk)), None)
        lapsed = Grant.objects.filter(user=user, revoked_at=None, valid_from__lte=now(), valid_until__lte=now())
        if not standing.owned and lapsed.exists():
            assert standing.lapsed
        assert opening.counted == (not held.exclude(consumptions__lesson=lesson).exists())


@pytest.mark.django_db
def test_nobody_owns_nothing() -> None:
    course = make.course()
    assert not standing_of(None, course.product_id).owned
