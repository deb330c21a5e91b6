"""Small pictures for the seek bar, and never one of what a ticket does not show."""

import io

import pytest
from PIL import Image

from tests import make
from tests.access.viewers import app, browser, content, status, ticket
from tests.media import films
from zhiyu.access.actions import grant
from zhiyu.catalog.models import Course, Lesson
from zhiyu.media import files, thumbs
from zhiyu.media.actions import ladder_now, package_now, store_file
from zhiyu.media.models import Asset
from zhiyu.media.scan import scan

pytestmark = pytest.mark.django_db


def drawn(asset: Asset, *, count: int, every_ms: int = 3_000) -> None:
    """Strips whose pictures are each of another grey."""
    for strip in thumbs.strips(count):
        whole = Image.new("RGB", (160 * thumbs.ACROSS, thumbs.HEIGHT))
        for place in range(thumbs.ACROSS):
            whole.paste((200 - 5 * place,) * 3, (160 * place, 0, 160 * (place + 1), thumbs.HEIGHT))
        whole.save(thumbs.path(asset.pk, strip))
    asset.thumb_every_ms, asset.thumb_count, asset.thumb_width = every_ms, count, 160
    asset.save(update_fields=["thumb_every_ms", "thumb_count", "thumb_width"])


def test_a_film_is_given_a_picture_every_few_seconds(course: Course) -> None:
    del course
    asset = store_file(path=films.film(seconds=20), name="a.mp4", owner_id=None)
    package_now(asset.pk)
    asset = ladder_now(asset.pk)
    assert (asset.thumb_every_ms, asset.thumb_count, asset.thumb_width) == (2_000, 10, 160)
    with Image.open(thumbs.path(asset.pk, 0)) as strip:
        assert strip.size == (1600, 90)
        pictures = [strip.crop((160 * n, 0, 160 * (n + 1), 90)).tobytes() for n in range(10)]
    assert len(set(pictures)) == 10
    assert list((files.media_dir() / "staging").iterdir()) == []


def test_a_picture_shows_nothing_after_its_own_seconds() -> None:
    """Grey for eight seconds and green from then on, with keyframes that do not fall on the pictures' seconds."""
    source = films.ffmpeg(
        *("-f", "lavfi", "-i", "color=gray:s=320x180:r=25:d=8", "-f", "lavfi", "-i", "color=green:s=320x180:r=25:d=8"),
        *("-filter_complex", "[0][1]concat=n=2:v=1", "-c:v", "libx264", "-preset", "ultrafast", "-g", "37"),
        *("-force_key_frames", "8", "-pix_fmt", "yuv420p"),
        target=films.PLACE / "grey-green.mp4",
    )
    made = thumbs.make(source, scan(source), into=films.PLACE / "thumbs")
    with Image.open(films.PLACE / "thumbs" / "0.jpg") as strip:
        light = [strip.getpixel((made.width * n + made.width // 2, 45))[0] for n in range(made.count)]  # type: ignore[index]
    assert [at for at, red in enumerate(light) if red < 60] == [4, 5, 6, 7]


@pytest.mark.parametrize(
    ("shown_ms", "wanted"), [(0, 0), (2_999, 0), (3_000, 1), (20_000, 6), (89_999, 29), (500_000, 40)]
)
def test_a_preview_has_the_pictures_whose_seconds_all_lie_in_it(shown_ms: int, wanted: int) -> None:
    assert thumbs.within(every_ms=3_000, count=40, shown_ms=shown_ms) == wanted


def addresses(url: str) -> tuple[str, list[str]]:
    base = url.removesuffix("index.m3u8")
    return f"{base}thumbs.json", [f"{base}thumbs/{strip}.jpg" for strip in range(4)]


def test_the_seek_bar_of_a_preview_ends_where_the_preview_ends(video: Lesson) -> None:
    """20 of 120 seconds: six pictures of forty, all on the first strip, which is cut there."""
    assert video.asset
    drawn(video.asset, count=40)
    client = browser()
    index, strips = addresses(ticket(client, video))
    assert client.get(index).json() == {"every": 3.0, "count": 6, "across": 10, "width": 160, "height": 90}
    with Image.open(io.BytesIO(content(client.get(strips[0])))) as cut:
        assert cut.size == (6 * 160, 90)
    assert [status(client, one) for one in strips] == [200, 402, 402, 402]
    assert status(client, strips[0].replace("/0.jpg", "/9.jpg")) == 404


def test_the_owner_sees_all_of_it_and_nobody_else_by_that_address(course: Course, video: Lesson) -> None:
    assert video.asset
    drawn(video.asset, count=38)
    owner = make.user()
    grant(user_id=owner.pk, product_id=course.product_id, source="order_line:1")
    client = app(owner)
    index, strips = addresses(ticket(client, video))
    assert client.get(index).json()["count"] == 38
    assert [status(client, one) for one in strips] == [200] * 4
    for thief in (browser(), browser(make.user()), app(owner)):
        assert {status(thief, one) for one in (index, *strips)} == {403}


def test_a_film_without_pictures_says_so_and_plays(video: Lesson) -> None:
    client = browser()
    index, strips = addresses(ticket(client, video))
    assert {status(client, one) for one in (index, *strips)} == {404}
