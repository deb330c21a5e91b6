"""How winners come out of a seed. Pure, and simple enough to be checked by hand: it stands on the draw's page."""

import hashlib
from collections.abc import Collection


def hash_of(seed: str) -> str:
    return hashlib.sha256(seed.encode()).hexdigest()


def mark_of(seed: str, number: int) -> str:
    return hash_of(f"{seed}:{number}")


def drawn(seed: str, numbers: Collection[int], places: int) -> list[int]:
    """Those with the smallest marks."""
    return sorted(set(numbers), key=lambda number: mark_of(seed, number))[:places]
