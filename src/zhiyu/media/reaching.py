"""Whether the store of films elsewhere answers, for the health page."""

from zhiyu.kernel.clock import now
from zhiyu.media import offsite
from zhiyu.media.queries import HEARD_WITHIN, store_check


def store_health() -> str | None:
    """A warning, since films then leave from here; nothing before the worker looked for the first time."""
    store = offsite.store()
    found = store_check(store.id) if store else None
    if found is None:
        return None
    if found.failed_at:
        return f"low: the store of films does not answer, they leave from here: {found.error[:120]}"
    if found.ok_at is None or found.ok_at < now() - HEARD_WITHIN:
        return "low: nobody looked whether the store of films answers, they leave from here"
    return None
