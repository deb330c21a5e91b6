"""Segments from a store that speaks S3: copied whole and proved, handed out by signed addresses, taken away again."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from tests import make
from tests.access.viewers import addresses, app, browser, content, status, ticket
from tests.backups.store import store as s3_store
from tests.jobs import run_jobs
from tests.media import packed
from tests.tracing import made
from zhiyu.access.actions import grant
from zhiyu.accounts.models import User
from zhiyu.catalog.models import Course, Lesson
from zhiyu.command.doctor.inside import film_store
from zhiyu.config import env
from zhiyu.kernel.clock import now
from zhiyu.media import files, offsite, packaging, serving
from zhiyu.media.actions import offloading, tidy
from zhiyu.media.actions.offloading import offload_now, sweep_store, watch_store
from zhiyu.media.models import Asset, Leftover, Rendition, StoreCheck
from zhiyu.media.offsite import StoreFailed, object_name
from zhiyu.media.reaching import store_health
from zhiyu.ui.csp import policy

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bucket(settings: Settings) -> Iterator[offsite.Store]:
    with s3_store("films") as given:
        settings.MEDIA_STORE = {
            "endpoint": given["S3_ENDPOINT"],
            "bucket": "films",
            "access_key": "key",
            "secret_key": "secret",
            "region": "us-east-1",
            "prefix": "school/",
            "style": "path",
            "origin": given["S3_ENDPOINT"],
        }
        found = offsite.store()
        assert found
        yield found


@pytest.fixture
def course() -> Course:
    return make.course()


@pytest.fixture
def video(course: Course) -> Lesson:
    chapter = course.chapters.get()
    return Lesson.objects.create(
        chapter=chapter, title="看一遍", kind="video", position=9, asset=packed.asset(segments=8, preview=2)
    )


@pytest.fixture
def owner(course: Course) -> User:
    user = make.user()
    grant(user_id=user.pk, product_id=course.product_id, source="order_line:1")
    return user


def kept(store: offsite.Store) -> dict[str, str]:
    """Names without the folder, and the store's checksums; the probe is not a film."""
    listed = store.client().list_objects_v2(Bucket=store.bucket).get("Contents", [])
    found = {one["Key"].removeprefix("school/"): one["ETag"].strip('"') for one in listed}
    return {name: tag for name, tag in found.items() if name != offsite.PROBE_NAME}


def offloaded(asset_id: Any) -> None:
    offload_now(asset_id)
    watch_store()
    serving.lies_offsite.cache_clear()


def where(client: Client, address: str) -> Any:
    answer = client.get(address)
    return answer.headers.get("Location") if answer.status_code == 302 else (answer.status_code, len(content(answer)))


def test_a_film_goes_there_sealed_and_whole_and_its_segments_are_fetched_there(
    bucket: offsite.Store, video: Lesson, owner: User
) -> None:
    assert video.asset
    client = app(owner)
    found = addresses(ticket(client, video), last_key=1, last_segment=7)
    sealed = content(client.get(found["last segment"]))

    offloaded(video.asset.pk)

    rendition = Rendition.objects.get()
    assert (rendition.store, rendition.stored_at is not None) == (bucket.id, True)
    wanted = {
        object_name(video.asset.pk, "720p.1", number): offsite.md5_of(
            files.segment(video.asset.pk, "720p.1", number).read_bytes()
        )
        for number in range(8)
    }
    assert kept(bucket) == wanted, "segments alone, as they are on the disk"
    address = where(client, found["last segment"])
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}" == bucket.origin
    assert parse_qs(parts.query)["X-Amz-Expires"] == ["600"]
    assert "X-Amz-Signature" in parts.query
    assert requests.get(address, timeout=10).content == sealed
    assert packed.plain(7) not in sealed
    assert [status(client, found[name]) for name in ("playlist", "rendition", "first key")] == [200, 200, 200]
    assert f"connect-src 'self' {bucket.origin}" in policy()
    assert f"media-src 'self' blob: {bucket.origin}" in policy()


