"""A picture found elsewhere, looked up among a learner's own; and by the school, which learns whose it is."""

import hashlib
import json
import zipfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from tests import make
from tests.jobs import run_jobs
from tests.media import films
from tests.together import together
from tests.works.made import jpeg, on_disk, photo, worked
from zhiyu.accounts.models import User
from zhiyu.kernel.clock import now
from zhiyu.media import files
from zhiyu.media.actions import store_file, tidy
from zhiyu.media.models import Asset
from zhiyu.tracing import actions as tracing
from zhiyu.tracing import installed
from zhiyu.tracing.models import Inquiry
from zhiyu.works import actions
from zhiyu.works.errors import PictureTooLong, PictureWanted, RoomFull, SearchedEnough
from zhiyu.works.models import Picture, Search, Work

pytestmark = pytest.mark.django_db
SEEDS = (1, 2, 3)


def browser(who: User | None = None) -> Client:
    client = Client()
    if who:
        make.login(client, who)
    return client


def seen(one: Work, number: int = 1) -> Image.Image:
    answer = browser().get(f"/works/{one.code}/{number}.webp")
    return Image.open(BytesIO(answer.content)).convert("RGB")


def halved(picture: Image.Image) -> bytes:
    return jpeg(picture.resize((picture.width // 2, picture.height // 2)), quality=60)


def cropped(picture: Image.Image) -> bytes:
    wide, tall = picture.size
    return jpeg(picture.crop((wide // 40, tall // 40, wide - wide // 40, tall - tall // 40)), quality=60)


def looked(owner: User, content: bytes, *, key: UUID | None = None) -> Search:
    ((path, name),) = on_disk(content)
    made = actions.search_for(key=key or uuid4(), owner_id=owner.pk, path=path, name=name)
    run_jobs()
    made.refresh_from_db()
    return made


def test_a_stolen_picture_is_found_and_its_evidence_can_be_checked() -> None:
    owner = make.user(name="林晓")
    one = worked(owner, seeds=SEEDS)
    run_jobs()
    assert not Picture.objects.filter(prints=b"").exists()
    client = browser(owner)
    stolen = SimpleUploadedFile("群里.jpg", halved(seen(one, 2)))
    answer = client.post("/me/works/searches", {"key": str(uuid4()), "picture": stolen, "place": "某某交流群"})
    assert answer.status_code == 302
    assert "正在和你的作品比" in client.get(answer.headers["Location"]).content.decode()
    run_jobs()
    said = client.get(answer.headers["Location"]).content.decode()
    assert "这是你的作品《雨后的窗台》" in said
    assert "也不到一百万分之一" in said
    search = Search.objects.get()
    picture = one.pictures.get(number=2)
    assert search.picture == picture
    (told,) = client.get("/api/v1/me/works/searches").json()["items"]
    assert (told["mine"], told["marked"], told["work"], told["number"]) == (True, True, one.code, 2)
    assert told["compared"] == len(SEEDS)
    assert told["expected"] == pytest.approx(told["p"] * len(SEEDS))
    assert told["expected"] < 1e-6
    checked(client, search, picture)
    for other in (browser(make.user()), browser(make.user(role="owner"))):
        assert other.get(f"/me/works/searches/{search.pk}").status_code == 404
        assert other.get(f"/me/works/searches/{search.pk}/evidence.zip").status_code == 404


def checked(client: Client, search: Search, picture: Picture) -> None:
    """As somebody would who was handed the pack."""
    pack = zipfile.ZipFile(BytesIO(client.get(f"/me/works/searches/{search.pk}/evidence.zip").content))
    files = {name: pack.read(name) for name in pack.namelist()}
    sums = json.loads(files["manifest.json"])["sha256"]
    assert all(hashlib.sha256(files[name]).hexdigest() == sum_ for name, sum_ in sums.items())
    assert files["seal.txt"].decode() == hashlib.sha256(files["manifest.json"]).hexdigest()
    facts = json.loads(files["facts.json"])
    assert facts["work"]["original"]["sha256"] == hashlib.sha256(files["original.jpg"]).hexdigest()
    assert facts["work"]["original"]["sha256"] == picture.asset.sha256
    assert (facts["found"]["sha256"], facts["found"]["place"]) == (search.sha256, "某某交流群")
    assert "这是你的作品" in files["index.html"].decode()


@pytest.mark.parametrize("change", [halved, cropped])
@pytest.mark.parametrize("signed", [True, False])
def test_the_mark_is_read_without_the_line_too(change: Any, signed: bool) -> None:  # noqa: FBT001
    owner = make.user()
    one = worked(owner, seeds=SEEDS, signed=signed)
    found = looked(owner, change(seen(one, 3)))
    assert found.verdict["owners"][0]["certain"]
    assert found.picture == one.pictures.get(number=3)


def test_foreign_pictures_and_those_of_others_are_nobodys_here() -> None:
    owner, other = make.user(), make.user()
    worked(owner, seeds=SEEDS)
    theirs = worked(other, seeds=(9,))
    for content in (halved(photo(77)), halved(seen(theirs))):
        found = looked(owner, content)
        assert (found.state, found.verdict["owners"], found.picture) == ("done", [], None)
        said = browser(owner).get(f"/me/works/searches/{found.pk}").content.decode()
        assert "没有找到你的记号" in said
        assert browser(owner).get(f"/me/works/searches/{found.pk}/evidence.zip").status_code == 404


def test_the_original_without_a_mark_is_told_apart_from_what_was_taken_from_here() -> None:
    owner = make.user()
    worked(owner, seeds=SEEDS)
    found = looked(owner, halved(photo(2)))
    assert not found.verdict["owners"][0]["certain"]
    assert found.picture is not None
    assert "没有读到你的记号" in browser(owner).get(f"/me/works/searches/{found.pk}").content.decode()


def test_a_search_sent_again_is_one_twenty_a_day_and_of_pictures_alone() -> None:
    owner, key = make.user(), uuid4()
    worked(owner)
    first, second = (looked(owner, jpeg(photo(7)), key=key) for _ in range(2))
    assert first.pk == second.pk
    with pytest.raises(PictureWanted):
        looked(owner, films.picture("gif").read_bytes())
    with pytest.raises(PictureTooLong):
        looked(owner, jpeg(photo(7).resize((20, 401))))
    for _more in range(actions.MOST_A_DAY - 1):
        asset = Asset.objects.create(kind="file", state="ready", name="x.jpg", mime="image/jpeg", size=1, sha256="0")
        Search.objects.create(owner=owner, key=uuid4(), asset=asset)
    with pytest.raises(SearchedEnough):
        looked(owner, jpeg(photo(8)))
    assert Asset.objects.count() == actions.MOST_A_DAY + 1, "what was refused is not kept"
    Search.objects.update(created_at=now() - timedelta(days=2))
    looked(owner, jpeg(photo(8)))


@pytest.mark.django_db(transaction=True)
def test_asked_four_times_at_once_it_is_one_search() -> None:
    owner, key = make.user(), uuid4()
    ((path, name),) = on_disk(jpeg(photo(7)))
    found = together(4, lambda _at: actions.search_for(key=key, owner_id=owner.pk, path=path, name=name).pk)
    assert len(set(found)) == 1
    assert (Search.objects.count(), Asset.objects.count()) == (1, 1)


def test_a_search_that_kills_its_reader_is_given_up() -> None:
    owner = make.user()
    worked(owner)
    ((path, name),) = on_disk(jpeg(photo(7)))
    made = actions.search_for(key=uuid4(), owner_id=owner.pk, path=path, name=name)
    Search.objects.update(state="reading", tries=3)
    actions.look_for(made.pk)
    made.refresh_from_db()
    assert made.state == "refused"
    assert "读不了" in browser(owner).get(f"/me/works/searches/{made.pk}").content.decode()


def test_a_search_whose_job_was_lost_is_taken_up_again() -> None:
    owner = make.user()
    one = worked(owner)
    ((path, name),) = on_disk(jpeg(seen(one)))
    for state in ("waiting", "reading"):
        made = actions.search_for(key=uuid4(), owner_id=owner.pk, path=path, name=name)
        Search.objects.filter(pk=made.pk).update(state=state)
        actions.look_after()
        made.refresh_from_db()
        assert made.state == state, "its job may still come"
        Search.objects.filter(pk=made.pk).update(created_at=now() - timedelta(hours=2))
        actions.look_after()
        made.refresh_from_db()
        assert (made.state, made.picture) == ("done", one.pictures.get())


def test_what_was_found_stays_when_the_work_is_taken_back() -> None:
    owner = make.user()
    one = worked(owner)
    found = looked(owner, halved(seen(one)))
    actions.remove_work(code=one.code, owner_id=owner.pk)
    said = browser(owner).get(f"/me/works/searches/{found.pk}").content.decode()
    assert "已经收回的作品" in said
    assert found.sha256 in said


def test_the_picture_of_a_search_goes_after_thirty_days_and_what_was_read_stays() -> None:
    owner = make.user()
    found = looked(owner, halved(seen(worked(owner))))
    client = browser(owner)
    assert found.asset
    for days, dropped in ((29, False), (31, True)):
        Search.objects.update(ended_at=now() - timedelta(days=days))
        Asset.objects.update(created_at=now() - timedelta(days=30))
        actions.look_after()
        tidy()
        Asset.objects.filter(loose_since__isnull=False).update(loose_since=now() - timedelta(days=8))
        tidy()
        assert files.asset_dir(found.asset.pk).exists() is not dropped
        said = client.get(f"/me/works/searches/{found.pk}").content.decode()
        assert ("图已经从服务器上删掉" in said) is dropped
        assert "这是你的作品" in said
        assert found.asset.sha256 in said
        (told,) = client.get("/api/v1/me/works/searches").json()["items"]
        assert (told["kept"], told["sha256"], told["name"]) == (not dropped, found.asset.sha256, found.asset.name)
        pack = zipfile.ZipFile(BytesIO(client.get(f"/me/works/searches/{found.pk}/evidence.zip").content))
        assert ("found.jpg" in pack.namelist()) is not dropped
        assert json.loads(pack.read("facts.json"))["found"]["sha256"] == found.asset.sha256


def test_searches_count_in_the_room_and_have_some_of_their_own() -> None:
    owner = make.user()
    worked(owner)
    Asset.objects.update(size=2 * 1024**3)
    found = looked(owner, jpeg(photo(7)))
    assert found.asset
    Asset.objects.filter(pk=found.asset.pk).update(size=200 * 1024**2)
    with pytest.raises(RoomFull):
        looked(owner, jpeg(photo(8)))
    assert Asset.objects.count() == 2


def test_the_school_learns_whose_work_a_picture_is_and_accuses_nobody(tmp_path: Path) -> None:
    owner, staff = make.user(name="林晓"), make.user(role="owner")
    one = worked(owner, seeds=SEEDS)
    run_jobs()
    (path := tmp_path / "found.jpg").write_bytes(halved(seen(one, 2)))
    copy = store_file(path=path, name="网上.jpg", owner_id=staff.pk, expect="kept")
    asked = tracing.hand_in(asset_id=copy.pk, actor_id=staff.pk)
    run_jobs()
    said = browser(staff).get(f"/studio/traces/{asked.pk}").content.decode()
    assert "这是学员 林晓" in said
    assert "雨后的窗台" in said
    told = browser(staff).get(f"/api/v1/studio/traces/{asked.pk}").json()
    assert (told["kind"], told["suspects"], told["lesson"]) == ("work", [], "雨后的窗台")
    assert tracing.accused(Inquiry.objects.get()) == []
    assert browser(staff).get(f"/studio/traces/{asked.pk}/evidence.zip").status_code == 404
    answer = tracing.read(path)
    assert (answer["kind"], answer["owners"][0]["certain"]) == ("work", True)
    assert tracing.read(path, course="another")["kind"] == "pictures"


def test_who_took_a_work_as_theirs_is_told_beside_its_owner(tmp_path: Path) -> None:
    owner = make.user(name="林晓")
    one = worked(owner)
    thief = make.user(name="别人")
    again = worked(thief, jpeg(seen(one)), title="我拍的")
    run_jobs()
    (path := tmp_path / "found.jpg").write_bytes(jpeg(seen(again), quality=80))
    owners = tracing.read(path)["owners"]
    assert {entry["marked"]["account"] for entry in owners if entry["certain"]} == {owner.pk, thief.pk}
    # The first one's own copy has nothing of the second.
    (path := tmp_path / "first.jpg").write_bytes(jpeg(seen(one), quality=80))
    owners = tracing.read(path)["owners"]
    assert {entry["marked"]["account"] for entry in owners if entry["certain"]} == {owner.pk}


def test_the_list_of_searches_asks_the_same_at_one_and_at_three() -> None:
    owner = make.user()
    one = worked(owner)
    client, counted = browser(owner), []
    for count in (1, 3):
        while Search.objects.count() < count:
            looked(owner, jpeg(seen(one), quality=90 - Search.objects.count()))
        client.get("/me/works/searches")
        with CaptureQueriesContext(connection) as taken:
            assert client.get("/me/works/searches").content.decode().count("这是你的作品") == count
        counted.append(len(taken))
    assert counted == [5, 5]


def test_where_nothing_can_be_read_who_looks_is_told_to_ask_the_school(monkeypatch: pytest.MonkeyPatch) -> None:
    owner = make.user(name="林晓")
    worked(owner)
    monkeypatch.setattr(installed, "NEEDED", ("a_package_that_nobody_has",))
    client = browser(owner)
    assert "请联系学堂" in client.get("/me/works/searches").content.decode()
    for address in ("/me/works/searches", "/api/v1/me/works/searches"):
        picture = SimpleUploadedFile("copy.jpg", jpeg(photo(SEEDS[1])), "image/jpeg")
        answer = client.post(address, {"key": str(uuid4()), "picture": picture})
        assert "请联系学堂" in answer.content.decode()
        assert "make tracing" not in answer.content.decode()
    assert answer.status_code == 503
    assert answer.json()["code"] == "search_closed"
    assert not Search.objects.exists()
