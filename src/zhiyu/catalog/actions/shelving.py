from datetime import UTC, datetime

from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now

# A membership is in no other membership, not even in those bought before it was made.
OUTSIDE = datetime(2000, 1, 1, tzinfo=UTC)


def keep_on_shelf(product: Product, *, wanted: bool) -> None:
    """On sale when ``wanted``, off it else; what follows something else is moved by this."""
    if wanted == (product.status == Product.Status.PUBLISHED):
        return
    product.move_to(Product.Status.PUBLISHED if wanted else Product.Status.UNPUBLISHED)
    if product.published_at is None:
        product.published_at = now()
        product.save(update_fields=["published_at"])
