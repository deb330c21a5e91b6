"""What the creator sees of credits: what counts towards what, how it will look, what came of it."""

from django.db.models import QuerySet

from zhiyu.catalog.models import Product
from zhiyu.kernel.errors import NotFound
from zhiyu.platform.plain import row
from zhiyu.promotions.results import Result


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


OF_CREDITS = """
select count(*) filter (where u.paid_at is not null), count(*) filter (where u.paid_at is null),
       coalesce(sum(u.off_fen) filter (where u.paid_at is not null), 0)::bigint
from promotions_credituse u join promotions_credit c on c.id = u.credit_id
where u.given_back_at is null and c.kind = 'trial' and c.paid_for_id = %s
"""


def result_of(product_id: int) -> Result:
    """Orders that what was paid for this product went into."""
    return Result(*(row(OF_CREDITS, [product_id]) or ()))
