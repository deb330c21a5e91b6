import shutil
from pathlib import Path

import pytest
from django.conf import settings

from tests import make
from tests.media import films
from zhiyu.accounts.models import User
from zhiyu.catalog.errors import ImportRefused
from zhiyu.catalog.importing import import_folder, journal
from zhiyu.catalog.models import Category, Course, Lesson
from zhiyu.catalog.queries import attachments_of, whole_outline
from zhiyu.media.actions import store_file
from zhiyu.media.models import Asset
from zhiyu.platform.models import AuditEntry

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TOML = """
slug = "light"
title = "手机拍光"
price = "99.50"
teacher = "林知"
categories = ["兴趣爱好", "摄影"]
tags = ["摄影", "零基础"]
refund_days = 14

[cover]
design = "rays"
hue = 40

[lessons."01-看见光/01-开课"]
free = true
objective = "会看光"
stage = "advanced"

[lessons."01-看见光/02-窗边"]
preview_seconds = 2
marks = "00:00 引子\\n00:04 侧光"
subtitles = {zh-Hans = "attachments/窗边.srt"}
"""


@pytest.fixture
def owner() -> User:
    return make.user(role="owner")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "我的课"
    one, two = root / "01-看见光", root / "02-拍好人"
    one.mkdir(parents=True)
    two.mkdir()
    (root / "course.toml").write_text(TOML)
    (root / ".DS_Store").write_bytes(b"x")
    (one / "01-开课.md").write_text("# 先擦镜头\n\n看图：![镜头](图/镜 头.png)\n\n做 [习题](../习题.pdf)。\n")
    (one / "图").mkdir()
    shutil.copy(films.picture(), one / "图" / "镜 头.png")
    (root / "习题.pdf").write_bytes(PDF)
    shutil.copy(films.film(), one / "02-窗边.mp4")
    (one / "02-窗边.md").write_text("窗边的讲义")
    (one / "02-窗边.pdf").write_bytes(PDF + b"\n%%EOF")
    shutil.copy(films.sound(), two / "10-听.mp3")
    (root / "attachments").mkdir()
    (root / "attachments" / "窗边.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\n光\n", "gbk")
    (two / "9-先读.md").write_text("正文")
    # A space in a Markdown address must be written as %20 or in angle brackets.
    text = (one / "01-开课.md").read_text().replace("图/镜 头.png", "<图/镜 头.png>")
    (one / "01-开课.md").write_text(text)
    (root / "习题.pdf").rename(root / "README.pdf")
    text = text.replace("../习题.pdf", "../README.pdf")
    (one / "01-开课.md").write_text(text)
    return root


def run(folder: Path, owner: User) -> tuple[Course, list[str]]:
    said: list[str] = []
    return import_folder(folder, owner_id=owner.pk, progress=said.append), said


def nothing_stays() -> bool:
    left = [path for path in Path(settings.MEDIA_DIR).glob("*-*-*-*-*") if path.is_dir()]
    notes = list(journal.notes_dir().glob("*"))
    return not (left or notes or Asset.objects.exists() or Course.objects.exists() or Lesson.objects.exists())


@pytest.fixture(autouse=True)
def media_dir(tmp_path: Path, settings: object) -> None:
    settings.MEDIA_DIR = tmp_path / "media"  # type: ignore[attr-defined]


