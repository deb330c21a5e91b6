"""The Consumption port: how much of a bought line was used. ``access`` always counts; apps above may add a meter."""

from collections.abc import Callable, Iterable

from zhiyu.access.models import Grant
from zhiyu.access.queries import consumed_share, days_used
from zhiyu.catalog.models import Product
from zhiyu.commerce.models import OrderLine
from zhiyu.commerce.prorating import Share

__all__ = ["Meter", "Share", "consumed", "handed_over", "register_meter", "sold_lessons", "used_up_to_now"]


def sold_lessons(product: Product) -> Share:
    """What nobody has begun: how many lessons its price opens."""
    return Share(*consumed_share([], [product]))


Meter = Callable[[OrderLine], Share]
_registered: dict[str, Meter] = {}


def register_meter(key: str, meter: Meter) -> None:
    if key in _registered:
        raise RuntimeError(f"two meters named {key}")
    _registered[key] = meter


def grants_of(line: OrderLine) -> list[Grant]:
    return list(Grant.objects.filter(source=line.source).select_related("product"))


def served(line: OrderLine, grants: list[Grant]) -> Share:
    """Lessons the server gave out whole under this line's own grants, of all that it gave."""
    if not grants and not line.to_buyer:
        return Share(0, 0)
    return Share(*consumed_share(grants, [grant.product for grant in grants] or [line.product]))


def handed_over(line: OrderLine) -> bool:
    """Whether somebody has it: until then nothing was delivered, whatever the days say."""
    return line.to_buyer or Grant.objects.filter(source=line.source).exists()


def metered(line: OrderLine) -> list[Share]:
    return [meter(line) for _, meter in sorted(_registered.items())]


def consumed(line: OrderLine) -> Share:
    """The largest share any meter reports; at equal shares, of what there is most, access's own words first."""
    return largest([served(line, grants_of(line)), *metered(line)])


def used_up_to_now(line: OrderLine) -> Share:
    """For what comes back in proportion: what has a term counts its days, too, unless it is had by the session."""
    grants = grants_of(line)
    by_day = bool(grants) and all(one.valid_until and one.sessions is None for one in grants)
    days = [Share(*days_used(grants), unit="day")] if by_day else []
    return largest([*days, served(line, grants), *metered(line)])


def largest(shares: Iterable[Share]) -> Share:
    return max(shares, key=lambda share: (share.part, share.whole > 0))
