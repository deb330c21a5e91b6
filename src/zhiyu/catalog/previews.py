"""How much of a lesson anybody may see before buying. Pure."""

USUAL_SECONDS = 180


def usual(duration_ms: int) -> int:
    """3 minutes or a third of the media, the shorter."""
    return min(USUAL_SECONDS, duration_ms // 3000)


def seconds(*, wished: int | None, duration_ms: int) -> int | None:
    """Of a lesson with media that is not free: what its creator wished, else the usual; None for nothing."""
    return min(usual(duration_ms) if wished is None else wished, duration_ms // 1000) or None
