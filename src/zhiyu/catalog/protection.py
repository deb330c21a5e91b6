"""How a course's films are protected, in the words of its page, and what must be there before some of it is on."""

from importlib.util import find_spec

from zhiyu.catalog.errors import DownloadsRefused, FontMissing, TracingUnavailable
from zhiyu.catalog.models import Course
from zhiyu.media import fonts

# What the extra of the same name brings.
TRACING = ["numpy", "cv2"]


def players_of(course: Course) -> str:
    """``any``: old phones too; ``small``: those get 360p alone; ``wrapped``: they get nothing."""
    return "wrapped" if course.wrapped_keys else "small" if course.plain_small else "any"


def may_trace(*, was: bool) -> None:
    """What is on stays on, whatever is missing by now."""
    if not was and not all(map(find_spec, TRACING)):
        raise TracingUnavailable.at("traced")


def may_download(*, players: str, was: bool) -> None:
    if players == "wrapped":
        raise DownloadsRefused.at("downloads")
    if not was and fonts.chinese() is None:
        raise FontMissing.at("downloads")
