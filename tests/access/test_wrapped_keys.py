"""Keys sealed to a player's own key: what a downloader with all cookies gets of them."""

import re
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.access.viewers import PHONE, addresses, app, ask_ticket, browser, content, status, ticket
from tests.media import films
from zhiyu.accounts.models import User
from zhiyu.catalog.actions import edit_course
from zhiyu.catalog.models import Course, Lesson
from zhiyu.media import gate
from zhiyu.media.actions import package_now, store_file
from zhiyu.media.ffmpeg import program
from zhiyu.media.models import Rendition
from zhiyu.media.wrapping import CURVE, NONCE_BYTES, POINT_BYTES, wrapping_key
from zhiyu.platform.actions import save_school

pytestmark = pytest.mark.django_db


def key_pair() -> tuple[ec.EllipticCurvePrivateKey, str]:
    private = ec.generate_private_key(CURVE)
    raw = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return private, urlsafe_b64encode(raw).rstrip(b"=").decode()


def opened(sealed: bytes, private: ec.EllipticCurvePrivateKey, address: str) -> bytes:
    """As player/keys.js does it."""
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, sealed[:POINT_BYTES])
    opening = wrapping_key(private.exchange(ec.ECDH(), theirs), address)
    nonce, rest = sealed[POINT_BYTES : POINT_BYTES + NONCE_BYTES], sealed[POINT_BYTES + NONCE_BYTES :]
    return AESGCM(opening).decrypt(nonce, rest, address.encode())


def only_wrapped(course: Course) -> None:
    edit_course(course_id=course.pk, actor_id=None, wrapped_keys=True)


def test_a_sealed_key_opens_with_the_players_own_and_for_its_own_address(owner: User, video: Lesson) -> None:
    client = app(owner)
    found = addresses(ticket(client, video))
    plain = content(client.get(found["first key"]))
    private, point = key_pair()
    sealed = [content(client.get(found["first key"], {"to": point})) for _ in range(2)]
    assert sealed[0] != sealed[1]
    assert plain not in sealed[0]
    assert [opened(one, private, found["first key"]) for one in sealed] == [plain, plain]
    for key, address in ((private, found["last key"]), (key_pair()[0], found["first key"])):
        with pytest.raises(InvalidTag):
            opened(sealed[0], key, address)


@pytest.mark.parametrize(
    "point", ["", "x", "A" * 87, urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode(), "ü", "A" * 5000]
)
def test_a_point_that_is_none_is_refused(owner: User, video: Lesson, point: str) -> None:
    client = app(owner)
    answer = client.get(addresses(ticket(client, video))["first key"], {"to": point})
    assert (answer.status_code, answer.json()["code"]) == (400, "wrapping_refused")


def test_a_course_for_sealing_players_gives_no_key_in_the_clear(course: Course, owner: User, video: Lesson) -> None:
    only_wrapped(course)
    save_school(actor_id=None, player_limit=2)
    for client in (browser(owner), app(owner), browser(), browser(make.user())):
        answer = ask_ticket(client, video).json()
        assert answer["wrapped"] is True
        found = addresses(answer["playlist_url"])
        assert gate.read(found["playlist"].split("/")[3]).wrapped
        plain = client.get(found["first key"])
        assert (plain.status_code, plain.json()["code"]) == (403, "key_must_be_wrapped")
        private, point = key_pair()
        sealed = content(client.get(found["first key"], {"to": point}))
        assert len(opened(sealed, private, found["first key"])) == 16
        thief = browser()
        assert status(thief, f"{found['first key']}?to={point}") == 403


def test_a_preview_is_sealed_no_further_than_it_goes(course: Course, video: Lesson) -> None:
    only_wrapped(course)
    client = browser()
    found = addresses(ticket(client, video))
    assert status(client, f"{found['last key']}?to={key_pair()[1]}") == 402


def rung(video: Lesson, name: str, size: tuple[int, int]) -> None:
    whole = Rendition.objects.get(asset=video.asset, name="720p")
    width, height = size
    shape = {"name": name, "width": width, "height": height, "rung": "", "pk": None}
    Rendition.objects.create(**{k: v for k, v in vars(whole).items() if k not in {"_state", "id"}} | shape)


def names(client: Client, playlist_url: str) -> list[str]:
    listed = client.get(playlist_url).content.decode().splitlines()
    return sorted(one.split("/")[0] for one in listed if one and not one.startswith("#"))


def test_who_cannot_have_sealed_keys_may_be_given_the_small_picture_alone(
    course: Course, owner: User, video: Lesson
) -> None:
    edit_course(course_id=course.pk, actor_id=None, plain_small=True)
    Rendition.objects.filter(asset=video.asset).update(width=1280, height=720)
    only_there_is = ask_ticket(client := app(owner), video).json()["playlist_url"]
    assert names(client, only_there_is) == ["720p"]
    rung(video, "360p", (640, 360))
    rung(video, "audio", (0, 0))
    old = ask_ticket(client, video).json()["playlist_url"]
    assert gate.read(old.split("/")[3]).small
    assert names(client, old) == ["360p", "audio"]
    base = old.removesuffix("index.m3u8")
    assert [status(client, f"{base}{name}/index.m3u8") for name in ("360p", "audio", "720p")] == [200, 200, 404]
    assert [status(client, f"{base}{name}/key/0") for name in ("360p", "audio", "720p")] == [200, 200, 404]
    new = client.post(f"/api/v1/lessons/{video.pk}/ticket?unwraps=true").json()["playlist_url"]
    assert names(client, new) == ["360p", "720p", "audio"]
    sealed = new.removesuffix("index.m3u8") + "720p/key/0"
    assert [status(client, sealed), status(client, f"{sealed}?to={key_pair()[1]}")] == [403, 200]


