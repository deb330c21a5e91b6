"""Connections of one's own, for listening: past a pooler that lends them for one transaction only."""

from typing import Any

from django.conf import settings
from procrastinate.contrib.django.utils import connector_params


def parameters() -> dict[str, Any]:
    """What psycopg needs to reach the server itself (``DATABASE_DIRECT_URL``, else the one address there is)."""
    return dict(connector_params("direct" if "direct" in settings.DATABASES else "default"))
