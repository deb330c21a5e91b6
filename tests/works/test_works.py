"""Works from the form to what others see of them, by page and by API."""

import os
import time
from datetime import timedelta
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from PIL import Image

from tests import make
from tests.jobs import run_jobs
from tests.media import films
from tests.pace import examples
from tests.together import together
from tests.works.made import jpeg, on_disk, photo, taken_outside, worked
from zhiyu.access.actions import grant
from zhiyu.access.models import Grant
from zhiyu.accounts.belongings import all_belongings
from zhiyu.accounts.models import User
from zhiyu.kernel.clock import SHANGHAI, now
from zhiyu.kernel.errors import NotFound
from zhiyu.media import files
from zhiyu.media.actions import tidy
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset
from zhiyu.messaging.models import Message
from zhiyu.platform.models import AuditEntry
from zhiyu.works import actions, queries
from zhiyu.works.errors import (
    CourseMissing,
    NoPictures,
    NotYourCourse,
    PictureTooLarge,
    PictureTooLong,
    PictureWanted,
    ReasonNeeded,
    TooManyPictures,
)
from zhiyu.works.models import Picture, Work


def browser(who: User | None = None) -> Client:
    client = Client()
    if who:
        make.login(client, who)
    return client


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def fellow(course: Any) -> User:
    made = make.user()
    grant(user_id=made.pk, product_id=course.product_id, source=f"order_line:{made.pk}")
    return made


def address_of(one: Work) -> str:
    return f"/works/{one.code}/1.webp"


