"""A stream begins before there is a film, and leaves one behind whatever becomes of it."""

import hashlib
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.media import files, layout, packaging, streaming
from zhiyu.media.actions.asking import ask_packaging
from zhiyu.media.errors import AssetStateError
from zhiyu.media.facts import Facts, facts_of
from zhiyu.media.models import Asset, Rendition, Stream
from zhiyu.media.packaging import Identity
from zhiyu.media.queries import current_rendition
from zhiyu.platform import audit

RECORDED_AS = "video/x-flv"


@transaction.atomic
def open_stream(*, name: str, owner_id: int | None) -> Asset:
    """What is received goes into the asset's folder, as it came and sealed."""
    asset = Asset.objects.create(
        kind=Asset.Kind.VIDEO, state=Asset.State.LIVE, name=name[:200], mime=RECORDED_AS, size=0, owner_id=owner_id
    )
    Stream.objects.create(asset=asset, name=streaming.NAME, version=streaming.VERSION)
    files.asset_dir(asset.pk).mkdir(parents=True, exist_ok=True)
    audit.record(actor_id=owner_id, action="media.stream_opened", target=f"asset:{asset.pk}", name=asset.name)
    return asset


@transaction.atomic
def show_from(*, asset_id: UUID, begins_at: datetime) -> Stream:
    """A film that plays is given out from then on as if it were being filmed."""
    going = Stream.objects.filter(asset_id=asset_id, begins_at=begins_at, ended_at=None).first()
    if going is not None:
        return going
    found = current_rendition(asset_id)
    if found is None:
        raise AssetStateError
    values = {"name": found.name, "version": found.version, "begins_at": begins_at, "ended_at": None}
    stream, _new = Stream.objects.update_or_create(asset_id=asset_id, defaults=values)
    return stream


@transaction.atomic
def end_stream(*, asset_id: UUID) -> None:
    """Viewers are told that no more comes."""
    Stream.objects.filter(asset_id=asset_id, ended_at=None).update(ended_at=now())


def settle_stream(*, asset_id: UUID, mended: Callable[[Path], int]) -> Asset | None:
    """What was received becomes a film that plays at once; a better cut and other sizes follow from the original.

    ``mended`` makes the original whole and says how long it is, once nobody can write to it any more. None when nothing
    came. Raises ``streaming.BeingWritten`` while somebody still receives it. Called again it does nothing.
    """
    asset = Asset.objects.filter(pk=asset_id).first()
    if asset is None or asset.state != Asset.State.LIVE:
        return asset
    growing = streaming.Growing(asset_id)
    try:
        original = files.original(asset)
        duration_ms = mended(original)
        rows = streaming.rows_of(asset_id)
        if not rows:
            growing.drop()
        facts = facts_of_first(asset_id) if rows else Facts()
        size, digest = described(original)
        return settled(asset_id, rows, facts, size=size, digest=digest, duration_ms=duration_ms)
    finally:
        growing.close()


@transaction.atomic
def settled(
    asset_id: UUID, rows: list[streaming.Row], facts: Facts, *, size: int, digest: str, duration_ms: int
) -> Asset | None:
    asset = Asset.objects.select_for_update().get(pk=asset_id)
    if asset.state != Asset.State.LIVE:
        return asset
    if not rows and not duration_ms:
        asset.delete()
        transaction.on_commit(lambda: shutil.rmtree(files.asset_dir(asset_id), ignore_errors=True))
        return None
    asset.size, asset.sha256, asset.width, asset.height = size, digest, facts.width, facts.height
    # The film's own: viewers may have seen less of it while the disk was full.
    asset.duration_ms = duration_ms or sum(one.ms for one in rows)
    asset.save(update_fields=["size", "sha256", "width", "height", "duration_ms"])
    if rows:
        given = [[one.ms, one.size, one.epoch] for one in rows]
        Rendition.objects.create(
            asset=asset,
            name=streaming.NAME,
            version=streaming.VERSION,
            bandwidth=layout.mean_bits(given),
            peak=layout.peak_bits(given),
            width=facts.width,
            height=facts.height,
            codecs=facts.codecs,
            segments=given,
            shown_ms=0,
        )
    asset.move_to(Asset.State.READY if rows else Asset.State.PACKAGING)
    audit.record(actor_id=None, action="media.stream_settled", target=f"asset:{asset_id}", ms=asset.duration_ms)
    ask_packaging(asset_id)
    return asset


def facts_of_first(asset_id: UUID) -> Facts:
    identity = Identity(asset_id=asset_id, name=streaming.NAME, version=streaming.VERSION)
    with files.staging() as stage:
        clear = stage / "0.ts"
        sealed = files.segment(asset_id, identity.folder, 0).read_bytes()
        clear.write_bytes(packaging.opened(sealed, identity=identity, number=0, epoch=0))
        return facts_of(clear)


def described(path: Path) -> tuple[int, str]:
    if not path.exists():
        return 0, ""
    with path.open("rb") as content:
        return path.stat().st_size, hashlib.file_digest(content, "sha256").hexdigest()
