"""Pictures that came from a learner, as files that no address of ``media`` leads to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from zhiyu.media.actions import discard, store_file
from zhiyu.media.actions.store import KEPT
from zhiyu.media.attached import attached
from zhiyu.media.models import Asset
from zhiyu.works import queries
from zhiyu.works.errors import PictureTooLarge, PictureTooLong, PictureWanted

LARGEST = 20 * 1024 * 1024
LONGEST = 20
LOOK_OVER = "works.look_over"
Files = Sequence[tuple[Path, str]]


@contextmanager
def stored(pictures: Files, owner_id: int) -> Iterator[list[Asset]]:
    """What nothing came to name goes again at the end; after a kill, when it is tidied."""
    assets: list[Asset] = []
    try:
        for path, name in pictures:
            if path.stat().st_size > LARGEST:
                raise PictureTooLarge
            assets.append(store_file(path=path, name=name, owner_id=owner_id, expect=KEPT))
            if assets[-1].mime not in queries.READ:
                raise PictureWanted
            require_shape(assets[-1])
        yield assets
    finally:
        ours = {one.pk for one in assets}
        for asset_id in ours - attached(ours):
            discard(asset_id=asset_id)


def require_shape(picture: Asset) -> None:
    """A strip can be laid onto nothing."""
    short, long = sorted((picture.width, picture.height))
    if long > LONGEST * short:
        raise PictureTooLong


def ask_look_over() -> None:
    """One job for all that comes meanwhile."""
    if ProcrastinateJob.objects.filter(queueing_lock=LOOK_OVER, status="todo").exists():
        return
    try:
        with transaction.atomic():
            app.configure_task(LOOK_OVER, queue="tracing", queueing_lock=LOOK_OVER).defer()
    except AlreadyEnqueued:
        pass
