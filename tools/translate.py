"""The English catalogue. ``python tools/translate.py update`` after strings changed, ``compile`` after translating.

``update`` keeps what is translated, adds what is new with an empty translation and drops what is gone.
"""

import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SOURCE = Path("src/zhiyu")
CATALOGUE = SOURCE / "ui" / "locale" / "en" / "LC_MESSAGES" / "django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "lazy": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# A date would change the file on every run and say nothing.
NEVER = datetime(2026, 1, 1, tzinfo=UTC)


def extracted() -> Catalog:
    with Path("babel.cfg").open() as settings:
        methods, options = parse_mapping_cfg(settings)  # type: ignore[no-untyped-call]
    found = Catalog(project="zhiyu", version="0.1", creation_date=NEVER, fuzzy=False)
    for place, _, message, comments, context in extract_from_dir(
        str(SOURCE), method_map=methods, options_map=options, keywords=KEYWORDS
    ):
        found.add(message, None, [(str(SOURCE / place), 0)], auto_comments=comments, context=context)
    return found


def known() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(
            locale="en", project="zhiyu", version="0.1", creation_date=NEVER, revision_date=NEVER, fuzzy=False
        )
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def update() -> None:
    catalogue = known()
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = NEVER
    out = io.BytesIO()
    write_po(out, catalogue, width=120, include_lineno=False, sort_output=True, ignore_obsolete=True)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(out.getvalue())
    COMPILED.write_bytes(compiled(known()))
    empty = sum(1 for message in catalogue if message.id and not message.string)
    print(f"{len(catalogue)} strings, {empty} without English")


def compile_only() -> None:
    COMPILED.write_bytes(compiled(known()))


if __name__ == "__main__":
    {"update": update, "compile": compile_only}[sys.argv[1] if sys.argv[1:] else "update"]()
