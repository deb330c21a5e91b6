"""Copying sealed segments to a store elsewhere, and taking away there what is gone here.

Nothing waits for it: until all of a rendition is there, and whenever the store cannot be reached, its segments leave
from here as ever. Each object is what it is by its name, so whatever was done twice was done once.
"""

from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from zhiyu.kernel.clock import now
from zhiyu.media import claims, files, offsite, streaming
from zhiyu.media.actions.asking import ask_offloading
from zhiyu.media.models import Asset, Leftover, Rendition, StoreCheck
from zhiyu.media.offsite import Store, StoreFailed, object_name

AT_ONCE = 200
FILMS = {Asset.Kind.VIDEO, Asset.Kind.AUDIO}
log = structlog.get_logger(__name__)


def to_offload(store: Store) -> QuerySet[Rendition]:
    """What plays now and is not whole there; never what is stored in the clear, and not what a class on air sends."""
    current = Rendition.objects.filter(retired_at=None, asset__kind__in=FILMS, asset__state=Asset.State.READY)
    films = current.exclude(version=Rendition.WAITING).exclude(name__in=[streaming.NAME, *files.ENDINGS])
    return films.filter(~Q(store=store.id) | Q(stored_at=None))


def ask_all() -> None:
    """For what has no job: after each packaging, after a store was down, after one was named for the first time."""
    store = offsite.store()
    if store is None:
        return
    for asset_id in to_offload(store).order_by("asset_id").values_list("asset_id", flat=True).distinct()[:AT_ONCE]:
        ask_offloading(asset_id)


def offload_now(asset_id: UUID) -> None:
    """Send what is missing of one film; killed at any moment, the next call goes on with the next object."""
    store = offsite.store()
    if store is None:
        return
    with claims.offloading(asset_id):
        for one in to_offload(store).filter(asset=asset_id).order_by("id"):
            try:
                send(one, store)
            except (StoreFailed, OSError) as error:
                log.warning("segments were not stored elsewhere", asset=str(asset_id), exc_info=error)
                return


def send(one: Rendition, store: Store) -> None:
    """Its row says where before the first object is there, so that whenever it ends they are taken away again."""
    begin(one, store)
    for number, (_duration, size, _epoch) in enumerate(one.segments):
        content = files.segment(one.asset_id, one.folder, number).read_bytes()
        if len(content) != size:
            raise StoreFailed(f"{one} {number} is not as long as it was")
        name = object_name(one.asset_id, one.folder, number)
        if not store.holds(name, content):
            store.put(name, content)
    Rendition.objects.filter(pk=one.pk, store=store.id).update(stored_at=now())


@transaction.atomic
def begin(one: Rendition, store: Store) -> None:
    current = Rendition.objects.select_for_update().filter(pk=one.pk).first()
    if current is None:
        raise StoreFailed(f"{one} is gone")
    if current.store not in {"", store.id}:
        Leftover.objects.create(
            asset_id=current.asset_id, folder=current.folder, count=len(current.segments), store=current.store
        )
    current.store, current.stored_at = store.id, None
    current.save(update_fields=["store", "stored_at"])


def sweep_store() -> None:
    """A rendition that is deleted, however, leaves a ``Leftover`` (a trigger writes it); here it is followed up."""
    store = offsite.store()
    if store is None:
        return
    for left in Leftover.objects.filter(store=store.id).order_by("id")[:AT_ONCE]:
        with claims.offloading(left.asset_id):
            if came_back(left):
                left.delete()
                continue
            try:
                for number in range(left.count):
                    store.remove(object_name(left.asset_id, left.folder, number))
            except StoreFailed as error:
                log.warning("segments were not taken away", asset=str(left.asset_id), exc_info=error)
                return
            left.delete()


def came_back(left: Leftover) -> bool:
    """To a store that it had left: then what lies there is wanted again."""
    found = Rendition.objects.filter(asset=left.asset_id, store=left.store)
    return any(one.folder == left.folder for one in found)


def watch_store() -> None:
    """Whether it answers, for those who hand out its addresses."""
    store = offsite.store()
    if store is None:
        return
    try:
        store.probe()
    except StoreFailed as error:
        told = {"failed_at": now(), "error": str(error)[:400]}
    else:
        told = {"failed_at": None, "error": "", "ok_at": now()}
    StoreCheck.objects.update_or_create(store=store.id, defaults=told)
