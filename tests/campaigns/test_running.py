"""A campaign goes on sale as one and stops as one, whoever says so and how often."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import make
from tests.campaigns import build
from tests.promotions import build as shop
from tests.together import together
from zhiyu.campaigns.actions import (
    add_offer,
    discard_campaign,
    edit_campaign,
    move_campaign,
    plan_campaign,
    publish_campaign,
    remove_offer,
    stop_campaign,
)
from zhiyu.campaigns.actions.changing import CampaignTerms, PhaseTerms
from zhiyu.campaigns.errors import CampaignBegun, CampaignStateError
from zhiyu.campaigns.models import Campaign, Offer, Phase
from zhiyu.catalog.actions import unpublish
from zhiyu.catalog.models import Product
from zhiyu.commerce.pricing import quote_each, quote_for
from zhiyu.kernel.clock import day_start
from zhiyu.kernel.errors import Invalid, NotFound
from zhiyu.platform.models import AuditEntry
from zhiyu.promotions.actions import claim_coupon, switch_coupon, switch_deal
from zhiyu.promotions.errors import CouponClosed
from zhiyu.promotions.market import Kind
from zhiyu.promotions.models import Coupon, Deal, Held

pytestmark = pytest.mark.django_db


@pytest.fixture
def freeze(monkeypatch: pytest.MonkeyPatch) -> build.Freeze:
    return build.freezer(monkeypatch)


def states(campaign: Campaign) -> list[str]:
    """Of its deals by their titles, and of its coupons."""
    deals = Deal.objects.filter(pk__in=Offer.objects.filter(phase__campaign=campaign).values("deal")).order_by("pk")
    coupons = Coupon.objects.filter(pk__in=Offer.objects.filter(phase__campaign=campaign).values("coupon"))
    return [*deals.values_list("state", flat=True), *("on" if one.on else "off" for one in coupons)]


def said(campaign: Campaign) -> list[str]:
    found = AuditEntry.objects.filter(target=f"campaign:{campaign.pk}").order_by("pk")
    return list(found.values_list("action", flat=True))


def terms(campaign: Campaign, **more: object) -> CampaignTerms:
    phases = [
        PhaseTerms(id=one.pk, title=one.title, words=one.words, starts_at=one.starts_at, ends_at=one.ends_at)
        for one in build.phases(campaign)
    ]
    products = list(campaign.products.values_list("pk", flat=True))
    given = {"title": campaign.title, "slug": campaign.slug, "words": "", "products": products, "phases": phases}
    return CampaignTerms(**{**given, **more})  # type: ignore[arg-type]


def shifted(phase: PhaseTerms, by: timedelta) -> PhaseTerms:
    return PhaseTerms(**{**vars(phase), "starts_at": phase.starts_at + by, "ends_at": phase.ends_at + by})


def price(code: str) -> int:
    return quote_for([code], buyer_id=None).total_fen


def test_each_phase_has_its_price_to_the_second_and_nothing_before_or_after(freeze: build.Freeze) -> None:
    course = make.course(price_fen=10_000)
    code = course.product.code
    campaign = build.campaign(course, on=True)
    warm, opening, day, encore = build.phases(campaign)
    assert states(campaign) == ["on"] * 6
    second = timedelta(seconds=1)

    told = {
        warm.starts_at: 10_000,
        opening.starts_at - second: 10_000,
        opening.starts_at: 6_000,
        day.starts_at - second: 6_000,
        day.starts_at: 8_000,
        encore.starts_at - second: 8_000,
        encore.starts_at: 8_800,
        campaign.ends_at - second: 8_800,
        campaign.ends_at: 10_000,
    }
    for at, fen in told.items():
        freeze(at)
        assert price(code) == fen, at


def test_the_coupon_can_be_taken_while_its_phase_lasts_and_used_to_the_end(freeze: build.Freeze) -> None:
    course, learner = make.course(price_fen=30_000), make.user()
    campaign = build.campaign(course, on=True)
    warm, opening, *_ = build.phases(campaign)
    coupon = Coupon.objects.get()
    with pytest.raises(CouponClosed):
        claim_coupon(coupon_id=coupon.pk, user_id=learner.pk)

    freeze(warm.starts_at)
    held = claim_coupon(coupon_id=coupon.pk, user_id=learner.pk)
    freeze(opening.starts_at)
    with pytest.raises(CouponClosed):
        claim_coupon(coupon_id=coupon.pk, user_id=make.user().pk)

    assert held.valid_until == campaign.ends_at
    freeze(build.phases(campaign)[3].starts_at)
    assert quote_for([course.product.code], buyer_id=learner.pk).total_fen == 30_000 * 88 // 100 - 3_000


def test_publishing_and_stopping_twice_is_said_once_and_stops_every_deal(freeze: build.Freeze) -> None:
    course = make.course(price_fen=10_000)
    campaign = build.campaign(course)
    for _again in range(2):
        publish_campaign(campaign_id=campaign.pk, actor_id=None)
    freeze(build.phases(campaign)[2].starts_at)
    assert price(course.product.code) == 8_000

    for _again in range(2):
        stop_campaign(campaign_id=campaign.pk, actor_id=None)

    assert states(campaign) == ["off"] * 6
    assert price(course.product.code) == 10_000
    assert said(campaign) == ["campaign.planned", "campaign.on", "campaign.off"]


@pytest.mark.django_db(transaction=True)
def test_two_staff_who_publish_at_once_publish_once_and_who_stops_meanwhile_waits() -> None:
    campaign = build.campaign(make.course())

    answers = together(3, lambda _: publish_campaign(campaign_id=campaign.pk, actor_id=None).state)

    assert answers == ["on"] * 3
    assert said(campaign) == ["campaign.planned", "campaign.on"]
    assert AuditEntry.objects.filter(action="deal.on").count() == 5
    acts = [publish_campaign, stop_campaign]
    together(2, lambda n: acts[n](campaign_id=campaign.pk, actor_id=None).state)
    campaign.refresh_from_db()
    assert set(states(campaign)) == {campaign.state}, "all of it runs, or none"


def test_it_is_published_whole_or_not_at_all(freeze: build.Freeze) -> None:
    campaign = build.campaign(make.course())
    freeze(build.phases(campaign)[0].ends_at)

    with pytest.raises(Invalid, match="预热"):
        publish_campaign(campaign_id=campaign.pk, actor_id=None)

    campaign.refresh_from_db()
    assert (campaign.state, states(campaign)) == ("draft", ["draft"] * 5 + ["off"])
    Offer.objects.all().delete()
    with pytest.raises(Invalid, match="优惠"):
        publish_campaign(campaign_id=campaign.pk, actor_id=None)


def test_a_deal_stopped_by_hand_stays_stopped_when_the_campaign_goes_on() -> None:
    campaign = build.campaign(make.course(), on=True)
    first = Deal.objects.order_by("pk")[0]
    switch_deal(deal_id=first.pk, on=False, actor_id=None)
    switch_coupon(coupon_id=Coupon.objects.get().pk, on=False, actor_id=None)

    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    publish_campaign(campaign_id=campaign.pk, actor_id=None)

    assert states(campaign) == ["off", "on", "on", "on", "on", "off"]


def test_a_stop_notes_what_ran_then_and_nothing_of_an_earlier_stop(freeze: build.Freeze) -> None:
    campaign = build.campaign(make.course(), on=True)
    first = Deal.objects.order_by("pk")[0]
    phase = build.phases(campaign)[1]
    soon = phase.starts_at + timedelta(hours=1)
    Deal.objects.filter(pk=first.pk).update(ends_at=soon)
    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    freeze(soon)
    publish_campaign(campaign_id=campaign.pk, actor_id=None)
    assert states(campaign) == ["off", "on", "on", "on", "on", "off"], "it is over by a time of its own"

    Deal.objects.filter(pk=first.pk).update(ends_at=phase.ends_at)
    for on in (True, False):
        switch_deal(deal_id=first.pk, on=on, actor_id=None)
    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    publish_campaign(campaign_id=campaign.pk, actor_id=None)
    assert states(campaign) == ["off", "on", "on", "on", "on", "off"], "it was stopped by hand"


def test_what_has_no_price_or_takes_none_off_is_in_no_campaign_unless_it_was() -> None:
    course, gone = make.course(), make.course()
    deposit = Product.objects.create(kind="deposit", code="d", title="定金", price_fen=100, status="published")
    wrong = [make.course(price_fen=0).product, make.course(published=False).product, deposit]
    today = day_start().date()
    for product in wrong:
        with pytest.raises(Invalid):
            plan_campaign(template="blank", day=today, title="x", products=[product.pk], actor_id=None)
    shop.deal(percent=50)
    quotes = quote_each([deposit, course.product], buyer_id=None)
    assert [one.total_fen for one in quotes] == [100, 4_950], "shown with others too, nothing lowers a deposit"
    campaign = build.campaign(course, gone)
    unpublish(course_id=gone.pk, actor_id=None)
    edit_campaign(campaign_id=campaign.pk, terms=terms(campaign), actor_id=None)
    for product in wrong:
        with pytest.raises(Invalid):
            edit_campaign(campaign_id=campaign.pk, terms=terms(campaign, products=[product.pk]), actor_id=None)


def test_what_was_stopped_goes_on_with_what_is_still_to_come_and_not_when_it_is_over(freeze: build.Freeze) -> None:
    campaign = build.campaign(make.course(), on=True)
    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    freeze(build.phases(campaign)[1].ends_at)

    publish_campaign(campaign_id=campaign.pk, actor_id=None)
    assert states(campaign) == ["off", "off", "on", "on", "on", "off"]

    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    freeze(campaign.ends_at)
    with pytest.raises(Invalid, match="已经过了"):
        publish_campaign(campaign_id=campaign.pk, actor_id=None)


def test_of_two_campaigns_at_once_the_lower_price_counts(freeze: build.Freeze) -> None:
    course = make.course(price_fen=10_000)
    build.campaign(course, on=True)
    other = build.campaign(course, template="blank", on=True)
    freeze(build.phases(other)[0].starts_at + timedelta(hours=3))
    assert price(course.product.code) == 8_000
    freeze(other.ends_at - timedelta(hours=1))
    assert price(course.product.code) == 9_000
    assert [one.slug for one in Campaign.objects.order_by("pk")][1].endswith("-2"), "each has an address of its own"


def test_a_product_taken_off_sale_meanwhile_leaves_the_rest_as_it_is(freeze: build.Freeze) -> None:
    course, gone = make.course(price_fen=10_000), make.course(price_fen=20_000)
    campaign = build.campaign(course, gone)
    unpublish(course_id=gone.pk, actor_id=None)

    publish_campaign(campaign_id=campaign.pk, actor_id=None)

    freeze(build.phases(campaign)[2].starts_at)
    assert price(course.product.code) == 8_000


# --- changing ------------------------------------------------------------------------------------------------------


def test_a_draft_moves_whole_and_its_offers_with_it() -> None:
    campaign = build.campaign(make.course())
    before = [(one.starts_at, one.ends_at) for one in build.phases(campaign)]

    for _again in range(2):
        move_campaign(campaign_id=campaign.pk, day=campaign.day + timedelta(days=9), actor_id=None)

    by = timedelta(days=9)
    assert [(one.starts_at, one.ends_at) for one in build.phases(campaign)] == [(a + by, b + by) for a, b in before]
    campaign.refresh_from_db()
    assert (campaign.starts_at, campaign.ends_at) == (before[0][0] + by, before[-1][1] + by)
    for offer in Offer.objects.select_related("phase", "deal"):
        if offer.deal:
            assert (offer.deal.starts_at, offer.deal.ends_at) == (offer.phase.starts_at, offer.phase.ends_at)
    assert Coupon.objects.get().valid_until == campaign.ends_at


def test_of_a_running_campaign_only_what_has_not_begun_moves(freeze: build.Freeze) -> None:
    course, other = make.course(), make.course()
    campaign = build.campaign(course, on=True)
    warm, opening, day, encore = build.phases(campaign)
    freeze(opening.starts_at + timedelta(minutes=1))
    wanted = terms(campaign, products=[course.product_id, other.product_id])
    later = timedelta(hours=5)

    def change(phases: list[PhaseTerms]) -> None:
        changed = terms(campaign, phases=phases, products=wanted.products)
        edit_campaign(campaign_id=campaign.pk, terms=changed, actor_id=None)

    with pytest.raises(CampaignBegun):
        change([shifted(one, later) for one in wanted.phases])
    with pytest.raises(Invalid, match="过去的时间"):
        change([*wanted.phases[:3], shifted(wanted.phases[3], timedelta(days=-9))])
    change([*wanted.phases[:2], *(shifted(one, later) for one in wanted.phases[2:])])

    found = build.phases(campaign)
    assert [one.starts_at for one in found] == [
        warm.starts_at,
        opening.starts_at,
        day.starts_at + later,
        encore.starts_at + later,
    ]
    flash = Deal.objects.get(kind=Kind.FLASH)
    assert (flash.ends_at, flash.products.count()) == (opening.ends_at, 1), "what runs stays what it is"
    last = Deal.objects.order_by("-pk")[0]
    assert (last.starts_at, last.products.count()) == (encore.starts_at + later, 2)


def test_coupons_that_were_taken_are_good_to_the_new_end_of_a_running_campaign(freeze: build.Freeze) -> None:
    course, ann, bob = make.course(), make.user(), make.user()
    campaign = build.campaign(course, on=True)
    warm, opening, *_rest = build.phases(campaign)
    coupon = Coupon.objects.get()
    freeze(warm.starts_at)
    claim_coupon(coupon_id=coupon.pk, user_id=ann.pk)
    claim_coupon(coupon_id=coupon.pk, user_id=bob.pk)
    Held.objects.filter(user=bob).update(used_at=warm.starts_at)
    freeze(opening.starts_at)
    end = campaign.ends_at

    for days in (9, 2):
        move_campaign(campaign_id=campaign.pk, day=campaign.day + timedelta(days=days), actor_id=None)
        coupon.refresh_from_db()
        assert (coupon.claim_until, coupon.valid_until) == (warm.ends_at, end + timedelta(days=days))

    untils = dict(Held.objects.values_list("user", "valid_until"))
    assert untils == {ann.pk: end + timedelta(days=9), bob.pk: end}, "never shorter, and not what was used"


def test_what_an_offer_has_of_its_own_stays_when_its_campaign_is_changed() -> None:
    course, other = make.course(), make.course()
    campaign = build.campaign(course, other)
    offers = list(Offer.objects.filter(deal__isnull=False).select_related("phase", "deal").order_by("pk"))
    own, usual = offers[0].deal, offers[1].deal
    assert own
    assert usual
    own.products.set([other.product_id])
    was = offers[0].phase.starts_at
    Deal.objects.filter(pk=own.pk).update(starts_at=was + timedelta(hours=1))
    Coupon.objects.update(valid_until=None, valid_days=3)

    edit_campaign(campaign_id=campaign.pk, terms=terms(campaign, products=[course.product_id]), actor_id=None)
    move_campaign(campaign_id=campaign.pk, day=campaign.day + timedelta(days=1), actor_id=None)

    own.refresh_from_db()
    assert (own.starts_at, own.ends_at) == (was + timedelta(days=1, hours=1), offers[0].phase.ends_at + timedelta(1))
    assert list(own.products.values_list("pk", flat=True)) == [other.product_id]
    assert list(usual.products.values_list("pk", flat=True)) == [course.product_id]
    assert list(Coupon.objects.values_list("valid_until", "valid_days")) == [(None, 3)]


def test_phases_neither_overlap_nor_end_before_they_begin_nor_go_far_away() -> None:
    campaign = build.campaign(make.course())
    first, second, *rest = terms(campaign).phases
    wrong = [
        [],
        [first, first],
        [PhaseTerms(**{**vars(first), "id": 10**9})],
        [first, shifted(second, timedelta(hours=-1)), *rest],
        [PhaseTerms(**{**vars(first), "ends_at": first.starts_at}), second, *rest],
        [first, second, shifted(rest[0], timedelta(days=999))],
    ]
    for phases in wrong:
        with pytest.raises(Invalid):
            edit_campaign(campaign_id=campaign.pk, terms=terms(campaign, phases=phases), actor_id=None)
    with pytest.raises(Invalid):
        move_campaign(campaign_id=campaign.pk, day=campaign.day - timedelta(days=99), actor_id=None)
    assert "campaign.saved" not in said(campaign)


def test_an_address_is_one_campaigns_and_stays_once_it_was_published() -> None:
    course = make.course()
    campaign, other = build.campaign(course, on=True), build.campaign(course)
    with pytest.raises(CampaignStateError):
        edit_campaign(campaign_id=campaign.pk, terms=terms(campaign, slug="other"), actor_id=None)
    with pytest.raises(Invalid):
        edit_campaign(campaign_id=other.pk, terms=terms(other, slug=campaign.slug), actor_id=None)
    edit_campaign(campaign_id=other.pk, terms=terms(other, slug="spring"), actor_id=None)
    assert Campaign.objects.filter(slug="spring").exists()


def test_a_published_campaign_takes_an_added_offer_as_a_draft_that_is_started_by_hand() -> None:
    campaign = build.campaign(make.course(), on=True)
    phase = build.phases(campaign)[-1]

    added = add_offer(campaign_id=campaign.pk, phase_id=phase.pk, kind="spend", actor_id=None)
    assert added.deal is not None
    assert (added.deal.state, added.deal.starts_at, added.never_ran) == ("draft", phase.starts_at, True)
    remove_offer(campaign_id=campaign.pk, offer_id=added.pk, actor_id=None)
    assert not Offer.objects.filter(pk=added.pk).exists()

    kept = add_offer(campaign_id=campaign.pk, phase_id=phase.pk, kind="spend", actor_id=None)
    switch_deal(deal_id=kept.deal_id or 0, on=True, actor_id=None)
    with pytest.raises(CampaignStateError):
        remove_offer(campaign_id=campaign.pk, offer_id=kept.pk, actor_id=None)
    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    assert Deal.objects.get(pk=kept.deal_id or 0).state == "off"
    with pytest.raises(CampaignStateError):
        add_offer(campaign_id=campaign.pk, phase_id=phase.pk, kind="spend", actor_id=None)


def test_phases_and_offers_come_and_go_in_a_draft_and_stay_once_it_is_published() -> None:
    campaign = build.campaign(make.course())
    first, *rest = terms(campaign).phases
    edit_campaign(campaign_id=campaign.pk, terms=terms(campaign, phases=rest), actor_id=None)
    assert (Phase.objects.count(), Coupon.objects.count()) == (3, 0), "the coupon went with its phase"
    added = add_offer(campaign_id=campaign.pk, phase_id=rest[0].id or 0, kind="coupon", actor_id=None)
    assert (added.coupon and added.coupon.claim_from) == rest[0].starts_at
    remove_offer(campaign_id=campaign.pk, offer_id=added.pk, actor_id=None)
    assert not Coupon.objects.exists()
    with pytest.raises(NotFound):
        add_offer(campaign_id=campaign.pk, phase_id=first.id or 0, kind="coupon", actor_id=None)

    publish_campaign(campaign_id=campaign.pk, actor_id=None)
    offer = Offer.objects.order_by("pk")[0]
    refused: list[Callable[[], object]] = [
        lambda: remove_offer(campaign_id=campaign.pk, offer_id=offer.pk, actor_id=None),
        lambda: discard_campaign(campaign_id=campaign.pk, actor_id=None),
        lambda: edit_campaign(campaign_id=campaign.pk, terms=terms(campaign, phases=rest[1:]), actor_id=None),
    ]
    for act in refused:
        with pytest.raises(CampaignStateError):
            act()


def test_a_draft_thrown_away_takes_its_drafts_along_and_leaves_what_was_started_by_hand() -> None:
    campaign = build.campaign(make.course())
    with pytest.raises(CampaignStateError):
        stop_campaign(campaign_id=campaign.pk, actor_id=None)
    started = Deal.objects.order_by("pk")[0]
    switch_deal(deal_id=started.pk, on=True, actor_id=None)

    discard_campaign(campaign_id=campaign.pk, actor_id=None)

    assert list(Deal.objects.values_list("pk", flat=True)) == [started.pk]
    assert not Coupon.objects.exists()
    assert not Campaign.objects.exists()


def test_other_deals_and_coupons_are_no_part_of_it() -> None:
    deal, coupon = shop.deal(), shop.coupon()
    campaign = build.campaign(make.course(), on=True)
    stop_campaign(campaign_id=campaign.pk, actor_id=None)
    deal.refresh_from_db()
    coupon.refresh_from_db()
    assert (deal.state, coupon.on) == ("on", True)
