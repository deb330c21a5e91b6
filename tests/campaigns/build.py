"""Campaigns as the studio plans them."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest

from zhiyu.campaigns.actions import plan_campaign, publish_campaign
from zhiyu.campaigns.models import Campaign, Phase
from zhiyu.catalog.models import Course
from zhiyu.kernel.clock import SHANGHAI, day_start

Freeze = Callable[[datetime], None]


def campaign(*courses: Course, template: str = "618", days: int = 20, on: bool = False) -> Campaign:
    """Its day is so many days from today: of 618, the first phase begins a week before."""
    day = day_start().date() + timedelta(days=days)
    made = plan_campaign(
        template=template,
        day=day,
        title="618 职场技能特惠",
        products=[course.product_id for course in courses],
        actor_id=None,
    )
    return publish_campaign(campaign_id=made.pk, actor_id=None) if on else made


def phases(campaign: Campaign) -> list[Phase]:
    return list(Phase.objects.filter(campaign=campaign))


def shanghai(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=SHANGHAI)


def freezer(monkeypatch: pytest.MonkeyPatch) -> Freeze:
    return lambda at: monkeypatch.setattr("django.utils.timezone.now", lambda: at)


def local(at: datetime) -> datetime:
    return at.astimezone(SHANGHAI)
