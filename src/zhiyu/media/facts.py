"""What a player must be told of a rendition before it opens it, read from its own first segment."""

from dataclasses import dataclass
from pathlib import Path

AAC = {"HE-AAC": "mp4a.40.5", "HE-AACv2": "mp4a.40.29"}
AAC_LC = "mp4a.40.2"
START_CODE = b"\x00\x00\x01"
SPS, NAL_TYPE = 7, 0x1F


@dataclass(frozen=True, kw_only=True)
class Facts:
    """``codecs`` as RFC 6381 writes them."""

    width: int = 0
    height: int = 0
    codecs: str = ""


def facts_of(segment: Path) -> Facts:
    """Of a segment in the clear: its picture's size, and the codecs of what is in it, unless one cannot be named."""
    import av  # noqa: PLC0415 -- heavy, and only packaging asks

    with av.open(str(segment), format="mpegts") as opened:
        pictures, sounds = opened.streams.video, opened.streams.audio
        codecs = [avc(pictures[0].codec_context.extradata or b"")] if pictures else []
        codecs += [AAC.get(str(sounds[0].codec_context.profile), AAC_LC)] if sounds else []
        shape = pictures[0].codec_context if pictures else None
        return Facts(
            width=shape.width if shape else 0,
            height=shape.height if shape else 0,
            codecs=",".join(codecs) if all(codecs) else "",
        )


def avc(headers: bytes) -> str:
    """``avc1.`` and the three bytes after the sequence parameter set's own: profile, constraints, level."""
    for part in headers.split(START_CODE)[1:]:
        if part and part[0] & NAL_TYPE == SPS:
            return f"avc1.{part[1:4].hex().upper()}"
    return ""