@pytest.mark.django_db
def test_a_work_is_kept_shown_with_its_owners_line_and_given_back_to_the_byte() -> None:
    owner, sent = make.user(name="林晓"), taken_outside(3)
    client = browser(owner)
    form = {"key": str(uuid4()), "title": "雨后的窗台", "audience": "link", "signed": "on", "note": "", "made_on": ""}
    answer = client.post("/me/works/new", form | {"pictures": [SimpleUploadedFile("窗台.jpg", sent)]})
    one = Work.objects.get()
    assert answer.headers["Location"] == f"/me/works/{one.code}"
    assert one.line == f"© 林晓 {one.created_at.astimezone(SHANGHAI):%Y}"
    for address in ("/me/works", f"/me/works/{one.code}"):
        assert "雨后的窗台" in page(client, address)

    seen = page(browser(), f"/works/{one.code}")
    assert "林晓 的作品" in seen
    assert f"/complaints/new?place=/works/{one.code}" in seen
    answer = browser().get(address_of(one))
    shown = Image.open(BytesIO(answer.content))
    assert (answer.headers["X-Robots-Tag"], answer.headers["Cross-Origin-Resource-Policy"]) == (
        "noindex",
        "same-origin",
    )
    assert shown.size == (480, 640), "it is upright"
    assert (shown.format, dict(shown.getexif())) == ("WEBP", {})
    assert browser().get(address_of(one), headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304

    back = client.get(f"/me/works/{one.code}/pictures/1/original")
    assert b"".join(back.streaming_content) == sent  # type: ignore[attr-defined]
    asset = Asset.objects.get()
    assert browser().get(f"/media/assets/{asset.pk}/image").status_code == 404
    assert [entry.action for entry in AuditEntry.objects.filter(target=f"work:{one.pk}")] == ["works.kept"]


@pytest.mark.django_db
def test_the_line_is_its_owners_to_leave_out_and_each_drawing_is_made_once() -> None:
    owner = make.user(name="林晓")
    one = worked(owner)
    signed = browser().get(address_of(one)).content
    folder = files.asset_dir(Asset.objects.get().pk)
    (drawn,) = folder.glob("owned-*")
    before = drawn.stat().st_mtime_ns
    assert browser().get(address_of(one)).content == signed
    assert drawn.stat().st_mtime_ns == before
    actions.change_work(
        code=one.code, owner_id=owner.pk, said=actions.Said(title="窗台", audience="link", signed=False)
    )
    plain = browser().get(address_of(one)).content
    assert plain != signed
    assert len(list(folder.glob("owned-*"))) == 2


@pytest.mark.django_db
def test_all_viewers_see_the_same_and_another_owner_would_have_another_mark() -> None:
    first, second = (worked(make.user(), jpeg(photo(5)), signed=False) for _ in range(2))
    ours = {browser(make.user()).get(address_of(first)).content for _ in range(2)}
    ours.add(browser().get(address_of(first)).content)
    assert len(ours) == 1
    assert browser().get(address_of(second)).content not in ours


@pytest.mark.django_db
def test_a_work_outlives_the_right_to_its_course() -> None:
    course = make.course(title="水彩入门")
    owner, friend, stranger = fellow(course), fellow(course), make.user()
    one = worked(owner, audience="course", course_id=course.pk)
    Grant.objects.filter(user=owner).update(valid_until=now() - timedelta(days=1), valid_from=now() - timedelta(days=9))
    assert "雨后的窗台" in page(browser(owner), "/me/works")
    for client, status in ((browser(friend), 200), (browser(owner), 200), (browser(stranger), 404), (browser(), 404)):
        assert client.get(f"/works/{one.code}").status_code == status
        assert client.get(address_of(one)).status_code == status
    assert "雨后的窗台" in page(browser(friend), f"/courses/{course.product.code}/works")
    assert browser(stranger).get(f"/courses/{course.product.code}/works").status_code == 404
    changed = actions.Said(title="改名", audience="course", course_id=course.pk)
    assert actions.change_work(code=one.code, owner_id=owner.pk, said=changed).course_id == course.pk


@pytest.mark.django_db
def test_what_is_no_picture_or_too_much_is_refused_and_nothing_is_left(media: Path) -> None:
    owner = make.user()
    pictures = jpeg(photo(1)), jpeg(photo(2))
    tries: list[tuple[type[Exception], list[tuple[Path, str]]]] = [
        (NoPictures, []),
        (TooManyPictures, on_disk(*[pictures[0]] * 10)),
        (PictureWanted, [*on_disk(pictures[0]), (films.picture("gif"), "a.gif")]),
        (PictureWanted, on_disk(b"just words", ending="txt")),
        (MediaRefused, on_disk(pictures[0], pictures[1][:3000])),
        (PictureTooLong, on_disk(jpeg(photo(1).resize((20, 401))))),
        (PictureTooLong, on_disk(jpeg(photo(1).resize((401, 20))))),
        (PictureTooLarge, on_disk(pictures[0] + b"\0" * actions.MOST * 3_000_000)),
    ]
    for refusal, sent in tries:
        with pytest.raises(refusal):
            actions.keep_work(key=uuid4(), owner_id=owner.pk, pictures=sent, said=actions.Said(title="x"))
    assert not Asset.objects.exists()
    assert not [one for one in media.glob("*") if one.name != "staging"]
    for said, refusal in (
        (actions.Said(title="x", audience="course"), CourseMissing),
        (actions.Said(title="x", course_id=make.course().pk), NotYourCourse),
    ):
        with pytest.raises(refusal):
            actions.keep_work(key=uuid4(), owner_id=owner.pk, pictures=on_disk(*pictures), said=said)
    assert not Asset.objects.exists()
    answer = browser(owner).post("/me/works/new", {"key": str(uuid4()), "title": "x", "audience": "link"})
    assert answer.status_code == 422
    assert "请选至少一张图片" in answer.content.decode()


@pytest.mark.django_db
def test_pictures_are_added_up_to_nine_and_one_sent_twice_is_there_once() -> None:
    owner = make.user()
    one = worked(owner, seeds=(1, 2))
    for _twice in range(2):
        actions.add_pictures(
            code=one.code, owner_id=owner.pk, pictures=on_disk(jpeg(photo(2)), jpeg(photo(3)), jpeg(photo(3)))
        )
    assert [each.number for each in one.pictures.all()] == [1, 2, 3]
    assert Asset.objects.count() == 3
    with pytest.raises(TooManyPictures):
        actions.add_pictures(
            code=one.code, owner_id=owner.pk, pictures=on_disk(*(jpeg(photo(9 + n)) for n in range(7)))
        )
    assert Asset.objects.count() == 3
    client = browser(owner)
    assert client.post(f"/me/works/{one.code}/pictures").status_code == 422
    sent = {"pictures": [SimpleUploadedFile("a.jpg", jpeg(photo(4)))]}
    assert client.post(f"/me/works/{one.code}/pictures", sent).status_code == 302
    assert one.pictures.count() == 4


@pytest.mark.django_db
def test_who_shows_a_work_to_those_who_know_its_address_is_in_no_list() -> None:
    course = make.course()
    owner, friend = fellow(course), fellow(course)
    one = worked(owner, audience="link", course_id=course.pk)
    client, slug = browser(friend), course.product.code
    assert client.get(f"/works/{one.code}").status_code == 200
    assert "雨后的窗台" not in page(client, f"/courses/{slug}/works")
    assert client.get(f"/api/v1/courses/{slug}/works").json()["items"] == []


@pytest.mark.django_db
def test_a_work_sent_again_is_one_and_a_key_is_its_owners_alone() -> None:
    owner, key = make.user(), uuid4()
    said, pictures = actions.Said(title="x"), on_disk(jpeg(photo(1)))
    first, second = (actions.keep_work(key=key, owner_id=owner.pk, pictures=pictures, said=said) for _ in range(2))
    assert first.pk == second.pk
    with pytest.raises(NotFound):
        actions.keep_work(key=key, owner_id=make.user().pk, pictures=pictures, said=said)
    assert (Work.objects.count(), Asset.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_sent_four_times_at_once_it_is_one_work_with_its_pictures_once() -> None:
    owner, key, pictures = make.user(), uuid4(), on_disk(jpeg(photo(1)), jpeg(photo(2)))

    def send(_at: int) -> int:
        said = actions.Said(title="x")
        return actions.keep_work(key=key, owner_id=owner.pk, pictures=pictures, said=said).pk

    assert len(set(together(4, send))) == 1
    assert (Work.objects.count(), Picture.objects.count(), Asset.objects.count()) == (1, 2, 2)


@pytest.mark.django_db
def test_taken_back_it_is_gone_for_everybody_and_its_files_go_when_tidied() -> None:
    owner = make.user()
    one, other = worked(owner), worked(owner, seeds=(2,))
    browser().get(address_of(one))
    asset = one.pictures.get().asset
    assert browser(make.user()).post(f"/me/works/{one.code}/remove").status_code == 404
    assert browser(owner).post(f"/me/works/{one.code}/remove").headers["Location"] == "/me/works"
    assert [browser().get(a).status_code for a in (f"/works/{one.code}", address_of(one))] == [404, 404]
    with pytest.raises(NotFound):
        actions.remove_work(code=one.code, owner_id=owner.pk)

    Asset.objects.update(created_at=now() - timedelta(days=30))
    tidy()
    assert files.asset_dir(asset.pk).exists(), "not at once"
    Asset.objects.filter(loose_since__isnull=False).update(loose_since=now() - timedelta(days=8))
    tidy()
    assert not files.asset_dir(asset.pk).exists()
    assert files.original(other.pictures.get().asset).exists()


@pytest.mark.django_db
def test_what_a_killed_upload_left_is_tidied_away(media: Path) -> None:
    owner = make.user()
    one = worked(owner)
    # Killed when its picture was stored and its rows were not: an asset that nothing names.
    left = one.pictures.get().asset
    Work.objects.all().delete()
    # Killed within a drawing: a folder of staging.
    (half := media / "staging" / "half").mkdir(parents=True)
    (half / "owned-1600-0.webp").write_bytes(b"half")
    for path in (half, half.parent):
        os.utime(path, (time.time() - 2 * 86_400,) * 2)
    Asset.objects.update(created_at=now() - timedelta(days=30), loose_since=now() - timedelta(days=8))
    tidy()
    assert not half.exists()
    assert not files.asset_dir(left.pk).exists()


@pytest.mark.django_db
def test_the_school_hides_a_work_tells_why_and_gives_it_back() -> None:
    owner, staff = make.user(), make.user(role="operator")
    one = worked(owner)
    desk = browser(staff)
    assert "雨后的窗台" in page(desk, "/studio/works")
    assert desk.post(f"/studio/works/{one.pk}/hide", {"reason": ""}).status_code == 422
    with pytest.raises(ReasonNeeded):
        actions.hide_work(work_id=one.pk, actor_id=staff.pk, reason=" ")
    for _twice in range(2):
        assert desk.post(f"/studio/works/{one.pk}/hide", {"reason": "有人投诉"}).status_code == 302
    run_jobs()
    assert browser().get(f"/works/{one.code}").status_code == 404
    assert browser().get(address_of(one)).status_code == 404
    assert "原因：有人投诉" in page(browser(owner), f"/me/works/{one.code}")
    assert desk.get(address_of(one)).status_code == 200
    assert "雨后的窗台" in page(desk, "/studio/works?state=hidden")
    for _twice in range(2):
        assert desk.post(f"/studio/works/{one.pk}/show").status_code == 302
    run_jobs()
    assert browser().get(f"/works/{one.code}").status_code == 200
    assert list(Message.objects.order_by("pk").values_list("recipient", "template")) == [
        (owner.pk, "works.hidden"),
        (owner.pk, "works.shown"),
    ]
    assert "有人投诉" in page(browser(owner), "/me/messages")
    acts = AuditEntry.objects.filter(target=f"work:{one.pk}").order_by("pk").values_list("action", "actor_id")
    assert list(acts) == [("works.kept", owner.pk), ("works.hidden", staff.pk), ("works.shown", staff.pk)]


@pytest.mark.django_db
def test_a_hidden_work_that_its_owner_keeps_to_themselves_is_given_back_unseen() -> None:
    owner, staff = make.user(), make.user(role="owner")
    for by_page in (True, False):
        one = worked(owner, note="只给自己写的", audience="link")
        actions.hide_work(work_id=one.pk, actor_id=staff.pk, reason="核实")
        actions.change_work(code=one.code, owner_id=owner.pk, said=actions.Said(title="窗台", note="只给自己写的"))
        desk = browser(staff)
        listed = page(desk, "/studio/works?state=hidden")
        assert f"/studio/works/{one.pk}" in listed
        assert queries.counts() == {True: 1, False: 0}
        (told,) = desk.get("/api/v1/studio/works?state=hidden").json()["items"]
        assert (told["title"], told["note"], told["pictures"]) == ("窗台", "", [])
        shown = page(desk, f"/studio/works/{one.pk}")
        assert "只给自己写的" not in shown
        assert "1.webp" not in shown
        assert "图片和说明学堂看不到" in shown
        assert desk.get(address_of(one)).status_code == 404
        if by_page:
            assert desk.post(f"/studio/works/{one.pk}/show").headers["Location"] == "/studio/works"
        else:
            given = desk.post(f"/api/v1/studio/works/{one.pk}/show")
            assert (given.status_code, given.json()["hidden_at"], given.json()["pictures"]) == (200, None, [])
        assert queries.counts() == {True: 0, False: 0}
        assert desk.get(f"/studio/works/{one.pk}").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_hidden_by_four_at_once_it_is_told_once() -> None:
    one, staff = worked(make.user()), make.user(role="owner")
    together(4, lambda at: actions.hide_work(work_id=one.pk, actor_id=staff.pk, reason=f"第 {at} 个").pk)
    run_jobs()
    assert Message.objects.filter(template="works.hidden").count() == 1
    assert AuditEntry.objects.filter(action="works.hidden").count() == 1


@pytest.mark.django_db
def test_what_is_for_its_owner_alone_the_school_neither_sees_nor_hides() -> None:
    one, staff = worked(make.user(), audience="owner"), make.user(role="owner")
    for address in (f"/works/{one.code}", address_of(one), f"/studio/works/{one.pk}"):
        assert browser(staff).get(address).status_code == 404
    assert browser(staff).post(f"/studio/works/{one.pk}/hide", {"reason": "x"}).status_code == 404
    assert "雨后的窗台" not in page(browser(staff), "/studio/works")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "address", "asked"),
    [("owner", "/me/works", 6), ("fellow", "/courses/{slug}/works", 8), ("staff", "/studio/works", 7)],
)
def test_lists_ask_the_same_of_the_database_however_long_they_are(who: str, address: str, asked: int) -> None:
    course = make.course()
    people = {"owner": fellow(course), "fellow": fellow(course), "staff": make.user(role="owner")}
    client, address = browser(people[who]), address.format(slug=course.product.code)
    counted = []
    for count in (1, 3):
        while Work.objects.count() < count:
            number = Work.objects.count()
            worked(people["owner"], seeds=(2 * number, 2 * number + 1), course_id=course.pk, audience="course")
        client.get(address)
        with CaptureQueriesContext(connection) as taken:
            assert page(client, address).count("雨后的窗台") >= count
        counted.append(len(taken))
    assert counted == [asked] * 2