def test_the_gate_stands_before_it_as_ever(bucket: offsite.Store, video: Lesson, owner: User) -> None:
    assert video.asset
    assert bucket.id
    client, visitor = app(owner), browser()
    offloaded(video.asset.pk)
    mine, theirs = (addresses(ticket(who, video), last_key=1, last_segment=7) for who in (client, visitor))
    assert status(visitor, mine["last segment"]) == 403
    assert status(client, mine["last segment"], Referer="https://elsewhere.example/") == 403
    assert status(visitor, theirs["last segment"]) == 402, "beyond the preview"
    assert str(where(visitor, theirs["first segment"])).startswith(bucket.origin)
    assert status(client, mine["last segment"].replace("7.ts", "8.ts")) in {302, 404}


def test_a_name_tells_neither_film_nor_letter_nor_account(bucket: offsite.Store) -> None:
    lesson = made.lesson()
    assert lesson.asset
    users = [made.learner(lesson) for _ in range(2)]
    folders = list(Rendition.objects.filter(asset=lesson.asset, retired_at=None).values_list("name", flat=True))
    assert len(folders) == 2
    offloaded(lesson.asset.pk)
    names = kept(bucket)
    assert len(names) == 2 * made.SEGMENTS
    assert all(len(name) == 64 for name in names)
    paths = []
    for user in users:
        client = app(user)
        base = ticket(client, lesson).removesuffix("index.m3u8") + made.RUNG
        client.get(f"{base}/index.m3u8")
        found = [urlsplit(where(client, f"{base}/{number}.ts")) for number in range(made.SEGMENTS)]
        paths.append([one.path for one in found])
        for one in found:
            assert not any(word in one.path + one.query for word in (*folders, made.RUNG, str(lesson.asset.pk)))
        assert len({one.path for one in found}) == made.SEGMENTS
    same = [first == second for first, second in zip(*paths, strict=True)]
    assert {True, False} == {*same}, "the same object for whoever has the same letter, and nothing of the person in it"


def test_of_two_variants_neither_leaves_by_it_before_both_are_there(bucket: offsite.Store) -> None:
    lesson = made.lesson()
    assert lesson.asset
    client = app(made.learner(lesson))
    base = ticket(client, lesson).removesuffix("index.m3u8") + made.RUNG
    client.get(f"{base}/index.m3u8")
    offloaded(lesson.asset.pk)
    Rendition.objects.filter(letter="b").update(stored_at=None)
    serving.lies_offsite.cache_clear()
    assert {type(where(client, f"{base}/{number}.ts")) for number in range(made.SEGMENTS)} == {tuple}
    assert kept(bucket)


