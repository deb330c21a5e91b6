"""How somebody stands to a product or a lesson: the reads behind every page, ticket, playlist and key, in plain SQL.

What a grant opens is said once, by the view ``access_right``. A test compares these reads with a plain model of it.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from zhiyu.access.errors import NothingToPlay
from zhiyu.access.spells import end_of_spell
from zhiyu.accounts.models import User
from zhiyu.accounts.permissions import can
from zhiyu.catalog import previews
from zhiyu.catalog.models import Lesson
from zhiyu.catalog.shelf import no_lesson
from zhiyu.kernel.clock import now
from zhiyu.media.gate import Film, TicketClaims
from zhiyu.platform.plain import row, rows

Person = User | AnonymousUser


class Right(StrEnum):
    """By what someone opens a whole lesson. Only ``OWNED`` counts as consumption."""

    OWNED = "owned"
    FREE = "free"
    STAFF = "staff"
    NONE = "none"


def right_of(user: Person, *, owned: bool, free: bool, on_sale: bool) -> Right:
    if owned:
        return Right.FREE if free else Right.OWNED
    if free and on_sale:
        return Right.FREE
    return Right.STAFF if can(user, "catalog.edit") else Right.NONE


@dataclass(frozen=True)
class Standing:
    """One person and one product. ``until`` None is for ever; ``lapsed``: once had it, and the time ran out.

    ``own``: held, or once held, by itself, and not only by a membership.
    """

    owned: bool
    until: datetime | None
    lapsed: bool
    own: bool = False


NOBODY = Standing(owned=False, until=None, lapsed=False)
STANDING = "select own, valid_from, valid_until from access_right where user_id = %(user)s and product_id = %(product)s"


def standing_of(user_id: int | None, product_id: int) -> Standing:
    if user_id is None:
        return NOBODY
    at = now()
    held = rows(STANDING, {"user": user_id, "product": product_id})
    live = [own for own, begins, ends in held if begins <= at and (ends is None or ends > at)]
    ended = [own for own, _, ends in held if ends is not None and ends <= at]
    lapsed = bool(ended)
    if not live:
        return Standing(owned=False, until=None, lapsed=lapsed, own=any(ended))
    until = end_of_spell([(begins, ends) for _, begins, ends in held], at)
    return Standing(owned=True, until=until, lapsed=lapsed, own=any(live))


@dataclass(frozen=True)
class Opening:
    """One person before one lesson that plays. ``counted``: its opening is noted under every live grant."""

    lesson_id: int
    film: Film
    free: bool
    preview: int | None
    on_sale: bool
    owned: bool
    counted: bool


OPENING = """
    select l.kind, l.free, l.preview_seconds, p.status = 'published',
           a.id, a.duration_ms, a.preview_seconds, a.state, a.progress,
           r.version, r.preview_segments, c.wrapped_keys, c.plain_small,
           count(g.grant_id) > 0, count(g.grant_id) = count(k.id)
    from catalog_lesson l
    join catalog_chapter h on h.id = l.chapter_id
    join catalog_course c on c.id = h.course_id
    join catalog_product p on p.id = c.product_id
    left join catalog_single s on s.lesson_id = l.id
    left join media_asset a on a.id = l.asset_id
    left join lateral (
        select i.version, i.preview_segments from media_rendition i
        where i.asset_id = a.id and i.retired_at is null and i.version > 0 order by i.id limit 1
    ) r on true
    left join lateral (
        select r.grant_id from access_right r
        where r.user_id = %(user)s and r.product_id = any(array[p.id, s.product_id])
        and r.valid_from <= %(at)s and (r.valid_until is null or r.valid_until > %(at)s)
        offset 0 -- keeps the planner from finding all that the person may open first, and this product in it
    ) g on true
    left join access_consumption k on k.grant_id = g.grant_id and k.lesson_id = l.id
    where l.id = %(lesson)s and l.removed_at is null and h.removed_at is null
    group by l.id, p.id, a.id, c.id, r.version, r.preview_segments
