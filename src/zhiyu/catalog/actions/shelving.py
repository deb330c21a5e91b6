from zhiyu.catalog.models import Product
from zhiyu.kernel.clock import now


def keep_on_shelf(product: Product, *, wanted: bool) -> None:
    """On sale when ``wanted``, off it else; what follows something else is moved by this."""
    if wanted == (product.status == Product.Status.PUBLISHED):
        return
    product.move_to(Product.Status.PUBLISHED if wanted else Product.Status.UNPUBLISHED)
    if product.published_at is None:
        product.published_at = now()
        product.save(update_fields=["published_at"])
