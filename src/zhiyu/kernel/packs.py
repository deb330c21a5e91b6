"""Evidence to hand over: files in a ZIP, each with its checksum, and a seal over all of them."""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from zhiyu.kernel.clock import SHANGHAI


def sealed(files: Mapping[str, bytes], *, at: datetime, **about: Any) -> bytes:
    """Whoever notes down ``seal.txt`` when the pack is handed over can prove that nothing was changed since."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = told(about | {"made_at": at, "sha256": sums})
    seal = hashlib.sha256(manifest).hexdigest().encode()
    return zipped({**files, "manifest.json": manifest, "seal.txt": seal}, at)


def zipped(files: Mapping[str, bytes], at: datetime) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, at.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def told(value: Any) -> bytes:
    def plain(one: object) -> str:
        return one.astimezone(SHANGHAI).isoformat(timespec="seconds") if isinstance(one, datetime) else str(one)

    return json.dumps(value, ensure_ascii=False, indent=1, default=plain).encode()
