"""What shows that a picture found elsewhere is a learner's own, for a platform or a lawyer."""

import hashlib
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language

from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.kernel.packs import sealed, told
from zhiyu.media import files
from zhiyu.platform.models import AuditEntry
from zhiyu.platform.school import school
from zhiyu.works import drawing, presenters
from zhiyu.works.models import Picture, Search


def pack(search: Search, *, by: str) -> bytes:
    """Only where a work of theirs was found, and is still there."""
    found, picture = presenters.found_of(search), search.picture
    if found is None or picture is None:
        raise NotFound
    at = now().astimezone(SHANGHAI)
    original, shown = files.original(picture.asset), drawing.shown(picture)
    copies = [files.original(search.asset)] if search.asset else []
    filled = {"search": search, "found": found, "by": by, "at": at, "sheets": [], "school": school().name}
    page = render_to_string("works/evidence.html", {**filled, "language": get_language()})
    return sealed(
        {
            "index.html": page.encode(),
            "facts.json": told(facts(search, picture, found)),
            **{f"found{copy.suffix}": copy.read_bytes() for copy in copies},
            f"original{original.suffix}": original.read_bytes(),
            "shown-here.webp": shown.read_bytes(),
        },
        at=at,
        search=search.pk,
        made_by=by,
    )


def facts(search: Search, picture: Picture, found: presenters.Found) -> dict[str, Any]:
    work = picture.work
    return {
        "found": {
            "name": search.name,
            "sha256": search.sha256,
            "place": search.place,
            "handed_in_at": search.created_at,
        },
        "work": {
            "title": work.title,
            "owner": work.owner_id,
            "made_on": work.made_on,
            "uploaded_at": picture.asset.created_at,
            "original": {"name": picture.asset.name, "size": picture.asset.size, "sha256": picture.asset.sha256},
            "shown": {"sha256": hashlib.sha256(drawing.shown(picture).read_bytes()).hexdigest()},
        },
        "match": search.verdict | {"said": found.said, "marked": found.marked},
        "history": [
            {"at": one.at, "action": one.action, "by": one.actor_id}
            for one in AuditEntry.objects.filter(target=f"work:{work.pk}").order_by("pk")
        ],
    }
