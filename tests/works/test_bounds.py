"""What works may take: of the disk, and of memory."""

import sys
from pathlib import Path
from subprocess import run

import pytest
from PIL import Image

from tests import make
from tests.together import together
from tests.works.made import jpeg, on_disk, photo, worked
from zhiyu.media.models import Asset
from zhiyu.works import actions, drawing
from zhiyu.works.errors import RoomFull
from zhiyu.works.models import Picture

DRAWN = """
import resource, sys, uuid
from pathlib import Path
import django
django.setup()
from zhiyu.works import drawing
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
drawing.draw(Path(sys.argv[1]), Path(sys.argv[2]), asset_id=uuid.uuid4(), account=1, line="x")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.django_db
def test_there_is_room_for_so_much_and_no_more() -> None:
    one = worked(owner := make.user())
    Asset.objects.update(size=2 * 1024**3)
    with pytest.raises(RoomFull):
        actions.add_pictures(code=one.code, owner_id=owner.pk, pictures=on_disk(jpeg(photo(2))))
    assert Asset.objects.count() == 1
    worked(make.user(), seeds=(3,))
    actions.remove_work(code=one.code, owner_id=owner.pk)
    with pytest.raises(RoomFull):
        worked(owner, seeds=(2,))
    Asset.objects.filter(owner=owner).delete()
    worked(owner, seeds=(2,))


@pytest.mark.django_db
def test_a_picture_sent_again_takes_no_room() -> None:
    one = worked(owner := make.user())
    Asset.objects.update(size=2 * 1024**3)
    actions.add_pictures(code=one.code, owner_id=owner.pk, pictures=on_disk(jpeg(photo(1))))
    assert Asset.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_asked_for_by_four_at_once_a_picture_is_drawn_once() -> None:
    picture = Picture.objects.select_related("work", "asset").get(work=worked(make.user()))
    assert len(set(together(4, lambda _at: drawing.shown(picture).stat().st_ino))) == 1


def test_a_large_photograph_is_never_in_memory_as_a_whole(tmp_path: Path) -> None:
    side = 7000
    Image.new("RGB", (side, side), "teal").save(path := tmp_path / "large.jpg")
    said = run([sys.executable, "-c", DRAWN, str(path), str(tmp_path / "drawn.webp")], check=True, capture_output=True)  # noqa: S603 -- our own words
    assert int(said.stdout) * 1024 < side * side * 3
    with Image.open(tmp_path / "drawn.webp") as drawn:
        assert drawn.size == (1600, 1600)
