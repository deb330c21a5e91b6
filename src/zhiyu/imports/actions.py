"""Handing in an export, and bringing in what it holds."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from zhiyu.catalog.importing import import_folder
from zhiyu.imports import queries, sources, writing
from zhiyu.imports.errors import ExportRefused
from zhiyu.imports.models import Brought, Run
from zhiyu.imports.pictures import Pictures
from zhiyu.imports.plan import Shelf, Text, Volume
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import DomainError, NotFound
from zhiyu.media import archive, files
from zhiyu.media.models import Asset
from zhiyu.platform import audit
from zhiyu.platform.claims import alone
from zhiyu.platform.live import tell

TAKEN = {"application/zip", "application/xml", "application/json"}
ZIP = "application/zip"
LARGEST = 8 * 1024**3
CLAIM = 0x696D7000_00000000
log = structlog.get_logger(__name__)


@transaction.atomic
def hand_in(*, asset_id: UUID, actor_id: int) -> Run:
    """Raises ``ExportRefused`` for a file of another kind. The same file handed in twice is one run."""
    asset = Asset.objects.select_for_update().filter(pk=asset_id).first()
    if asset is None:
        raise NotFound
    if asset.mime not in TAKEN:
        raise ExportRefused
    standing = Run.objects.filter(asset=asset).first()
    if standing:
        return standing
    run = Run.objects.create(asset=asset, name=asset.name, by_id=actor_id, language=get_language() or "")
    audit.record(actor_id=actor_id, action="imports.handed_in", target=f"import:{run.pk}", name=asset.name)
    ask(run.pk)
    return run


@transaction.atomic
def run_again(*, run_id: int, actor_id: int) -> Run:
    """After a refusal: the disk has room again, say. What has come already is passed over."""
    run = Run.objects.select_for_update().filter(pk=run_id).first()
    if run is None:
        raise NotFound
    run.move_to(Run.State.WAITING, error="", done=0)
    audit.record(actor_id=actor_id, action="imports.run_again", target=f"import:{run.pk}")
    ask(run.pk)
    return run


def ask(run_id: int) -> None:
    app.configure_task("imports.bring_in", queue="media").defer(run_id=run_id)


def bring_in(run_id: int) -> None:
    """All of an export, one thing after the other. Killed at any moment, the next call goes on where this one was."""
    with alone(CLAIM + run_id):
        run = Run.objects.select_related("asset").filter(pk=run_id).first()
        if run is None or run.state not in {Run.State.WAITING, Run.State.RUNNING}:
            return
        run.move_to(Run.State.RUNNING)
        try:
            with override(run.language), files.staging(f"import-{run_id}") as stage, files.room_needed():
                bring(run, opened(run, stage / "unpacked"), stage)
        except DomainError as refusal:
            with override(run.language):
                run.move_to(Run.State.REFUSED, error=str(refusal), ended_at=now())
        else:
            run.move_to(Run.State.DONE, ended_at=now())
        log.info("import ended", run=run_id, state=run.state, done=run.done, known=run.known)


def opened(run: Run, folder: Path) -> Shelf | Path:
    """What an export holds, or where a course's folder lies."""
    folder.mkdir()
    if run.asset is None:
        raise ExportRefused(_("交来的文件已经不在了，请重新上传。"))
    source = files.original(run.asset)
    if run.asset.mime == ZIP:
        archive.unpack(source, folder, most=LARGEST, room=files.require_space)
    else:
        shutil.copyfile(source, folder / f"export{Path(run.asset.name).suffix.lower()}")
    shelf = sources.read(folder)
    if shelf is None and run.asset.mime != ZIP:
        raise ExportRefused
    return shelf or sources.course_folder(folder)


def bring(run: Run, found: Shelf | Path, stage: Path) -> None:
    if isinstance(found, Path):
        bring_folder(run, found)
    else:
        bring_shelf(run, found, stage)


def bring_folder(run: Run, folder: Path) -> None:
    """``import_folder`` refuses what has come before, by its address."""
    run.whole = 1
    with transaction.atomic():
        course = import_folder(folder, owner_id=run.by_id or 0, progress=lambda said: log.debug("import", said=said))
        Brought.objects.create(run=run, origin=f"folder:{course.product.code}", course=course)
        run.done = run.came = 1
        run.save(update_fields=["whole", "done", "came"])


def bring_shelf(run: Run, shelf: Shelf, stage: Path) -> None:
    run.whole, run.known, run.done, run.notes = shelf.count, 0, 0, list(shelf.notes)
    run.save(update_fields=["whole", "known", "done", "notes"])
    things: list[tuple[str, Text | Volume, Iterable[Text]]] = [
        *((volume.about.origin, volume, volume.texts) for volume in shelf.volumes),
        *((text.origin, text, [text]) for text in shelf.texts),
    ]
    known = queries.came([origin[:500] for origin, _thing, _texts in things])
    pictures = Pictures(stage / "unpacked", hosts=shelf.pictures_of, fetched=stage / "fetched")
    try:
        for origin, thing, texts in things:
            if origin[:500] in known:
                run.known += 1
            else:
                writing.write(thing, writing.gather(texts, pictures), run_id=run.pk, actor_id=run.by_id)
                run.came += 1
            run.done += 1
            run.save(update_fields=["done", "came", "known"])
            tell(f"import:{run.pk}")
    finally:
        pictures.close()
