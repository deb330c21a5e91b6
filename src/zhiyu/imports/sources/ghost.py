"""Ghost's JSON export: ``{"db": [{"data": {"posts": […], "tags": […], "posts_tags": […]}}]}``.

https://ghost.org/docs/migration/content/ ; addresses of its own files begin with ``__GHOST_URL__``.
"""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from zhiyu.imports.errors import ExportRefused
from zhiyu.imports.plan import Shelf, Text

OWN = "__GHOST_URL__"
MARK = '"posts"'
Row = dict[str, Any]


def read(path: Path) -> Shelf | None:
    """None for JSON that is something else."""
    raw = path.read_bytes()
    if MARK.encode() not in raw:
        return None
    try:
        whole = json.loads(raw)
    except (ValueError, RecursionError):
        told = _("《%(name)s》不是完整的 JSON，可能没有下载完。请重新导出。")
        raise ExportRefused(told % {"name": path.name}) from None
    data = data_of(whole)
    return None if data is None else shelf(data)


def data_of(whole: Any) -> Row | None:
    """Older exports lack the list around it."""
    first = whole.get("db", [whole]) if isinstance(whole, dict) else whole
    first = first[0] if isinstance(first, list) and first else first
    data = first.get("data") if isinstance(first, dict) else None
    return data if isinstance(data, dict) and isinstance(data.get("posts"), list) else None


def rows(data: Row, name: str) -> list[Row]:
    found = data.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def shelf(data: Row) -> Shelf:
    tags = {str(one.get("id")): said(one, "name") for one in rows(data, "tags")}
    of_post: dict[str, list[str]] = {}
    for one in sorted(rows(data, "posts_tags"), key=lambda one: str(one.get("sort_order") or 0).zfill(6)):
        of_post.setdefault(str(one.get("post_id")), []).append(tags.get(str(one.get("tag_id")), ""))
    writers = {str(one.get("id")): said(one, "name") for one in rows(data, "users")}
    wrote = {str(one.get("post_id")): writers.get(str(one.get("author_id")), "") for one in rows(data, "posts_authors")}
    site = site_of(data)
    posts = [one for one in rows(data, "posts") if not one.get("page") and said(one, "type") in {"", "post"}]
    pages = [said(one, "title") for one in rows(data, "posts") if one not in posts]
    empty = [said(one, "title") for one in posts if not said(one, "html")]
    notes = []
    if pages:
        told = _("%(count)s 个页面没有搬，它们多半不是内容：%(titles)s")
        notes.append(told % {"count": len(pages), "titles": "、".join(pages[:8])})
    if empty:
        told = _("%(count)s 篇没有正文，没有搬：%(titles)s")
        notes.append(told % {"count": len(empty), "titles": "、".join(empty[:8])})
    return Shelf(
        texts=tuple(text(one, of_post, wrote, site) for one in posts if said(one, "html")),
        pictures_of=frozenset(filter(None, [urlsplit(site).hostname])),
        notes=tuple(notes),
    )


def site_of(data: Row) -> str:
    """An export does not say where it is from, but many of its texts do."""
    for one in rows(data, "posts"):
        address = said(one, "canonical_url")
        if address:
            return f"{urlsplit(address).scheme}://{urlsplit(address).netloc}"
    return next((said(one, "value").rstrip("/") for one in rows(data, "settings") if one.get("key") == "url"), "")


def said(row: Row, name: str) -> str:
    value = row.get(name)
    return value.replace("\0", "").strip() if isinstance(value, str) else ""


def text(one: Row, tags: dict[str, list[str]], writers: dict[str, str], site: str) -> Text:
    number = str(one.get("id") or "")
    own = tuple(name for name in tags.get(number, []) if name and not name.startswith("#"))  # "#…" are internal ones
    return Text(
        origin=f"ghost:{said(one, 'uuid') or number}",
        title=said(one, "title"),
        html=said(one, "html").replace(OWN, site),
        slug=said(one, "slug"),
        summary=said(one, "custom_excerpt"),
        author=writers.get(number, ""),
        cover=said(one, "feature_image").replace(OWN, site),
        categories=own[:1],
        tags=own,
        closed=said(one, "visibility") not in {"", "public"},
    )
