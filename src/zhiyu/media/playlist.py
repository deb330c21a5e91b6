"""The HLS playlists of an asset, as far as a ticket shows it. Addresses in them are relative."""

import math
from collections.abc import Sequence

from zhiyu.media import rungs
from zhiyu.media.keys import segment_iv
from zhiyu.media.models import Rendition
from zhiyu.media.queries import Level

# Native players begin with what is named first: sharp on a phone, and soon there on a line of 3 Mbit/s.
BEGIN_WITH = 720
SMALL = 360
WORST_FOR_MEAN = 1.5


def master_playlist(levels: Sequence[Level]) -> str:
    """Every rendition of a version: first the one to begin with, sound alone last."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for level in sorted(levels, key=place):
        lines += [f"#EXT-X-STREAM-INF:{','.join(attributes(level))}", f"{level.name}/index.m3u8"]
    return "\n".join([*lines, ""])


def small_of(levels: Sequence[Level]) -> list[Level]:
    """Sound, and pictures of ``SMALL`` lines at most; before there are any, the smallest there is."""
    least = min((min(one.width, one.height) for one in levels if one.width), default=0)
    return [one for one in levels if min(one.width, one.height) <= max(SMALL, least)]


def place(level: Level) -> tuple[bool, bool, int]:
    side = min(level.width, level.height)
    return level.name in {rungs.SOUND, rungs.MARKED_SOUND}, side > BEGIN_WITH, -side


def attributes(level: Level) -> list[str]:
    found = [f"BANDWIDTH={level.peak or math.ceil(level.bandwidth * WORST_FOR_MEAN) or 1}"]
    if level.bandwidth:
        found.append(f"AVERAGE-BANDWIDTH={level.bandwidth}")
    if level.width:
        found.append(f"RESOLUTION={level.width}x{level.height}")
    return [*found, f'CODECS="{level.codecs}"'] if level.codecs else found


def media_playlist(rendition: Rendition, *, segments: int, names: Sequence[str] = ()) -> str:
    """Each segment carries its own IV, so that segments of one key never begin alike.

    ``names`` are those of the variants that the segments come from (``serving``), where there are any.
    """
    shown = rendition.segments[:segments]
    longest = math.ceil(max((duration for duration, _bytes, _epoch in shown), default=0) / 1000)
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:3",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXT-X-TARGETDURATION:{longest}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
    if names:
        lines += [entries(rendition, name)[number] for number, name in enumerate(names[: len(shown)])]
    else:
        lines += entries(rendition, rendition.name)[: len(shown)]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def entries(rendition: Rendition, name: str) -> list[str]:
    """What a playlist says of each segment of one form: kept with its rendition, since an hour of them takes longer to
    write than all else does.
    """
    kept: dict[str, list[str]] = rendition.__dict__.setdefault("entries", {})
    if name not in kept:
        kept[name] = written(rendition, name)
    return kept[name]


def written(rendition: Rendition, name: str) -> list[str]:
    lines = []
    for number, (duration, _bytes, epoch) in enumerate(rendition.segments):
        iv = segment_iv(asset_id=rendition.asset_id, name=name, version=rendition.version, number=number).hex()
        key = f'#EXT-X-KEY:METHOD=AES-128,URI="key/{epoch}",IV=0x{iv}'
        lines.append(f"{key}\n#EXTINF:{duration / 1000:.3f},\n{number}.ts")
    return lines
