"""The way out: a course's folder makes the same course again, and the tables open in a spreadsheet."""

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pytest_django import Settings

from tests import make
from zhiyu.accounts.models import User
from zhiyu.campaigns.actions import plan_campaign
from zhiyu.catalog import actions
from zhiyu.catalog.durations import Duration, Unit
from zhiyu.catalog.importing import import_folder
from zhiyu.catalog.models import Course
from zhiyu.catalog.queries import attachments_of, whole_outline
from zhiyu.exporting import names, tables
from zhiyu.exporting.school import export
from zhiyu.kernel.clock import day_start
from zhiyu.ledger.actions import post
from zhiyu.ledger.models import Journal
from zhiyu.media import files
from zhiyu.media.actions import store_file
from zhiyu.media.models import Asset
from zhiyu.screening.actions import Rules, set_screen
from zhiyu.screening.answering import defaults

pytestmark = pytest.mark.django_db(transaction=True)
NASTY = "光/影: “一*二?”\\三 |<\u202e>| …"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def quiet(_text: str) -> None:
    pass


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Settings) -> Path:
    settings.MEDIA_DIR = tmp_path / "media"
    return tmp_path


@pytest.fixture
def owner() -> User:
    return make.user(role="owner", name="林知")


def stored(folder: Path, name: str, content: bytes) -> Asset:
    path = folder / "to store" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return store_file(path=path, name=name, owner_id=None)


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), colour).save(out, "PNG")
    return out.getvalue()


def full_course(owner: User, folder: Path) -> Course:
    """Everything that a course can have, with what a file name cannot."""
    cover, shown = stored(folder, "封面.png", picture("red")), stored(folder, "a b(1).png", picture("blue"))
    made = actions.create_course(title=NASTY, actor_id=owner.pk)
    actions.edit_course(
        course_id=made.pk,
        actor_id=owner.pk,
        code="light",
        subtitle='说 "光"\\',
        price_fen=9950,
        stock=30,
        term=Duration(6, Unit.MONTH),
        sold_alone=False,
        refund_days=14,
        tags=["摄影", "零基础"],
        categories=[actions.add_category(name="新分类", actor_id=owner.pk).pk],
        cover_design="rays",
        cover_hue=40,
        cover_image_id=cover.pk,
        intro=f"第一段\n\n![图](/media/assets/{shown.pk}/image)\n",
        teacher="林知",
        teacher_intro="拍了二十年。\n",
        problem="= 逆光\t怎么办",
        outcome="会看光",
        for_whom="有手机的人",
        not_for_whom="要买相机的人",
    )
    for title in ("2024年的光", "2024年的光", NASTY):
        actions.add_chapter(course_id=made.pk, title=title, actor_id=owner.pk)
    first, second, third = (chapter.id for chapter in whole_outline(made.pk).chapters)
    lesson = actions.add_lesson(
        chapter_id=first,
        title=NASTY,
        actor_id=owner.pk,
        body=f"# 一级标题\n\n看 ![图](/media/assets/{shown.pk}/image) 和 [站内](/courses/x)。\n",
        objective="看见光",
        stage="advanced",
        free=True,
        rule="manual",
    )
    for name, title in (("讲义.pdf", "第一份"), ("讲义.pdf", "第二份")):
        attached = stored(folder, name, PDF + title.encode())
        actions.attach_file(lesson_id=lesson.pk, asset_id=attached.pk, actor_id=owner.pk, title=title)
    actions.add_lesson(
        chapter_id=second,
        title="---",
        actor_id=owner.pk,
        body="---\na: b\n---\n正文\n",
        rule_percent=55,
        marks=[[0, "引子"], [3723, '他说"好"']],
    )
    actions.add_lesson(chapter_id=third, title="还没写", actor_id=owner.pk)
    made.refresh_from_db()
    return made


def told(course: Course) -> dict[str, Any]:
    """All that a course is, with files by their content instead of their ids."""
    hashes = {str(asset.pk): asset.sha256 for asset in Asset.objects.all()}

    def seen(text: str) -> str:
        for pk, sha256 in hashes.items():
            text = text.replace(pk, sha256)
        return text.replace("<!-- 还没有内容 -->", "").strip()

    product = course.product
    fields = ("title", "subtitle", "price_fen", "stock", "refund_days", "refund_percent", "term", "sold_alone")
    plain = ("cover_design", "cover_hue", "problem", "outcome", "for_whom", "not_for_whom", "teacher")
    return {
        **{name: getattr(product, name) for name in fields},
        **{name: getattr(course, name) for name in plain},
        "texts": [seen(course.intro), seen(course.teacher_intro)],
        "cover": course.cover_image.sha256 if course.cover_image else None,
        "tags": sorted(course.tags.values_list("name", flat=True)),
        "categories": sorted(course.categories.values_list("name", flat=True)),
        "chapters": [
            (
                chapter.title,
                [
                    (
                        *(lesson.title, lesson.kind, lesson.objective, lesson.stage, lesson.free, lesson.rule),
                        *(lesson.rule_percent, lesson.preview_seconds, lesson.marks, seen(lesson.body)),
                        lesson.asset.sha256 if lesson.asset else None,
                        [(one.title, one.asset.sha256) for one in attachments_of(lesson.pk)],
                    )
                    for lesson in chapter.lessons
                ],
            )
            for chapter in whole_outline(course.pk).chapters
        ],
    }