def test_a_folder_becomes_a_draft_with_its_order_pictures_and_files(folder: Path, owner: User) -> None:
    course, said = run(folder, owner)

    product = course.product
    assert (product.code, product.title, product.status) == ("light", "手机拍光", "draft")
    assert (product.price_fen, product.refund_days, product.refund_percent) == (9_950, 14, 30)
    assert (course.cover_design, course.cover_hue, course.teacher) == ("rays", 40, "林知")
    assert sorted(course.tags.values_list("name", flat=True)) == ["摄影", "零基础"]
    assert sorted(course.categories.values_list("name", flat=True)) == ["兴趣爱好", "摄影"]
    assert Category.objects.count() == 6
    outline = whole_outline(course.pk)
    assert [(c.title, [(x.title, x.kind) for x in c.lessons]) for c in outline.chapters] == [
        ("看见光", [("先擦镜头", "article"), ("窗边", "video")]),
        ("拍好人", [("先读", "article"), ("听", "audio")]),
    ]
    first, film, _read, sound = outline.lessons
    picture = Asset.objects.get(kind="image")
    assert first.body == f"看图：![镜头](/media/assets/{picture.pk}/image)\n\n做 习题（见附件）。\n"
    assert (first.free, first.objective, first.stage) == (True, "会看光", "advanced")
    assert [one.title for one in attachments_of(first.pk)] == ["README.pdf"]
    assert [one.title for one in attachments_of(film.pk)] == ["02-窗边.pdf"]
    assert film.body == "窗边的讲义\n"
    assert film.asset is not None
    assert (film.asset.preview_seconds, film.asset.state) == (2, "stored")
    assert film.marks == [[0, "引子"], [4, "侧光"]]
    assert film.asset.subtitles.get().cues == [[1_000, 2_000, "光"]]
    assert sound.asset is not None
    assert AuditEntry.objects.filter(action="catalog.course_imported", actor_id=owner.pk).count() == 1
    assert said[0] == "读取 我的课"
    assert said[-1] == "完成：2 章 4 节"
    assert not list(journal.notes_dir().glob("*"))


def test_pictures_and_files_named_elsewhere_in_the_text_come_along(folder: Path, owner: User) -> None:
    one = folder / "01-看见光"
    (one / "01-开课.md").write_text(
        "# 擦 [镜头]\n\n![镜头][a] ![a][] ![A]\n\n![](<图/镜 头.png>) 看[习题][文件]、[站外][web]、[没有这个]。\n\n"
        "[a]: <图/镜 头.png> '题'\n[文件]: ../README.pdf\n[web]: https://elsewhere.example/\n"
    )

    course, _said = run(folder, owner)

    first = whole_outline(course.pk).lessons[0]
    shown = f"/media/assets/{Asset.objects.get(kind='image').pk}/image"
    assert first.body == (
        f'![镜头]({shown} "题") ![a]({shown} "题") ![A]({shown} "题")\n\n'
        f"![擦 \\[镜头\\]]({shown}) 看习题（见附件）、[站外][web]、[没有这个]。\n\n"
        "[web]: https://elsewhere.example/\n"
    )
    assert [one.title for one in attachments_of(first.pk)] == ["README.pdf"]


def test_media_are_packaged_at_once_when_asked(folder: Path, owner: User) -> None:
    course = import_folder(folder, owner_id=owner.pk, progress=lambda _said: None, package=True)

    states = {x.asset.state for x in whole_outline(course.pk).lessons if x.asset}
    assert states == {"ready"}


def test_a_folder_without_settings_or_chapters_is_enough(tmp_path: Path, owner: User) -> None:
    root = tmp_path / "03 七天早餐"
    root.mkdir()
    (root / "2.md").write_text("第二天")
    (root / "1 盘子.txt").write_text("不是课")
    (root / "cover.png").write_bytes(films.picture().read_bytes())

    course, _said = run(root, owner)

    assert (course.product.title, course.product.code) == ("七天早餐", "qi-tian-zao-can")
    assert [(c.title, [x.title for x in c.lessons]) for c in whole_outline(course.pk).chapters] == [
        ("课程内容", ["盘子", "2"])
    ]
    assert course.cover_image is not None


def test_the_same_folder_twice_makes_no_second_course(folder: Path, owner: User) -> None:
    course, _said = run(folder, owner)
    assets = Asset.objects.count()

    with pytest.raises(ImportRefused, match="这门课已经有了，地址是 light"):
        run(folder, owner)
    assert (Course.objects.count(), Asset.objects.count()) == (1, assets)

    (folder / "course.toml").write_text(TOML.replace('"light"', '"light-2"'))
    again, _said = run(folder, owner)
    assert (again.product.code, course.product.code) == ("light-2", "light")


