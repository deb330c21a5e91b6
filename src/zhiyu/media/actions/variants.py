"""Two marked forms of each rendition, made aside and shown all at once; what the marks are is a floor above's affair.

Variants have a cut of their own, even, since a mark lasts as long as a segment. So they come as a new version: tickets
of the one before end with it, and no ticket of theirs leads to a picture without a mark.
"""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.db import transaction

from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import claims, files, layout, packaging, rungs
from zhiyu.media.actions.asking import ask_ladder
from zhiyu.media.actions.packages import publish, settle
from zhiyu.media.actions.settling import Progress, identity_of, limit_of
from zhiyu.media.errors import AssetStateError
from zhiyu.media.facts import Facts
from zhiyu.media.models import Asset, Rendition
from zhiyu.media.packaging import Identity, Packaged
from zhiyu.media.queries import asset as asset_by_id
from zhiyu.media.queries import is_traced, next_version, waiting_of
from zhiyu.media.rungs import Rung, Variant
from zhiyu.media.scan import Scan

NAME_BYTES = 6


def missing_variants(asset_id: UUID, seen: Scan, *, trace: int) -> list[tuple[Rung, Variant]]:
    """Killed at any moment, who asks again goes on with the one that was under way."""
    made = {(one.rung, one.letter) for one in waiting_of(asset_id)}
    return [(rung, one) for rung, one in wanted(seen, trace) if (one.rung, one.letter) not in made]


def wanted(seen: Scan, trace: int) -> list[tuple[Rung, Variant]]:
    """All of the ladder twice, by names that nothing unmarked has."""
    found = []
    for rung in rungs.ladder(seen, copied=False):
        name = f"{rung.side or rung.name}{rungs.MARKED}"
        found += [(rung, Variant(rung=name, letter=letter, trace=trace)) for letter in Rendition.Letter.values]
    return found


def make_variant(asset: Asset, seen: Scan, rung: Rung, *, cut: Sequence[int], variant: Variant, told: Progress) -> None:
    # What is woven stands whole beside its segments for a while.
    files.require_space(rungs.room_for(rung, seen) * (2 if rung.woven else 1))
    name = secrets.token_hex(NAME_BYTES)
    with files.staging(f"ladder-{asset.pk}") as stage:
        plain = packaging.make_rung(
            files.original(asset), seen, rung, durations_ms=cut, into=stage / name, percent=told
        )
        identity = Identity(asset_id=asset.pk, name=name, version=Rendition.WAITING, variant=variant)
        made = packaging.seal(plain, identity, preview=0, into=stage / "sealed")
        with transaction.atomic():
            if not Asset.objects.select_for_update().filter(pk=asset.pk).exists():
                raise NotFound
            settle(made)


def show_variants(asset_id: UUID, seen: Scan, *, trace: int) -> None:
    """Sealed anew with the version and the preview of this moment; what plays until then makes way."""
    with claims.packaging(asset_id) as still_ours:
        asset = asset_by_id(asset_id)
        if asset.state != Asset.State.READY:
            raise AssetStateError
        if missing_variants(asset_id, seen, trace=trace):
            return  # nobody wanted them for a while, and what was made until then is gone
        waiting, version = waiting_of(asset_id), next_version(asset_id)
        files.require_space(sum(size for one in waiting for _duration, size, _epoch in one.segments))
        with files.staging(str(asset_id)) as stage:
            made = [sealed(one, version, asset, stage) for one in waiting]
            still_ours()
            with transaction.atomic():
                drop_waiting(asset_id=asset_id)
                publish(made, cut_anew=False)


def sealed(one: Rendition, version: int, asset: Asset, stage: Path) -> Packaged:
    old = identity_of(one)
    return packaging.reseal(
        one.segments,
        old=old,
        new=replace(old, version=version),
        preview=layout.segments_within([duration for duration, _size, _epoch in one.segments], limit_of(asset)),
        folder=files.asset_dir(asset.pk) / one.folder,
        into=stage / one.name,
        facts=Facts(width=one.width, height=one.height, codecs=one.codecs),
    )


@transaction.atomic
def leave_unmarked(*, asset_id: UUID) -> None:
    """Tracing was switched off: the ladder makes unmarked pictures again, and variants make way when it is whole."""
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None or not asset.laddered_at or not is_traced(asset_id):
        return
    asset.laddered_at, asset.ladder_tries, asset.ladder_error, asset.ladder_progress = None, 0, "", 0
    asset.save(update_fields=["laddered_at", "ladder_tries", "ladder_error", "ladder_progress"])
    ask_ladder(asset_id)


def drop_waiting(*, asset_id: UUID) -> None:
    """Variants that nobody wants any more."""
    Rendition.objects.filter(asset_id=asset_id, version=Rendition.WAITING, retired_at=None).update(retired_at=now())
