"""A CDN before the films: ciphertext by signed addresses, and nothing else by any."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_django import Settings

from tests.access.viewers import addresses, app, browser, content, status, ticket
from tests.media import packed
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Lesson
from zhiyu.config import env
from zhiyu.media import files
from zhiyu.ui.csp import policy

pytestmark = pytest.mark.django_db
KEY, ORIGIN = "k" * 20, "o" * 20


@pytest.fixture(params=["tencent-d", "hmac"])
def sign(request: pytest.FixtureRequest, settings: Settings) -> str:
    settings.CDN = {"url": "https://cdn.example", "key": KEY, "origin_key": ORIGIN, "sign": request.param}
    return str(request.param)


def is_signed(path: str, query: dict[str, list[str]], sign: str) -> bool:
    """As the edge checks it."""
    if sign == "tencent-d":
        wanted = hashlib.md5(f"{KEY}{path}{query['t'][0]}".encode()).hexdigest()  # noqa: S324 -- Tencent's own form
        return query["sign"] == [wanted]
    proof = hmac.digest(KEY.encode(), f"{path}\n{query['expires'][0]}".encode(), "sha256")
    return query["signature"] == [urlsafe_b64encode(proof).rstrip(b"=").decode()]


def test_a_segment_is_fetched_there_once_the_ticket_is_seen(owner: User, video: Lesson, sign: str) -> None:
    client = app(owner)
    found = addresses(ticket(client, video))
    answer = client.get(found["last segment"])
    where = urlsplit(answer.headers["Location"])
    assert (answer.status_code, where.netloc) == (302, "cdn.example")
    assert is_signed(where.path, parse_qs(where.query), sign)
    assert {status(browser(), found[name]) for name in ("first segment", "last segment")} == {403}
    assert [status(client, found[name]) for name in ("playlist", "rendition", "first key")] == [200, 200, 200]

    edge = browser()
    fetched = edge.get(where.path, headers={"X-Zhiyu-Origin": ORIGIN})
    sealed = content(fetched)
    assert packed.plain(29) not in sealed
    assert len(sealed) > 1000
    assert fetched.headers["Cache-Control"].startswith("public")
    for header in ({}, {"X-Zhiyu-Origin": "o" * 19}, {"X-Zhiyu-Origin": KEY}):
        assert edge.get(where.path, headers=header).status_code == 404
    assert "connect-src 'self' https://cdn.example" in policy()


@pytest.mark.parametrize("name", files.ENDINGS)
def test_what_is_stored_in_the_clear_is_no_ciphertext(video: Lesson, sign: str, name: str) -> None:
    del sign
    edge, origin = browser(), {"X-Zhiyu-Origin": ORIGIN}
    asked = [(packed.whole(name).pk, name), (video.asset_id, "720p")]
    assert [status(edge, f"/media/segments/{pk}/{one}.1/0.ts", **origin) for pk, one in asked] == [404, 200]


def test_a_preview_ends_where_it_ends(video: Lesson, sign: str) -> None:
    del sign
    edge = browser()
    assert status(edge, f"/media/segments/{video.asset_id}/720p.1/99.ts", **{"X-Zhiyu-Origin": ORIGIN}) == 404
    assert status(browser(), addresses(ticket(edge, video))["last segment"]) == 403
    assert status(edge, addresses(ticket(edge, video))["last segment"]) == 402


def test_without_a_cdn_there_is_no_such_address(video: Lesson) -> None:
    assert video.asset
    path = f"/media/segments/{video.asset.pk}/720p.1/0.ts"
    assert browser().get(path, headers={"X-Zhiyu-Origin": ""}).status_code == 404


def test_a_cdn_without_its_keys_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert env.cdn() is None
    monkeypatch.setenv("ZHIYU_CDN", "https://cdn.example/")
    with pytest.raises(SystemExit, match="ZHIYU_CDN_ORIGIN_KEY"):
        env.cdn()
    monkeypatch.setenv("ZHIYU_CDN_KEY", KEY)
    monkeypatch.setenv("ZHIYU_CDN_ORIGIN_KEY", ORIGIN)
    assert env.cdn() == {"url": "https://cdn.example", "key": KEY, "origin_key": ORIGIN, "sign": "tencent-d"}
