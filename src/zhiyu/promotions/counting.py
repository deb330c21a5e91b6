"""What the creator sees of credits: what counts towards what, how it will look, what came of it."""

from dataclasses import dataclass

from django.db.models import QuerySet

from zhiyu.catalog.intakes import sold_as
from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import row
from zhiyu.promotions.credit_forms import CountingForm
from zhiyu.promotions.market import Credit, CreditKind, Market
from zhiyu.promotions.quotes import Quote, QuoteContext, quote
from zhiyu.promotions.results import Result, line_of
from zhiyu.promotions.words import counting_note


def countings() -> QuerySet[Product]:
    """Everything whose price counts towards something."""
    return (
        Product.objects.filter(counts_for__isnull=False, counts_days__isnull=False)
        .select_related("counts_for")
        .order_by("title", "pk")
    )


def counting_of(product_id: int) -> Product:
    found = countings().filter(pk=product_id).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class Sample:
    """The page of what is bought first says ``note``; whoever bought it sees ``quote`` on the other's."""

    product: Product
    note: str
    target: Product
    quote: Quote


def samples(form: CountingForm) -> list[Sample]:
    product, target, days = form.pair()
    sold = sold_as(target) if target else None
    if product is None or target is None or sold is None or sold.price_fen <= product.price_fen:
        return []
    paid = Credit(source="", kind=CreditKind.TRIAL, product=sold.code, title=product.title, fen=product.price_fen)
    context = QuoteContext(buyer_id=None, at=now(), market=Market(credits=(paid,)))
    note = counting_note(target.title, days, product.price_fen)
    return [Sample(product, note, target, quote([line_of(sold)], context=context))]


OF_CREDITS = """
select count(*) filter (where u.paid_at is not null), count(*) filter (where u.paid_at is null),
       coalesce(sum(u.off_fen) filter (where u.paid_at is not null), 0)::bigint
from promotions_credituse u join promotions_credit c on c.id = u.credit_id
where u.given_back_at is null and c.kind = 'trial' and c.paid_for_id = %s
"""


def result_of(product_id: int) -> Result:
    """Orders that what was paid for this product went into."""
    return Result(*(row(OF_CREDITS, [product_id]) or ()))