"""


def opening_of(*, lesson_id: int, user_id: int | None) -> Opening:
    """Raises ``NotFound`` for a lesson that is not there, ``NothingToPlay`` for one without media."""
    found = row(OPENING, {"lesson": lesson_id, "user": user_id, "at": now()})
    if found is None:
        raise no_lesson(lesson_id)
    kind, free, wished, on_sale, *film, owned, counted = found
    if kind in Lesson.UNPLAYED or film[0] is None:
        raise NothingToPlay
    plays = Film(*film)
    preview = None if free else previews.seconds(wished=wished, duration_ms=plays.duration_ms)
    return Opening(lesson_id, plays, free, preview, on_sale, owned, counted)


OWNED = """
    exists (select 1 from access_right g
            where g.user_id = %(user)s and g.product_id = any(array[p.id, s.product_id])
            and g.valid_from <= %(at)s and (g.valid_until is null or g.valid_until > %(at)s))
"""
LOGGED_IN = """
    exists (select 1 from accounts_device d join accounts_user u on u.id = d.user_id
            where d.id = %(device)s and d.user_id = %(user)s and d.signed_out_at is null
            and d.expires_at > %(at)s and u.is_active)
"""
# Asked with every playlist and key, so in one statement: the lesson, the right to it, and the login.
HOLDS = f"""
    select l.free, l.kind, l.preview_seconds, coalesce(a.duration_ms, 0), p.status = 'published',
           {OWNED}, {LOGGED_IN}
    from catalog_lesson l
    join catalog_chapter h on h.id = l.chapter_id
    join catalog_course c on c.id = h.course_id
    join catalog_product p on p.id = c.product_id
    left join catalog_single s on s.lesson_id = l.id
    join media_asset a on a.id = l.asset_id
    where l.id = %(lesson)s and l.asset_id = %(asset)s and l.removed_at is null and h.removed_at is null
"""  # noqa: S608
# The same with every picture of a text that was bought; what was taken out of the text is in it no more.
READS = f"""
    select (l.free and p.status = 'published' or {OWNED}) and {LOGGED_IN}
    from catalog_lesson l
    join catalog_chapter h on h.id = l.chapter_id
    join catalog_course c on c.id = h.course_id
    join catalog_product p on p.id = c.product_id
    left join catalog_single s on s.lesson_id = l.id
    where l.id = %(lesson)s and l.removed_at is null and h.removed_at is null
      and position(%(picture)s in l.body) > 0
"""  # noqa: S608


def still_holds(claims: TicketClaims) -> bool:
    """The doorkeeper: does a ticket's holder still have, in the database, what it was issued for?"""
    asked = {
        "user": claims.user_id,
        "device": claims.device_id,
        "lesson": claims.lesson_id,
        "asset": claims.asset_id,
        "at": now(),
    }
    found = row(HOLDS, asked)
    if found is None:
        return False
    free, kind, wished, duration_ms, on_sale, owned, logged_in = found
    if claims.user_id is not None and not logged_in:
        return False
    if owned or (free and on_sale):
        return True
    shown = not free and kind not in Lesson.UNPLAYED and previews.seconds(wished=wished, duration_ms=duration_ms)
    return bool(claims.preview and on_sale and shown) or edits(claims.user_id)


def still_reads(claims: TicketClaims, asset_id: UUID) -> bool:
    """The same of a picture in a text: its ticket is for whatever the lesson's text shows."""
    asked = {
        "user": claims.user_id,
        "device": claims.device_id,
        "lesson": claims.lesson_id,
        "picture": f"/media/assets/{asset_id}/image",
        "at": now(),
    }
    found = row(READS, asked)
    return bool(found and found[0])


def edits(user_id: int | None) -> bool:
    user = User.objects.filter(pk=user_id or 0).first()
    return user is not None and can(user, "catalog.edit")
