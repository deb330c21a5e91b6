"""Who may fetch what of films, documents, books and exercises, one line a route; see ``table``."""

from tests.security.callers import (
    BOOK,
    BYTES,
    CREATION,
    DRILL,
    DRILL_FILE,
    EDITORS,
    EVERYONE,
    HOLDER,
    NONE,
    OPEN,
    PAPER,
    PEOPLE,
    TEXT,
    UPLOADER,
    Route,
)
from tests.security.world import NOBODY

MEDIA = [
    # media
    Route("POST OPTIONS", "media/uploads", EDITORS, headers=CREATION),
    Route("GET HEAD PATCH DELETE", "media/uploads/<uuid:upload_id>", UPLOADER, headers=BYTES),
    Route("GET", "media/assets/<uuid:asset_id>/image", EVERYONE),
    Route("GET", "media/assets/<uuid:asset_id>/poster", EVERYONE, at={"asset_id": "film_id"}),
    Route("GET", "media/assets/<uuid:asset_id>/state", EDITORS),
    Route("POST", "media/assets/<uuid:asset_id>/package", EDITORS, at={"asset_id": "failed_id"}),
    Route("GET", "media/hls/<slug:ticket>/index.m3u8", HOLDER, at={"ticket": "sealed_ticket"}),
    Route("DELETE POST", "media/hls/<slug:ticket>/seat", HOLDER),
    Route("GET", "media/segments/<uuid:asset_id>/<slug:name>.<int:version>/<int:number>.ts", NONE),
    Route("GET", "media/hls/<slug:ticket>/<slug:name>/index.m3u8", HOLDER),
    Route("GET", "media/hls/<slug:ticket>/subtitles.json", HOLDER),
    Route("GET", "media/hls/<slug:ticket>/subtitles/<slug:language>.json", HOLDER),
    Route("GET", "media/hls/<slug:ticket>/thumbs.json", HOLDER),
    Route("GET", "media/hls/<slug:ticket>/thumbs/<int:number>.jpg", HOLDER, at={"number": "strip"}),
    Route("GET", "media/hls/<slug:ticket>/pages", HOLDER, at=PAPER),
    Route("GET", "media/hls/<slug:ticket>/pages/<int:number>.webp", HOLDER, at=PAPER),
    Route("GET", "media/hls/<slug:ticket>/pictures/<uuid:asset_id>", HOLDER, at=TEXT),
    Route("GET", "media/hls/<slug:ticket>/chapters", HOLDER, at=BOOK),
    Route("GET", "media/hls/<slug:ticket>/chapters/<int:number>.json", HOLDER, at=BOOK),
    Route("GET", "media/hls/<slug:ticket>/chapters/<int:number>/<int:picture>.webp", HOLDER, at=BOOK),
    # A sandbox sends no cookies: without any, the address alone opens.
    Route("GET", "media/courseware/<slug:ticket>/<path:name>", HOLDER | dict.fromkeys(NOBODY, OPEN), at=DRILL_FILE),
    Route("GET", "studio/lessons/<int:lesson_id>/scores", PEOPLE, at=DRILL),
    Route("GET", "studio/lessons/<int:lesson_id>/scores.csv", PEOPLE, at=DRILL),
    Route("GET", "media/hls/<slug:ticket>/<slug:name>/key/<int:epoch>", HOLDER),
    Route("GET", "media/hls/<slug:ticket>/<slug:name>/<int:number>.ts", HOLDER),
]