@pytest.mark.django_db
def test_the_api_is_the_pages_twin() -> None:
    course = make.course()
    owner = fellow(course)
    mine, desk = make.bearer(owner), make.bearer(make.user(role="owner"))
    client = Client()
    told = {"key": str(uuid4()), "title": "窗台", "audience": "course", "course_id": course.pk}
    sent = told | {"pictures": [SimpleUploadedFile("a.jpg", jpeg(photo(1)))]}
    made = client.post("/api/v1/me/works", sent, headers=mine)
    assert made.status_code == 201, made.content
    code, number = made.json()["code"], made.json()["id"]
    assert client.get(made.json()["pictures"][0]["url"], headers=mine).status_code == 200
    more = {"pictures": [SimpleUploadedFile("b.jpg", jpeg(photo(2)))]}
    assert len(client.post(f"/api/v1/me/works/{code}/pictures", more, headers=mine).json()["pictures"]) == 2
    changed = client.put(
        f"/api/v1/me/works/{code}", {"title": "改名", "audience": "link"}, content_type="application/json", headers=mine
    )
    assert (changed.json()["title"], changed.json()["course_id"]) == ("改名", None)
    assert client.get(f"/api/v1/works/{code}").json()["title"] == "改名"
    assert [one["code"] for one in client.get("/api/v1/me/works", headers=mine).json()["items"]] == [code]
    assert client.get(f"/api/v1/courses/{course.product.code}/works", headers=mine).json()["items"] == []
    reason = {"reason": "有人投诉"}
    hidden = client.post(f"/api/v1/studio/works/{number}/hide", reason, content_type="application/json", headers=desk)
    assert hidden.json()["hidden_because"] == "有人投诉"
    listed = client.get("/api/v1/studio/works?state=hidden", headers=desk).json()["items"]
    assert [one["id"] for one in listed] == [number]
    assert client.get(f"/api/v1/works/{code}").status_code == 404
    assert client.post(f"/api/v1/studio/works/{number}/show", headers=desk).json()["hidden_at"] is None
    assert client.delete(f"/api/v1/me/works/{code}", headers=mine).status_code == 204
    assert client.get(f"/api/v1/me/works/{code}", headers=mine).status_code == 404


