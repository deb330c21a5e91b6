"""The shape of the sound: asked for by an editor, listened to once."""

from uuid import UUID

import structlog

from zhiyu.media import files, wave
from zhiyu.media.actions.asking import ask_wave
from zhiyu.media.errors import PackagingFailed
from zhiyu.media.queries import asset as asset_by_id
from zhiyu.media.queries import wave_of
from zhiyu.platform import live

log = structlog.get_logger(__name__)


def find_wave(asset_id: UUID) -> bytes | None:
    """None until it is made, which is begun by asking."""
    found = wave_of(asset_id)
    if found is None:
        ask_wave(asset_id)
    return found


def make_wave_now(asset_id: UUID) -> None:
    """A film without sound, or one that refuses, has an empty one, and is not listened to again."""
    source = files.original(asset_by_id(asset_id))
    if wave_of(asset_id) is not None or not source.exists():
        return
    with files.staging(f"wave-{asset_id}") as stage:
        try:
            made = wave.make(source, into=stage)
        except PackagingFailed as error:
            log.info("no sound to be shown", asset=str(asset_id), exc_info=error)
            made = b""
        kept = stage / "wave.bin"
        kept.write_bytes(made)
        files.fsync(kept)
        kept.replace(wave.path(asset_id))
    live.tell(f"asset:{asset_id}")
