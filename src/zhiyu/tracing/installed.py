"""Whether the packages of the extra ``tracing`` are there, asked without loading them."""

import os
from importlib.util import find_spec

from zhiyu.tracing.errors import TracingMissing

NEEDED = ("numpy", "cv2")


def is_complete() -> bool:
    return all(map(find_spec, NEEDED))


def require() -> None:
    """Before numpy is loaded: its threads spin for nothing at matrices like ours, and other cores have other work."""
    if not is_complete():
        raise TracingMissing
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