def test_who_was_killed_goes_on_and_twice_is_once(
    bucket: offsite.Store, video: Lesson, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert video.asset
    sent: list[str] = []
    put = offsite.Store.put

    def counted(store: offsite.Store, name: str, content: bytes) -> None:
        if len(sent) == 3:
            raise KeyboardInterrupt
        sent.append(name)
        put(store, name, content)

    monkeypatch.setattr(offsite.Store, "put", counted)
    with pytest.raises(KeyboardInterrupt):
        offload_now(video.asset.pk)
    assert (len(kept(bucket)), Rendition.objects.get().stored_at) == (3, None)
    sent.clear()

    def noted(store: offsite.Store, name: str, content: bytes) -> None:
        sent.append(name)
        put(store, name, content)

    monkeypatch.setattr(offsite.Store, "put", noted)
    offload_now(video.asset.pk)
    assert (len(kept(bucket)), len(sent)) == (8, 5)
    offload_now(video.asset.pk)
    assert len(sent) == 5


def test_what_came_to_harm_there_is_sent_again(bucket: offsite.Store, video: Lesson) -> None:
    assert video.asset
    offload_now(video.asset.pk)
    whole = kept(bucket)
    name = object_name(video.asset.pk, "720p.1", 3)
    bucket.client().put_object(Bucket=bucket.bucket, Key=f"school/{name}", Body=b"half")
    Rendition.objects.update(stored_at=None)  # as a restore does
    offload_now(video.asset.pk)
    assert kept(bucket) == whole


class Forgetful:
    """A store that takes what it is given for something else."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def put_object(self, **given: Any) -> Any:
        given.pop("ContentMD5", None)
        return self.client.put_object(**given | {"Body": b"!" + given["Body"][1:]})

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)


def test_a_store_that_does_not_keep_what_it_got_gets_no_viewers(
    bucket: offsite.Store, video: Lesson, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert video.asset
    client = app(owner)
    found = addresses(ticket(client, video), last_key=1, last_segment=7)
    real = bucket.client()
    monkeypatch.setattr(offsite.Store, "client", lambda _store, **_how: Forgetful(real))
    with pytest.raises(StoreFailed, match="something else"):
        bucket.put("x", b"content")
    offloaded(video.asset.pk)
    assert Rendition.objects.get().stored_at is None
    assert StoreCheck.objects.get().failed_at is not None
    assert where(client, found["last segment"])[0] == 200


def test_a_store_that_cannot_be_reached_changes_nothing_but_the_way(
    bucket: offsite.Store, video: Lesson, owner: User, settings: Settings
) -> None:
    assert video.asset
    assert bucket.id
    client = app(owner)
    found = addresses(ticket(client, video), last_key=1, last_segment=7)
    offloaded(video.asset.pk)
    assert str(where(client, found["last segment"])).startswith("http://127.0.0.1")
    assert (store_health(), [one.colour for one in film_store()]) == (None, ["green"])
    assert where(client, f"{found['last segment']}?here")[0] == 200, "a player that could not fetch there"

    StoreCheck.objects.update(ok_at=now() - timedelta(minutes=6))
    serving.lies_offsite.cache_clear()
    assert where(client, found["last segment"])[0] == 200, "nobody has looked lately"
    assert str(store_health()).startswith("low")

    gone = {**settings.MEDIA_STORE, "access_key": "other"}
    settings.MEDIA_STORE = gone | {"bucket": "nowhere"}
    watch_store()
    check = StoreCheck.objects.get(failed_at__isnull=False)
    assert "NoSuchBucket" in check.error
    assert (str(store_health())[:3], [one.colour for one in film_store()]) == ("low", ["yellow"])
    serving.lies_offsite.cache_clear()
    assert where(client, found["last segment"])[0] == 200
    offload_now(video.asset.pk)
    assert Rendition.objects.get().stored_at is None


def test_what_is_tidied_here_is_taken_away_there(bucket: offsite.Store, video: Lesson) -> None:
    assert video.asset
    asset = video.asset
    offload_now(asset.pk)
    first = {*kept(bucket)}
    Rendition.objects.update(retired_at=now() - timedelta(days=2))
    identity = packaging.Identity(asset_id=asset.pk, name="720p", version=2)
    work = files.media_dir() / "again"
    work.mkdir()
    for number in range(8):
        (work / f"{number}.ts").write_bytes(packed.plain(number))
    rows = packaging.encrypt(
        packaging.Plain(folder=work, durations_ms=[4000] * 8),
        identity=identity,
        preview=3,
        into=files.asset_dir(asset.pk) / identity.folder,
    )
    Rendition.objects.create(asset=asset, name="720p", version=2, segments=rows, preview_segments=3, bandwidth=1)
    offload_now(asset.pk)
    assert len(kept(bucket)) == 16, "tickets of the version before still lead there"

    tidy()
    assert (Rendition.objects.count(), Leftover.objects.get().folder) == (1, "720p.1")
    sweep_store()
    assert Leftover.objects.count() == 0
    left = {*kept(bucket)}
    assert (len(left), left & first) == (8, set())

    Asset.objects.filter(pk=asset.pk).delete()
    sweep_store()
    sweep_store()
    assert kept(bucket) == {}


def test_another_bucket_gets_them_anew_and_the_old_one_is_remembered(
    bucket: offsite.Store, video: Lesson, settings: Settings
) -> None:
    assert video.asset
    offload_now(video.asset.pk)
    settings.MEDIA_STORE = {**settings.MEDIA_STORE, "prefix": "other/"}
    offload_now(video.asset.pk)
    assert Rendition.objects.get().store != bucket.id
    assert Leftover.objects.get().store == bucket.id
    sweep_store()
    assert Leftover.objects.count() == 1, "of a store that is not ours now"
    settings.MEDIA_STORE = {**settings.MEDIA_STORE, "prefix": "school/"}
    sweep_store()
    assert kept(bucket).keys() <= {f"other/{object_name(video.asset.pk, '720p.1', n)}" for n in range(8)}


def test_back_in_an_earlier_bucket_what_lies_there_stays(
    bucket: offsite.Store, video: Lesson, settings: Settings
) -> None:
    assert video.asset
    for prefix in ("school/", "other/", "school/"):
        settings.MEDIA_STORE = {**settings.MEDIA_STORE, "prefix": prefix}
        offload_now(video.asset.pk)
    sweep_store()
    assert {object_name(video.asset.pk, "720p.1", n) for n in range(8)} <= kept(bucket).keys()
    assert [one.store == bucket.id for one in Leftover.objects.all()] == [False], "only the other one's are left"


def test_neither_what_is_stored_in_the_clear_nor_a_class_on_air_goes_there(bucket: offsite.Store) -> None:
    whole = packed.whole("pages", kind=Asset.Kind.DOCUMENT)
    live = packed.asset(segments=2, preview=1)
    Rendition.objects.filter(asset=live).update(name="live")
    waiting = packed.asset(segments=2, preview=1)
    Rendition.objects.filter(asset=waiting).update(version=0)
    for one in (whole, live, waiting):
        offload_now(one.pk)
    assert kept(bucket) == {}
    assert list(offloading.to_offload(bucket)) == []


def test_tidying_asks_for_what_has_no_job(bucket: offsite.Store, video: Lesson) -> None:
    assert video.asset
    tidy()
    run_jobs(but="media.ladder")
    assert len(kept(bucket)) == 8
    offload_now(uuid4())


def test_settings_that_cannot_work_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENDPOINT", "ACCESS_KEY", "SECRET_KEY", "PREFIX", "STYLE", "REGION"):
        monkeypatch.delenv(f"MEDIA_S3_{name}", raising=False)
    monkeypatch.delenv("ZHIYU_CDN", raising=False)
    assert env.media_store() is None
    monkeypatch.setenv("MEDIA_S3_BUCKET", "films")
    monkeypatch.setenv("MEDIA_S3_ACCESS_KEY", "a")
    monkeypatch.setenv("MEDIA_S3_SECRET_KEY", "b")
    for wrong in ("", "http://cos.example.com", "https://cos.example.com/films", "cos.example.com"):
        monkeypatch.setenv("MEDIA_S3_ENDPOINT", wrong)
        with pytest.raises(SystemExit):
            env.media_store()
    monkeypatch.setenv("MEDIA_S3_ENDPOINT", "https://cos.ap-guangzhou.myqcloud.com/")
    monkeypatch.setenv("MEDIA_S3_PREFIX", "/school/")
    found = env.media_store()
    assert found
    assert (found["origin"], found["prefix"]) == ("https://films.cos.ap-guangzhou.myqcloud.com", "school/")
    store = offsite.Store(**found)
    assert urlsplit(store.address("x")).netloc == "films.cos.ap-guangzhou.myqcloud.com", "as the page allows it"
    monkeypatch.setenv("ZHIYU_CDN", "https://cdn.example")
    with pytest.raises(SystemExit):
        env.media_store()
