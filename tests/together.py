"""Doing the same thing from several connections at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

from zhiyu.kernel.errors import DomainError

T = TypeVar("T")


def together(count: int, act: Callable[[int], T]) -> list[T | DomainError]:
    """Call ``act(0)`` … ``act(count - 1)`` at once; a refusal is an answer too."""
    gate = Barrier(count)

    def one(n: int) -> T | DomainError:
        gate.wait()
        try:
            return act(n)
        except DomainError as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as people:
        return list(people.map(one, range(count)))
