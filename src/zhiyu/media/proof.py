"""Whether the media key of this installation is the one that its lessons were packaged with."""

from zhiyu.media import files
from zhiyu.media.actions.settling import identity_of
from zhiyu.media.models import Rendition

BLOCK = 16
TS_SYNC = b"G"


def key_opens_newest() -> bool | None:
    """Decrypt the first bytes of the newest lesson; None when none is there to be tried."""
    for row in Rendition.objects.filter(retired_at=None).exclude(name__in=files.ENDINGS).order_by("-id")[:5]:
        path = files.segment(row.asset_id, row.folder, 0)
        if not path.exists():
            continue
        with path.open("rb") as sealed:
            start = sealed.read(BLOCK)
        try:
            cipher = identity_of(row).cipher(number=0, epoch=row.segments[0][2])
        except ValueError:  # the file holds no key at all
            return False
        return cipher.decryptor().update(start).startswith(TS_SYNC)
    return None
