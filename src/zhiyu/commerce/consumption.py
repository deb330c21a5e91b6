"""The Consumption port: how much of a bought line was used. ``access`` always counts; apps above may add a meter."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from zhiyu.access.models import Grant
from zhiyu.access.queries import consumed_share
from zhiyu.catalog.models import Product
from zhiyu.commerce.models import OrderLine


@dataclass(frozen=True)
class Share:
    """``used`` of ``whole`` units: lessons, sessions, deliveries."""

    used: int
    whole: int
    unit: str = "lesson"

    def most(self, percent: int) -> int:
        """How many units may be used at most for ``percent`` to hold."""
        return percent * self.whole // 100

    def within(self, percent: int) -> bool:
        return self.used * 100 <= percent * self.whole or self.used == 0

    @property
    def part(self) -> Fraction:
        return Fraction(self.used, self.whole or 1)


def sold_lessons(product: Product) -> Share:
    """What nobody has begun: how many lessons its price opens."""
    return Share(*consumed_share([], [product]))


Meter = Callable[[OrderLine], Share]
_registered: dict[str, Meter] = {}


def register_meter(key: str, meter: Meter) -> None:
    if key in _registered:
        raise RuntimeError(f"two meters named {key}")
    _registered[key] = meter


def served(line: OrderLine) -> Share:
    """Lessons the server gave out whole under this line's own grants, of all that it gave."""
    grants = list(Grant.objects.filter(source=line.source).select_related("product"))
    if not grants and not line.to_buyer:
        return Share(0, 0)
    return Share(*consumed_share(grants, [grant.product for grant in grants] or [line.product]))


def handed_over(line: OrderLine) -> bool:
    """Whether somebody has it: until then nothing was delivered, whatever the days say."""
    return line.to_buyer or Grant.objects.filter(source=line.source).exists()


def consumed(line: OrderLine) -> Share:
    """The largest share any meter reports; at equal shares, of what there is most, access's own words first."""
    shares = [served(line), *(meter(line) for _, meter in sorted(_registered.items()))]
    return max(shares, key=lambda share: (share.part, share.whole > 0))
