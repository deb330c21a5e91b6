"""Where a list goes on, as its caller says it."""

from typing import Final

from zhiyu.kernel.errors import Invalid

DIGITS: Final = 15
"""More than any list has, less than the database's numbers hold."""


def number_in(cursor: str) -> int:
    """Nothing said is the beginning."""
    if not cursor:
        return 0
    if not cursor.isdecimal() or len(cursor) > DIGITS:
        raise Invalid
    return int(cursor)
