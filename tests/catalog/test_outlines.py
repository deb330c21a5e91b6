import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zhiyu.catalog.outlines import LONGEST_TITLE, parse
from zhiyu.catalog.slugs import slug_of

FIVE = [("认识数据", ["为什么要看板", "整理原始数据"]), ("做出看板", ["选对图表", "搭一张看板", "讲给老板听"])]


@pytest.mark.parametrize(
    "text",
    [
        (
            "第一章 认识数据\n第1节 为什么要看板\n第2节 整理原始数据\n"
            "第二章 做出看板\n第3节 选对图表\n第4节 搭一张看板\n第5节 讲给老板听"
        ),
        (
            "第一章：认识数据\n1. 为什么要看板\n2. 整理原始数据\n"
            "第二章：做出看板\n1. 选对图表\n2. 搭一张看板\n3. 讲给老板听"
        ),
        "1. 认识数据\n1.1 为什么要看板\n1.2 整理原始数据\n2. 做出看板\n2.1 选对图表\n2.2 搭一张看板\n2.3 讲给老板听",
        "1、认识数据\n    为什么要看板\n    整理原始数据\n2、做出看板\n    选对图表\n    搭一张看板\n    讲给老板听",
        "认识数据\n  - 为什么要看板\n  - 整理原始数据\n做出看板\n  - 选对图表\n  - 搭一张看板\n  - 讲给老板听",
        "认识数据\n\t为什么要看板\n\t整理原始数据\n做出看板\n\t选对图表\n\t搭一张看板\n\t讲给老板听",
        "认识数据\n　　为什么要看板\n　　整理原始数据\n做出看板\n　　选对图表\n　　搭一张看板\n　　讲给老板听",
        "# 认识数据\n## 为什么要看板\n## 整理原始数据\n\n# 做出看板\n## 选对图表\n## 搭一张看板\n## 讲给老板听",
        "## 认识数据\n- 为什么要看板\n- 整理原始数据\n---\n## 做出看板\n- 选对图表\n- 搭一张看板\n- 讲给老板听",
        "一、认识数据\n（1）为什么要看板\n（2）整理原始数据\n二、做出看板\n（1）选对图表\n（2）搭一张看板\n（3）讲给老板听",
        (
            "Chapter 1: 认识数据\nLesson 1: 为什么要看板\nLesson 2: 整理原始数据\n"
            "Chapter 2: 做出看板\nLesson 3: 选对图表\nLesson 4: 搭一张看板\nLesson 5: 讲给老板听"
        ),
    ],
)
def test_the_usual_ways_to_write_an_outline_give_the_same_chapters(text: str) -> None:
    assert [(chapter.title, chapter.lessons) for chapter in parse(text)] == FIVE


def test_lines_that_are_all_alike_are_lessons_of_one_chapter() -> None:
    assert [(c.title, c.lessons) for c in parse("1. 开营\n2. 选题\n3. 动笔")] == [("", ["开营", "选题", "动笔"])]
    assert [(c.title, c.lessons) for c in parse("开营\n\n选题")] == [("", ["开营", "选题"])]
    assert parse(" \n\n---\n") == []


def test_lessons_before_the_first_chapter_are_not_lost() -> None:
    assert [(c.title, c.lessons) for c in parse("先导课\n第一章 开始\n第1讲 动笔")] == [
        ("", ["先导课"]),
        ("开始", ["动笔"]),
    ]


def test_a_number_that_is_the_whole_title_is_kept() -> None:
    assert [c.lessons for c in parse("2024年回顾\n3 个方法\n5G 时代")] == [["2024年回顾", "3 个方法", "5G 时代"]]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_titles_that_fit(text: str) -> None:
    titles = [title for chapter in parse(text) for title in [chapter.title, *chapter.lessons]]
    assert all(len(title) <= LONGEST_TITLE for title in titles)
    assert all(lesson.strip() for chapter in parse(text) for lesson in chapter.lessons)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("七天写作营", "qi-tian-xie-zuo-ying"),
        ("Excel 数据看板：21 天", "excel-shu-ju-kan-ban-21-tian"),
        ("ＡＢＣ课", "abc-ke"),
        ("C++/Go!", "c-go"),
    ],
)
def test_addresses_are_readable(title: str, slug: str) -> None:
    assert slug_of(title) == slug


def test_a_title_without_letters_still_gets_an_address() -> None:
    assert len(slug_of("🎉！")) == 8
    assert len(slug_of("很长的标题" * 20)) <= 40
