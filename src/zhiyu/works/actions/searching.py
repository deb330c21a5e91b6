"""Looking for a work in a picture that turned up elsewhere, in the worker: numpy is loaded there alone."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from procrastinate.contrib.django import app

from zhiyu.accounts.locks import hold
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.media import files
from zhiyu.media.models import Asset
from zhiyu.platform import audit
from zhiyu.platform.claims import alone
from zhiyu.tracing import actions as tracing
from zhiyu.tracing import installed
from zhiyu.tracing.errors import CopyRefused
from zhiyu.works import queries
from zhiyu.works.actions.storing import stored
from zhiyu.works.errors import SearchClosed, SearchedEnough
from zhiyu.works.models import Picture, Search

CLAIM = 0x776F726B_00000000
MOST_A_DAY = 20
MOST_TRIES = 3
# Whose room is full of works can look for them still.
FOR_SEARCHES = 200 * 1024**2
AT_ONCE = 200
UNENDED = [Search.State.WAITING, Search.State.READING]
LEFT_ALONE = timedelta(hours=1)
KEPT = timedelta(days=30)
log = structlog.get_logger(__name__)


def search_for(*, key: UUID, owner_id: int, path: Path, name: str, place: str = "") -> Search:
    """Sent again under its ``key``, it is the one that is there."""
    if not installed.is_complete():
        raise SearchClosed
    if standing := Search.objects.filter(key=key, owner=owner_id).first():
        return standing
    require_turn(owner_id)
    with stored([(path, name)], owner_id) as [asset]:
        return asked(key=key, owner_id=owner_id, asset=asset, place=place)


@transaction.atomic
def asked(*, key: UUID, owner_id: int, asset: Asset, place: str) -> Search:
    hold(f"works:{owner_id}")
    if standing := Search.objects.filter(key=key).first():
        if standing.owner_id != owner_id:
            raise NotFound
        return standing
    require_turn(owner_id)
    queries.require_room(owner_id, most=queries.MOST_BYTES + FOR_SEARCHES)
    made = Search.objects.create(
        key=key, owner_id=owner_id, asset=asset, name=asset.name, sha256=asset.sha256, place=place
    )
    audit.record(actor_id=owner_id, action="works.searched", target=f"work_search:{made.pk}")
    app.configure_task("works.look_for", queue="tracing").defer(search_id=made.pk)
    return made


def require_turn(owner_id: int) -> None:
    lately = Search.objects.filter(owner=owner_id, created_at__gt=now() - queries.A_DAY)
    if lately.count() >= MOST_A_DAY:
        raise SearchedEnough


def look_for(search_id: int) -> None:
    """Killed at any moment, the next call reads from the beginning; a file that kills its reader is given up."""
    with alone(CLAIM + search_id):
        found = Search.objects.select_related("asset").filter(pk=search_id).first()
        if found is None or found.state not in UNENDED:
            return
        found.move_to(Search.State.READING, tries=found.tries + 1)
        try:
            if found.asset is None or found.tries > MOST_TRIES:
                raise CopyRefused
            look_over(owner_id=found.owner_id)
            answer = tracing.read_owned(files.original(found.asset), queries.all_owned(found.owner_id))
        except (DomainError, OSError) as refusal:
            told = str(refusal if isinstance(refusal, DomainError) else CopyRefused())
            found.move_to(Search.State.REFUSED, error=told, ended_at=now())
        else:
            ended(found, answer)
        log.info("search ended", search=search_id, state=found.state)


@transaction.atomic
def ended(search: Search, answer: dict[str, Any]) -> None:
    """The picture may be taken back meanwhile; its row is held, so that it goes before this or after it."""
    likeliest = [one["own"] for one in answer["owners"][:1]]
    picture = Picture.objects.select_for_update().filter(asset__in=likeliest).first()
    search.move_to(Search.State.DONE, verdict=answer, picture=picture, ended_at=now())


def look_after() -> None:
    """What came while the packages of tracing were missing, searches whose job was lost, and what was kept enough."""
    let_go()
    look_over()
    left = Search.objects.filter(state__in=UNENDED, created_at__lt=now() - LEFT_ALONE)
    for search_id in left.values_list("pk", flat=True):
        look_for(search_id)


def let_go() -> None:
    """What was read of a picture stays; its file goes when it is tidied."""
    Search.objects.filter(ended_at__lt=now() - KEPT, asset__isnull=False).update(asset=None)


def look_over(*, owner_id: int | None = None) -> None:
    """What copies are found by, of all that came since; one that cannot be read now is asked again later."""
    if not installed.is_complete():
        return
    for one in queries.unlooked(owner_id)[:AT_ONCE]:
        try:
            prints = tracing.print_of(files.original(one.asset))
        except OSError as error:
            log.warning("a work's picture was not looked over", picture=one.pk, exc_info=error)
            continue
        Picture.objects.filter(pk=one.pk).update(prints=prints)
