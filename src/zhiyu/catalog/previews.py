"""How much of a lesson anybody may see before buying, in whole seconds. Pure."""

from zhiyu.media.layout import preview_limit_ms, seconds_shown


def usual(duration_ms: int) -> int:
    return preview_limit_ms(duration_ms=duration_ms, preview_seconds=None) // 1000


def seconds(*, wished: int | None, duration_ms: int) -> int | None:
    """Of a lesson with media that is not free: what its creator wished, else the usual; None for nothing."""
    return preview_limit_ms(duration_ms=duration_ms, preview_seconds=wished) // 1000 or None


def shown(*, wished: int | None, duration_ms: int, shown_ms: int | None) -> int | None:
    """What of that can be played: packaging ends a preview on a keyframe. Not packaged yet, it is what is wished."""
    wanted = seconds(wished=wished, duration_ms=duration_ms)
    return wanted if wanted is None or shown_ms is None else min(wanted, seconds_shown(shown_ms)) or None
