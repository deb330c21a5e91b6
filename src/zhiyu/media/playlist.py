"""The HLS playlist of a rendition, as far as a ticket shows it."""

import math

from zhiyu.media.keys import segment_iv
from zhiyu.media.models import Rendition


def playlist(rendition: Rendition, *, segments: int) -> str:
    """Each segment carries its own IV, so that segments of one key never begin alike; addresses are relative."""
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
    for number, (duration, _bytes, epoch) in enumerate(shown):
        iv = segment_iv(
            asset_id=rendition.asset_id, name=rendition.name, version=rendition.version, number=number
        ).hex()
        lines += [
            f'#EXT-X-KEY:METHOD=AES-128,URI="{rendition.name}/key/{epoch}",IV=0x{iv}',
            f"#EXTINF:{duration / 1000:.3f},",
            f"{rendition.name}/{number}.ts",
        ]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])
