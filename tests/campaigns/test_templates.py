"""Templates are data: their phases lie in the campaign, in order, on whatever day it is."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.campaigns.build import shanghai
from tests.pace import examples
from zhiyu.campaigns.actions import plan_campaign
from zhiyu.campaigns.models import Offer, Phase
from zhiyu.campaigns.templates import BY_KEY, COUPON, TEMPLATES, Template, moment, next_day, span
from zhiyu.kernel.clock import SHANGHAI, day_start
from zhiyu.kernel.errors import Invalid, NotFound

ANY = pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: one.key)


@given(template=st.sampled_from(TEMPLATES), day=st.dates(date(2000, 3, 1), date(2100, 12, 1)))
def test_phases_lie_inside_the_campaign_one_after_another_on_any_day(template: Template, day: date) -> None:
    first, last = span(template, day)
    times = [(moment(day, stage.starts), moment(day, stage.ends)) for stage in template.stages]

    assert times[0][0] == first
    assert times[-1][1] == last
    assert all(starts < ends for starts, ends in times)
    assert all(before[1] == after[0] for before, after in pairwise(times)), "no hour between two phases is left out"


@given(template=st.sampled_from(TEMPLATES), at=st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)))  # noqa: DTZ001 -- given its zone below
def test_the_usual_day_is_the_next_one_that_is_still_wholly_to_come(template: Template, at: datetime) -> None:
    asked = at.replace(tzinfo=UTC)
    day = next_day(template, asked)
    assert day > asked.astimezone(SHANGHAI).date()
    if template.falls is None:
        return
    assert (day.month, day.day) == template.falls
    assert span(template, day)[0] > asked
    assert span(template, day.replace(year=day.year - 1))[0] <= asked, "no earlier one would have done"


@pytest.mark.parametrize(
    ("key", "at", "day"),
    [
        ("new-year", shanghai(date(2026, 12, 31), 23, 59), date(2028, 1, 1)),
        ("new-year", shanghai(date(2026, 12, 24), 23, 59), date(2027, 1, 1)),
        ("new-year", shanghai(date(2026, 12, 25)), date(2028, 1, 1)),
        ("618", shanghai(date(2026, 6, 10), 23, 59), date(2026, 6, 18)),
        ("618", shanghai(date(2026, 6, 11)), date(2027, 6, 18)),
        ("blank", shanghai(date(2028, 2, 26), 12), date(2028, 2, 29)),
        ("blank", datetime(2026, 12, 28, 16, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_usual_day_at_midnight_in_shanghai_at_a_leap_day_and_at_the_end_of_a_year(
    key: str, at: datetime, day: date
) -> None:
    assert next_day(BY_KEY[key], at) == day


@ANY
def test_each_template_takes_something_off_in_words_that_fit(template: Template) -> None:
    assert template.stages
    for stage in template.stages:
        assert len(str(stage.title)) <= 24
        assert len(str(stage.words)) <= 120
        for offer in stage.offers:
            assert len(str(offer.title)) <= 24
            assert (offer.percent is None) != (offer.off_fen is None)
            assert (offer.budget is None) == (offer.kind != COUPON)


@pytest.mark.django_db
@settings(max_examples=examples(8), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(template=st.sampled_from(TEMPLATES), ahead=st.integers(0, 700))
def test_every_deals_window_is_its_phases_and_every_coupon_lasts_to_the_end(template: Template, ahead: int) -> None:
    course = make.course()
    day = day_start().date() + timedelta(days=ahead)

    made = plan_campaign(
        template=template.key, day=day, title=str(template.title), products=[course.product_id], actor_id=None
    )

    assert (made.starts_at, made.ends_at) == span(template, day)
    assert Phase.objects.filter(campaign=made).count() == len(template.stages)
    for offer in Offer.objects.filter(phase__campaign=made).select_related("phase", "deal", "coupon"):
        window = offer.phase.starts_at, offer.phase.ends_at
        if offer.deal:
            assert (offer.deal.starts_at, offer.deal.ends_at, offer.deal.state) == (*window, "draft")
            continue
        assert offer.coupon is not None
        assert (offer.coupon.claim_from, offer.coupon.claim_until) == window
        assert (offer.coupon.valid_until, offer.coupon.on) == (made.ends_at, False)


@pytest.mark.django_db
def test_a_campaign_needs_a_template_goods_and_a_day_ahead() -> None:
    course, today = make.course(), day_start().date()
    plan = {"title": "x", "actor_id": None, "template": "618", "day": today, "products": [course.product_id]}

    with pytest.raises(NotFound):
        plan_campaign(**{**plan, "template": "none"})  # type: ignore[arg-type]
    wrongs: list[dict[str, object]] = [
        {"products": []},
        {"products": [course.product_id, 10**9]},
        {"day": today - timedelta(days=1)},
        {"day": date(9999, 12, 31)},
    ]
    for wrong in wrongs:
        with pytest.raises(Invalid):
            plan_campaign(**{**plan, **wrong})  # type: ignore[arg-type]
    assert not Phase.objects.exists()


def test_what_a_template_says_fits_any_school() -> None:
    said = " ".join(f"{one.title} {one.words} {one.note}" for one in TEMPLATES)
    assert [word for word in ("职场", "技能", "孩子", "写作", "摄影") if word in said] == []