def test_the_price_page_sets_it_and_says_what_it_means(course: Course, settings: Settings) -> None:
    client = Client()
    make.login(client, make.user(role="creator"))
    page = f"/studio/courses/{course.pk}/price"
    settings.PUBLIC_URL = "http://school.example"
    text = client.get(page).content.decode()
    assert "还不是 https" in text
    settings.PUBLIC_URL = "https://school.example"
    text = client.get(page).content.decode()
    assert "还不是 https" not in text
    typed = {"price": "99", "refund_days": "7", "refund_percent": "30"}
    assert client.post(page, typed | {"players": "wrapped"}).status_code == 302
    course.refresh_from_db()
    assert course.wrapped_keys
    assert client.post(page, typed | {"players": "any"}).status_code == 302
    course.refresh_from_db()
    assert not course.wrapped_keys
    assert client.post(page, typed | {"players": "small"}).status_code == 302
    course.refresh_from_db()
    assert (course.wrapped_keys, course.plain_small) == (False, True)


@pytest.fixture
def filmed(course: Course, video: Lesson) -> Lesson:
    del course
    asset = store_file(path=films.film(seconds=5), name="a.mp4", owner_id=None)
    package_now(asset.pk)
    Lesson.objects.filter(pk=video.pk).update(asset=asset, free=True)
    return video


def played_seconds(url: str, client: Client) -> float:
    """By the real program, with every cookie and the right User-Agent, and with its checks of names left out."""
    cookies = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    shown = ["-user_agent", PHONE, "-headers", f"Cookie: {cookies}\r\n"]
    return decoded_seconds(url, *shown, "-allowed_extensions", "ALL", "-extension_picky", "0")


def decoded_seconds(source: str, *given: str) -> float:
    argv = [program(), "-hide_banner", "-nostdin", *given, "-i", source, "-map", "0:v", "-f", "null", "-"]
    said = subprocess.run(argv, capture_output=True, text=True, timeout=120, check=False).stderr  # noqa: S603
    times = re.findall(r"time=(\d+):(\d+):([\d.]+)", said)
    return sum(float(part) * unit for part, unit in zip(times[-1], (3600, 60, 1), strict=True)) if times else 0.0


def downloaded_seconds(url: str, client: Client, into: Path) -> float:
    """What yt-dlp, shown every cookie and the right User-Agent, leaves on the disk that anything can play."""
    host = urlsplit(url).hostname
    kept = ["# Netscape HTTP Cookie File"]
    kept += [f"{host}\tFALSE\t/\tFALSE\t0\t{name}\t{one.value}" for name, one in client.cookies.items()]
    (into / "cookies.txt").write_text("\n".join(kept) + "\n")
    argv = [sys.executable, "-m", "yt_dlp", "--ignore-config", "--no-cache-dir", "--cookies", str(into / "cookies.txt")]
    argv += ["--user-agent", PHONE, "--ffmpeg-location", program(), "--allow-unplayable-formats", "--no-part"]
    argv += ["--skip-unavailable-fragments", "--output", str(into / "lesson.%(ext)s"), url]
    subprocess.run(argv, capture_output=True, timeout=120, check=False)  # noqa: S603
    return sum(decoded_seconds(str(one)) for one in into.glob("lesson*"))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("sealed", [False, True])
def test_yt_dlp_with_the_accounts_cookies_leaves_nothing_playable_of_a_sealed_course(
    live_server: object,
    owner: User,
    filmed: Lesson,
    tmp_path: Path,
    sealed: bool,  # noqa: FBT001
) -> None:
    Lesson.objects.filter(pk=filmed.pk).update(free=False)
    if sealed:
        only_wrapped(filmed.chapter.course)
    client, base = browser(owner), str(live_server).replace("localhost", "127.0.0.1")
    asked = client.post(f"/api/v1/lessons/{filmed.pk}/ticket", headers={"Host": urlsplit(base).netloc})
    found = {"page": f"/lessons/{filmed.pk}", "playlist": asked.json()["playlist_url"]}
    got = {}
    for what, address in found.items():
        (tmp_path / what).mkdir()
        got[what] = downloaded_seconds(f"{base}{address}", client, tmp_path / what)
    assert got == {"page": 0, "playlist": 0 if sealed else pytest.approx(5, abs=0.3)}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("sealed", "wanted"), [(False, 5.0), (True, 0.0)])
def test_ffmpeg_with_the_accounts_cookies_plays_nothing_of_a_sealed_course(
    live_server: object,
    course: Course,
    filmed: Lesson,
    sealed: bool,  # noqa: FBT001
    wanted: float,
) -> None:
    if sealed:
        only_wrapped(course)
    client = browser()
    host = urlsplit(str(live_server)).netloc
    address = client.post(f"/api/v1/lessons/{filmed.pk}/ticket", headers={"Host": host}).json()["playlist_url"]
    assert abs(played_seconds(f"{live_server}{address}", client) - wanted) < 0.3