@pytest.mark.django_db
def test_who_leaves_takes_their_works_along_and_had_them_in_their_export() -> None:
    owner, other = make.user(), make.user()
    one, theirs = worked(owner), worked(other, seeds=(2,))
    (works,) = (each for each in all_belongings() if each.key == "works")
    (said,) = works.export(owner.pk)["kept"]
    assert (said["code"], said["pictures"][0]["sha256"]) == (one.code, one.pictures.get().asset.sha256)
    assert works.lost(owner.pk)
    works.forget(owner.pk)
    assert browser().get(f"/works/{one.code}").status_code == 404
    assert not works.lost(owner.pk)
    assert browser().get(f"/works/{theirs.code}").status_code == 200


class Scene:
    """A work, who looks at it, and what they should see: said again in as few words as it takes."""

    def __init__(self) -> None:
        self.course = make.course()
        self.owner, self.friend, self.staff = fellow(self.course), make.user(), make.user(role="operator")
        self.work = worked(self.owner, audience="owner", course_id=self.course.pk)
        self.said = {"title": "x", "audience": "owner", "course_id": self.course.pk, "signed": True}
        self.hidden = self.learns = False
        people = {"owner": self.owner, "friend": self.friend, "stranger": make.user(), "staff": self.staff}
        self.viewers = {name: browser(one) for name, one in people.items()} | {"nobody": browser()}

    def take(self, step: str) -> None:
        private = self.said["audience"] == "owner"
        if step in {"owner", "course", "link"}:
            self.said["audience"] = step
        elif step in {"sign", "unsign"}:
            self.said["signed"] = step == "sign"
        elif step == "hide" and not private:
            self.hidden = True
            actions.hide_work(work_id=self.work.pk, actor_id=self.staff.pk, reason="核实")
        elif step == "show" and (self.hidden or not private):
            self.hidden = False
            actions.show_again(work_id=self.work.pk, actor_id=self.staff.pk)
        elif step in {"give", "lapse"}:
            self.give() if step == "give" else self.lapse()
        actions.change_work(code=self.work.code, owner_id=self.owner.pk, said=actions.Said(**self.said))  # type: ignore[arg-type]

    def give(self) -> None:
        self.learns = True
        grant(user_id=self.friend.pk, product_id=self.course.product_id, source=f"test:{uuid4()}")

    def lapse(self) -> None:
        self.learns = False
        Grant.objects.filter(user=self.friend).update(revoked_at=now())

    def sees(self) -> dict[str, bool]:
        audience = self.said["audience"]
        public, among = audience == "link" and not self.hidden, audience == "course" and not self.hidden
        found = {"owner": True, "stranger": public, "nobody": public, "staff": audience != "owner"}
        return found | {"friend": public or (among and self.learns)}


class WhoSees(TestCase):
    """Whatever state a work is in: others see what it is shown as, and its original nobody but its owner."""

    @settings(max_examples=examples(20), deadline=None)
    @given(
        steps=st.lists(
            st.sampled_from(["owner", "course", "link", "hide", "show", "lapse", "give", "sign", "unsign"]), max_size=6
        )
    )
    def test_at_every_step(self, steps: list[str]) -> None:
        scene = Scene()
        code = scene.work.code
        for step in ["owner", *steps]:
            scene.take(step)
            sees = scene.sees()
            for (name, client), address in product(scene.viewers.items(), [f"/works/{code}", f"/works/{code}/1.webp"]):
                assert (client.get(address).status_code == 200) is sees[name], (name, address, step)
            original = f"/me/works/{code}/pictures/1/original"
            got = {name: client.get(original).status_code for name, client in scene.viewers.items()}
            assert got == {"owner": 200, "friend": 404, "stranger": 404, "staff": 404, "nobody": 302}