def test_every_bad_file_is_named_and_nothing_is_imported(folder: Path, owner: User) -> None:
    (folder / "02-拍好人" / "10-听.mp3").write_bytes(films.sound().read_bytes()[:100])
    (folder / "01-看见光" / "02-窗边.mp4").write_bytes(b"")
    (folder / "02-拍好人" / "setup.exe").write_bytes(b"MZ")
    (folder / "02-拍好人" / "9-先读.md").write_text(
        "![](没有.png) ![](https://elsewhere.example/a.png) ![](../../x.png)"
    )
    (folder / "course.toml").write_text(TOML + 'lenght = 3\n[lessons."09-没有"]\nfree = "是"\n')

    with pytest.raises(ImportRefused) as refused:
        run(folder, owner)

    problems = [(one["path"], one["text"]) for one in refused.value.extra["problems"]]
    told = str(refused.value)
    assert [path for path, _text in problems] == [
        *["course.toml"] * 3,
        "02-拍好人/setup.exe",
        *["02-拍好人/9-先读.md"] * 3,
        "01-看见光/02-窗边.mp4",
        "02-拍好人/10-听.mp3",
    ]
    for part in ("lenght", "09-没有", "true 或 false", "没有.png", "elsewhere.example", "空文件", "10-听.mp3"):
        assert part in told
    assert nothing_stays()


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("title = ", "读不懂"),
        ("price = -1", "price 应该是金额"),
        ("price = true", "price 应该是金额"),
        ("tags = '摄影'", "tags 应该是文字的列表"),
        ("slug = '中文'", "slug 只能用小写字母"),
        ("stock = 0", "stock 应该是 1 到"),
        ("cover = 'x'", "cover 应该是一节"),
        ("[cover]\ndesign = 'nope'", "cover.design 应该是其中之一"),
        ("[cover]\nimage = '../secret.png'", "找不到封面图片"),
        ("[chapters.'99']\ntitle = 'x'", 'chapters."99" 没有对应的文件夹'),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, owner: User, toml: str, told: str) -> None:
    (tmp_path / "secret.png").write_bytes(films.picture().read_bytes())
    root = tmp_path / "课"
    root.mkdir()
    (root / "a.md").write_text("正文")
    (root / "course.toml").write_text(toml)

    with pytest.raises(ImportRefused, match=told):
        run(root, owner)
    assert nothing_stays()


def test_a_float_price_of_toml_is_read_exactly(tmp_path: Path, owner: User) -> None:
    (tmp_path / "课").mkdir()
    (tmp_path / "课" / "a.md").write_text("正文")
    (tmp_path / "课" / "course.toml").write_text("price = 19.9")

    assert run(tmp_path / "课", owner)[0].product.price_fen == 1_990


def test_an_empty_folder_and_a_link_to_outside_are_refused(tmp_path: Path, owner: User) -> None:
    root = tmp_path / "课"
    root.mkdir()
    with pytest.raises(ImportRefused, match="里面没有课时"):
        run(root, owner)

    (tmp_path / "outside.md").write_text("机密")
    (root / "in.md").symlink_to(tmp_path / "outside.md")
    with pytest.raises(ImportRefused, match="指向课程文件夹外面"):
        run(root, owner)
    assert nothing_stays()


def test_what_was_stored_goes_when_writing_fails(folder: Path, owner: User) -> None:
    seen: list[str] = []

    def fail_late(said: str) -> None:
        seen.append(said)
        if said.startswith("存入 3/"):
            raise OSError("disk")

    with pytest.raises(OSError, match="disk"):
        import_folder(folder, owner_id=owner.pk, progress=fail_late)

    assert any(said.startswith("存入 2/") for said in seen)
    assert nothing_stays()


def test_the_next_run_clears_away_after_one_that_was_killed(folder: Path, owner: User) -> None:
    lost = store_file(path=films.picture(), name="a.png", owner_id=owner.pk)
    kept = store_file(path=films.picture(), name="b.png", owner_id=owner.pk)
    Asset.objects.filter(pk=lost.pk).delete()
    journal.notes_dir().mkdir(parents=True)
    (journal.notes_dir() / "killed.txt").write_text(f"{lost.pk}\n{kept.pk}\n")

    run(folder, owner)

    folders = {path.name for path in Path(settings.MEDIA_DIR).iterdir()}
    assert str(lost.pk) not in folders
    assert str(kept.pk) in folders
    assert not list(journal.notes_dir().glob("*"))
