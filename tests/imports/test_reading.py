"""What other systems export, read and written as drafts: rows, texts and pictures."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.imports import made
from tests.imports.conftest import HandIn
from zhiyu.catalog.models import Course, Lesson, Product
from zhiyu.catalog.queries import whole_outline
from zhiyu.imports import actions
from zhiyu.imports.models import Brought, Run
from zhiyu.media.models import Asset

pytestmark = pytest.mark.django_db(transaction=True)
TERMS = (
    '<category domain="category" nicename="light"><![CDATA[用光]]></category>'
    '<category domain="post_tag" nicename="night"><![CDATA[夜景]]></category>'
)


def body(title: str) -> str:
    return Lesson.objects.get(title=title).body


def test_a_post_becomes_an_article_with_its_words_pictures_and_address(bring: HandIn, tmp_path: Path) -> None:
    content = (
        "<!-- wp:heading --><h2>三个步骤</h2><!-- /wp:heading -->"
        '<!-- wp:paragraph --><p>先看 <strong>光</strong>，再按 <a href="https://a.example/x">快门</a>。</p>'
        '<!-- /wp:paragraph --><figure><a href="https://old.example/wp-content/uploads/2024/05/lamp.png">'
        '<img src="https://old.example/wp-content/uploads/2024/05/lamp-300x200.png" alt="一盏灯"></a>'
        "<figcaption>夜里的灯</figcaption></figure><h3>最后</h3><ul><li>收工</li></ul>"
    )
    export = made.wxr(
        made.item(
            7, "怎样拍夜景", content, slug="night-shots", terms=TERMS, meta={"_thumbnail_id": "9"}, excerpt="十分钟"
        ),
        made.item(9, "灯", kind="attachment", address="https://old.example/wp-content/uploads/2024/05/lamp.png"),
    )
    path = made.packed(
        tmp_path / "site.zip", {"export.xml": export, "uploads/2024/05/lamp.png": made.picture(), "a/lamp.png": b"x"}
    )

    run = bring("site.zip", path)

    assert (run.state, run.done, run.came, run.notes) == ("done", 1, 1, [])
    course = Brought.objects.get().course
    product = course.product
    picture = Asset.objects.get(kind="image")
    assert (product.kind, product.status, product.code) == ("article", "draft", "night-shots")
    assert (product.title, product.subtitle, course.teacher) == ("怎样拍夜景", "十分钟", "林老师")
    assert course.cover_image_id == picture.pk
    assert [one.name for one in course.categories.all()] == ["用光"]
    assert [one.name for one in course.tags.all()] == ["夜景"]
    assert body("怎样拍夜景") == (
        "# 三个步骤\n\n先看 **光**，再按 [快门](https://a.example/x)。\n\n"
        f"![一盏灯](/media/assets/{picture.pk}/image)\n\n*夜里的灯*\n\n## 最后\n\n- 收工\n"
    )


def test_what_the_classic_editor_kept_gets_its_paragraphs_back(bring: HandIn) -> None:
    content = "第一段\n还是第一段\n\n第二段\n\n[embed]https://v.example/1[/embed]\n\n[contact-form id=3]"

    bring("a.xml", made.wxr(made.item(1, "老文章", content)))

    assert body("老文章") == ("第一段\n还是第一段\n\n第二段\n\n<https://v.example/1>\n\n[contact-form id=3]\n")
    assert Brought.objects.get().notes == ["《老文章》里有插件的短代码，请改写：[contact-form]"]


LEARNDASH = [
    made.item(10, "摄影课", "课程介绍", kind="sfwd-courses"),
    made.item(12, "第二课", "乙", kind="sfwd-lessons", order=2, meta={"course_id": "10"}),
    made.item(11, "第一课", "甲", kind="sfwd-lessons", order=1, meta={"course_id": "10"}),
    made.item(13, "第一课的小节", "丙", kind="sfwd-topic", meta={"course_id": "10", "lesson_id": "11"}),
]
TUTOR = [
    made.item(10, "摄影课", "课程介绍", kind="courses"),
    made.item(20, "上篇", kind="topics", parent=10, order=1),
    made.item(21, "下篇", kind="topics", parent=10, order=2),
    made.item(31, "第一课", "甲", kind="lesson", parent=20),
    made.item(32, "第二课", "乙", kind="lesson", parent=21),
]
LIFTER = [
    made.item(10, "摄影课", "课程介绍", kind="course"),
    made.item(21, "下篇", kind="section", meta={"_llms_parent_course": "10", "_llms_order": "2"}),
    made.item(20, "上篇", kind="section", meta={"_llms_parent_course": "10", "_llms_order": "1"}),
    made.item(31, "第一课", "甲", kind="lesson", meta={"_llms_parent_section": "20", "_llms_parent_course": "10"}),
    made.item(32, "第二课", "乙", kind="lesson", meta={"_llms_parent_section": "21", "_llms_parent_course": "10"}),
]


@pytest.mark.parametrize(
    ("items", "outline"),
    [
        (LEARNDASH, [("课程内容", ["第一课", "第一课的小节", "第二课"])]),
        (TUTOR, [("上篇", ["第一课"]), ("下篇", ["第二课"])]),
        (LIFTER, [("上篇", ["第一课"]), ("下篇", ["第二课"])]),
    ],
    ids=["LearnDash", "Tutor LMS", "LifterLMS"],
)
def test_a_course_of_a_plug_in_becomes_a_course(
    bring: HandIn, items: list[str], outline: list[tuple[str, list[str]]]
) -> None:
    run = bring("a.xml", made.wxr(*items))

    course = Course.objects.get()
    assert (run.came, course.product.title, course.intro) == (1, "摄影课", "课程介绍")
    assert [(one.title, [x.title for x in one.lessons]) for one in whole_outline(course.pk)] == outline
    assert body("第一课") == "甲\n"


def test_drafts_come_but_not_what_was_thrown_away_and_pages_are_named(bring: HandIn) -> None:
    run = bring(
        "a.xml",
        made.wxr(
            made.item(1, "草稿", "甲", status="draft"),
            made.item(2, "垃圾", "乙", status="trash"),
            made.item(3, "关于我们", "丙", kind="page"),
        ),
    )

    assert list(Product.objects.values_list("title", flat=True)) == ["草稿"]
    assert run.notes == ["1 个页面没有搬，它们多半不是内容：关于我们"]


def test_posts_of_ghost_become_articles_with_their_tags(bring: HandIn, tmp_path: Path) -> None:
    posts: list[dict[str, Any]] = [
        {
            "id": "p1",
            "uuid": "u-1",
            "title": "夜里的光",
            "slug": "light-at-night",
            "html": '<p>看<img src="__GHOST_URL__/content/images/2024/05/a.png"></p><script>alert(1)</script>',
            "feature_image": "__GHOST_URL__/content/images/2024/05/b.png",
            "custom_excerpt": "一句话",
            "type": "post",
        },
        {"id": "p2", "title": "空的", "html": None, "type": "post"},
        {"id": "p3", "title": "关于", "html": "<p>x</p>", "type": "page"},
    ]
    export = made.ghost(
        posts,
        tags=[{"id": "t1", "name": "用光"}, {"id": "t2", "name": "#内部"}],
        posts_tags=[{"post_id": "p1", "tag_id": "t1", "sort_order": 0}, {"post_id": "p1", "tag_id": "t2"}],
    )
    images = {f"content/images/2024/05/{name}.png": made.picture(colour) for name, colour in (("a", 1), ("b", 99))}

    run = bring("g.zip", made.packed(tmp_path / "g.zip", {"ghost.json": export, **images}))

    product = Product.objects.get()
    assert (product.title, product.code, product.subtitle) == ("夜里的光", "light-at-night", "一句话")
    assert product.course.cover_image is not None
    assert product.course.cover_image.name.endswith("b.png")
    inside = Asset.objects.get(name="a.png")
    assert body("夜里的光") == f"看![夜里的光](/media/assets/{inside.pk}/image)\n"
    assert [one.name for one in product.course.tags.all()] == ["用光"]
    assert len(run.notes) == 2


def test_what_not_everybody_could_read_does_not_come_as_free(bring: HandIn) -> None:
    secret = made.item(4, "有密码", "戊").replace("<wp:post_id>", "<wp:post_password>x</wp:post_password><wp:post_id>")
    items = [
        made.item(1, "公开", "甲"),
        made.item(2, "私密", "乙", status="private"),
        made.item(3, "落单的课", "丙", kind="lesson", parent=99),
        secret,
    ]
    bring("a.xml", made.wxr(*items))
    posts = [
        {"id": one, "title": one, "html": f"<p>{one}</p>", "type": "post", "visibility": one}
        for one in ("public", "members", "paid")
    ]
    bring("g.json", made.ghost(posts))

    free = set(Lesson.objects.filter(free=True).values_list("title", flat=True))
    assert free == {"公开", "public"}
    told = {one.course.product.title for one in Brought.objects.all() if one.notes}
    assert told == {"私密", "落单的课", "有密码", "members", "paid"}


def test_what_is_too_long_says_so_in_a_course_too(bring: HandIn) -> None:
    bring(
        "a.xml",
        made.wxr(*LEARNDASH[:2], made.item(11, "长课", "光" * 200_001, kind="sfwd-lessons", meta={"course_id": "10"})),
    )

    assert len(body("长课")) == 200_000
    assert Brought.objects.get().notes == ["《长课》太长，只搬了前 20 万字。"]


def test_a_zip_of_a_course_folder_becomes_that_course(bring: HandIn, tmp_path: Path) -> None:
    path = made.packed(tmp_path / "c.zip", {"摄影入门/1 光/1 看见光.md": "# 看见光\n\n正文", "__MACOSX/x": "y"})

    run = bring("c.zip", path)

    assert (run.state, run.came) == ("done", 1)
    assert Course.objects.get().product.title == "摄影入门"
    assert Lesson.objects.get().body == "正文\n"


def test_a_course_folder_with_faults_names_them_all(bring: HandIn, tmp_path: Path) -> None:
    path = made.packed(tmp_path / "c.zip", {"课/1.md": "", "课/2.xyz": "?"})

    run = bring("c.zip", path)

    assert run.state == "refused"
    assert "1.md" in run.error
    assert "2.xyz" in run.error
    assert not Course.objects.exists()


def test_what_came_once_does_not_come_again(bring: HandIn) -> None:
    posts = [made.item(n, f"文章 {n}", "甲") for n in range(3)]
    bring("a.xml", made.wxr(*posts[:2]))
    Product.objects.filter(title="文章 1").update(title="改过的")

    again = bring("b.xml", made.wxr(*posts))

    assert (again.done, again.known, again.came) == (3, 2, 1)
    assert set(Product.objects.values_list("title", flat=True)) == {"文章 0", "改过的", "文章 2"}


def test_the_same_file_handed_in_twice_is_one_run(bring: HandIn) -> None:
    run = bring("a.xml", made.wxr(made.item(1, "一", "甲")))
    assert run.asset_id
    assert run.by_id

    twice = actions.hand_in(asset_id=run.asset_id, actor_id=run.by_id)

    assert twice.pk == run.pk
    assert Run.objects.count() == 1


def test_an_import_killed_between_two_texts_goes_on_where_it_was(bring: HandIn) -> None:
    run = bring("a.xml", made.wxr(*[made.item(n, f"文章 {n}", "甲") for n in range(3)]))
    Brought.objects.order_by("pk").last().delete()  # type: ignore[union-attr]
    Product.objects.filter(title="文章 2").update(title="没有算进去")
    Run.objects.filter(pk=run.pk).update(state="running", done=2)  # as a killed worker leaves it

    actions.bring_in(run.pk)

    run.refresh_from_db()
    assert (run.state, run.done, run.known) == ("done", 3, 2)
    assert Product.objects.filter(title="文章 2").count() == 1


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xml", "<html></html>", "认不出这是什么"),
        ("a.json", json.dumps({"posts": 1}), "认不出这是什么"),
        ("a.xml", made.HEAD + "<item><title>断了", "断了，可能没有下载完整"),
        ("a.json", '{"db": [{"data": {"posts": [', "不是完整的 JSON"),
        (
            "a.xml",
            made.HEAD.replace("<rss", '<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><rss', 1)
            + "</channel></rss>",
            "不安全",
        ),
    ],
    ids=["other XML", "other JSON", "cut XML", "cut JSON", "XXE"],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_reason(bring: HandIn, name: str, content: str, said: str) -> None:
    run = bring(name, content)

    assert run.state == "refused"
    assert said in run.error
    assert not Product.objects.exists()
