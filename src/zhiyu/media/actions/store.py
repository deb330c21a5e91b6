"""From a file somewhere to an asset of ours."""

import hashlib
import os
import shutil
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

from django.db import transaction

from zhiyu.media import documents, files, images
from zhiyu.media.actions.asking import ask_packaging
from zhiyu.media.books import reading
from zhiyu.media.exercises import reading as exercises
from zhiyu.media.models import Asset
from zhiyu.media.office import is_office
from zhiyu.media.probe import Probed, book, document, exercise, probe, refused
from zhiyu.platform import audit

PLAYED = "played"
# Taken in as it is, whatever it is, and never played.
KEPT = "kept"
READ = {documents.MIME: document, reading.MIME: book, exercises.MIME: exercise}


def store_file(*, path: Path, name: str, owner_id: int | None, expect: str = "") -> Asset:
    """Take a copy of ``path`` in, or raise ``MediaRefused`` and leave nothing. What plays is packaged next.

    ``expect`` is the ``Asset.Kind`` that the caller needs, or ``played`` for what a lesson can be: video, audio, a
    PDF, an EPUB, courseware; ``kept`` is for a film that is evidence and no lesson. The file itself is never changed
    or moved.
    """
    name = files.plain_name(name) or path.name
    if expect == PLAYED and is_office(path):
        raise refused("office", name)
    probed = probe(path, name)
    read = READ.get(probed.mime) if expect == PLAYED else None
    if read:
        probed = read(path, name)
    if expect == KEPT:
        probed = replace(probed, kind=Asset.Kind.FILE)
    elif expect == PLAYED and probed.kind == Asset.Kind.IMAGE:
        raise refused("alone", name)
    elif expect and probed.kind not in wanted_kinds(expect):
        raise refused("wrong_kind", name, wanted="、".join(str(kind.label) for kind in wanted_kinds(expect)))
    asset = described(probed, path=path, name=name, owner_id=owner_id)
    with files.staging() as stage:
        fill(stage, asset, path)
        return place(stage, asset)


def wanted_kinds(expect: str) -> list[Asset.Kind]:
    """Of what is handed in as one file: a set is put together from pictures."""
    played = Asset.PACKAGED - {Asset.Kind.PHOTOS} if expect == PLAYED else set()
    return [kind for kind in Asset.Kind if kind == expect or kind in played]


def described(probed: Probed, *, path: Path, name: str, owner_id: int | None) -> Asset:
    with path.open("rb") as content:
        sha256 = hashlib.file_digest(content, "sha256").hexdigest()
    return Asset(
        id=uuid4(),
        kind=probed.kind,
        state=Asset.State.STORED if probed.kind in Asset.PACKAGED else Asset.State.READY,
        name=name,
        mime=probed.mime,
        size=path.stat().st_size,
        sha256=sha256,
        duration_ms=probed.duration_ms,
        width=probed.width,
        height=probed.height,
        owner_id=owner_id,
    )


def fill(stage: Path, asset: Asset, path: Path) -> None:
    """Everything the asset's folder will hold, safe on disk."""
    original = stage / files.original(asset).name
    if path.is_relative_to(files.uploads_dir()):
        os.link(path, original)
    else:
        files.require_space(asset.size)
        shutil.copyfile(path, original)
    if asset.kind == Asset.Kind.IMAGE and not images.shown_as_it_is(original):
        images.write_display(original, stage / files.display_image(asset.pk).name)
    for one in stage.iterdir():
        files.fsync(one)
    files.fsync(stage)


def place(stage: Path, asset: Asset) -> Asset:
    """Row and folder appear together; a kill between the two leaves a folder that ``tidy`` removes."""
    folder = files.asset_dir(asset.pk)
    try:
        with transaction.atomic():
            asset.save(force_insert=True)
            audit.record(actor_id=asset.owner_id, action="media.stored", target=f"asset:{asset.pk}", name=asset.name)
            if asset.kind in Asset.PACKAGED:
                ask_packaging(asset.pk)
            stage.rename(folder)
            files.fsync(folder.parent)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return asset


def discard(*, asset_id: UUID) -> None:
    """Take an asset back: for an import that failed half-way. Rolled-back rows may be gone already."""
    Asset.objects.filter(pk=asset_id).delete()
    shutil.rmtree(files.asset_dir(asset_id), ignore_errors=True)
