"""How much of a lesson anybody may see before buying, in whole seconds. Pure."""

from zhiyu.media.layout import preview_limit_ms


def usual(duration_ms: int) -> int:
    return preview_limit_ms(duration_ms=duration_ms, preview_seconds=None) // 1000


def seconds(*, wished: int | None, duration_ms: int) -> int | None:
    """Of a lesson with media that is not free: what its creator wished, else the usual; None for nothing."""
    return preview_limit_ms(duration_ms=duration_ms, preview_seconds=wished) // 1000 or None