def test_a_course_that_went_out_comes_back_the_same(owner: User, media: Path) -> None:
    course = full_course(owner, media)
    before = told(course)

    done = export(media / "out", progress=quiet)
    product = course.product
    product.code = "before"
    product.save(update_fields=["code"])
    again = import_folder(media / "out" / "courses" / "light", owner_id=owner.pk, progress=quiet)

    assert again.product.code == "light"
    assert told(again) == before
    assert done.notes == []


def test_demo_course_with_a_film_comes_back_the_same(owner: User, media: Path) -> None:
    from zhiyu.demo.seed import COURSES  # noqa: PLC0415 -- only here

    course = import_folder(COURSES / "breakfast-week", owner_id=owner.pk, progress=quiet)
    before = told(course)
    export(media / "school.zip", progress=quiet)
    course.product.code = "before"
    course.product.save(update_fields=["code"])
    with zipfile.ZipFile(media / "school.zip") as archive:
        assert archive.testzip() is None
        archive.extractall(media)

    again = import_folder(media / "school" / "courses" / "breakfast-week", owner_id=owner.pk, progress=quiet)

    assert told(again) == before
    assert (media / "school.zip").stat().st_mode & 0o777 == 0o600


def test_a_lost_original_is_noted_and_the_rest_goes_out(owner: User, media: Path) -> None:
    full_course(owner, media)
    files.original(Asset.objects.get(name="封面.png")).unlink()

    done = export(media / "out", progress=quiet)

    assert len(done.notes) == 1
    assert "封面" in done.notes[0]
    assert done.notes[0] in (media / "out" / "README.md").read_text()
    assert "image" not in (media / "out/courses/light/course.toml").read_text().split("[cover]")[1].split("[")[0]


def test_files_that_no_course_uses_go_out_too(media: Path) -> None:
    stored(media, "剩下的.pdf", PDF)
    stored(media, "剩下的.pdf", PDF + b"2")

    export(media / "out", progress=quiet)

    assert sorted(path.name for path in (media / "out" / "files").iterdir()) == ["剩下的-2.pdf", "剩下的.pdf"]


def test_every_table_goes_out_as_csv_with_a_bom_and_as_json(media: Path) -> None:
    order = make.order()
    post(source="test:1", memo="试记", lines=[("receivable:wechat", 100), ("sales:light", -100)])

    done = export(media / "out", progress=quiet)

    for table in tables.tables():
        raw = (media / "out" / "data" / f"{table.name}.csv").read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")
        listed = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
        objects = json.loads((media / "out" / "data" / f"{table.name}.json").read_text())
        assert len(listed) == len(objects) == done.rows[table.name]
        assert all(set(a) == set(b) for a, b in zip(listed, objects, strict=True))
    assert done.rows["orders"] == 1
    orders = json.loads((media / "out/data/orders.json").read_text())
    assert (orders[0]["no"], orders[0]["total_fen"]) == (order.no, order.total_fen)
    ledger = json.loads((media / "out/data/ledger.json").read_text())
    assert sum(line["amount_fen"] for line in ledger) == 0
    assert len({line["journal_id"] for line in ledger}) == Journal.objects.count()


def test_campaigns_and_what_is_asked_go_out_whole(owner: User, media: Path) -> None:
    course = make.course()
    campaign = plan_campaign(
        template="618", day=day_start().date(), title="x", products=[course.product_id], actor_id=None
    )
    set_screen(product_id=course.product_id, on=True, asked=defaults(), rules=Rules(), actor_id=owner.pk)

    done = export(media / "out", progress=quiet)

    names = ("campaigns", "campaign_products", "campaign_phases", "campaign_offers", "screens", "screen_questions")
    assert [done.rows[name] for name in names] == [1, 1, 4, 6, 1, 3]
    (listed,) = json.loads((media / "out/data/campaign_products.json").read_text())
    assert (listed["campaign_id"], listed["product_code"]) == (campaign.pk, course.product.code)


@pytest.mark.parametrize("name", ["=1+1", "+86", "-2", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_run_as_a_formula(media: Path, name: str) -> None:
    User.objects.filter(pk=make.user().pk).update(name=name)

    export(media / "out", progress=quiet)

    with (media / "out/data/people.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["name"] == f"'{name}"
    (kept,) = json.loads((media / "out/data/people.json").read_text())
    assert kept["name"] == name


def test_an_export_that_breaks_off_leaves_nothing(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object) -> int:
        raise OSError("disk")

    monkeypatch.setattr(tables, "write", broken)
    for name in ("out", "out.zip"):
        with pytest.raises(OSError, match="disk"):
            export(media / name, progress=quiet)

    assert not [path for path in media.iterdir() if path.name.startswith("out")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [("a/b", "a b"), ("..", "x"), ("", "x"), (".hidden", "hidden"), ("a\u202eb", "a b"), ("长" * 80, "长" * 40)],
)
def test_file_names_are_safe_everywhere(title: str, expected: str) -> None:
    assert names.safe(title) == expected
