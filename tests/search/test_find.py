import pytest
from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django.fixtures import DjangoAssertNumQueries

from zhiyu.search import words
from zhiyu.search.actions import forget, index
from zhiyu.search.models import Document
from zhiyu.search.queries import find

pytestmark = pytest.mark.django_db


def add(ref: str, title: str, body: str = "") -> None:
    index(kind="course", ref=ref, title=title, texts=[(title, "A"), (body, "D")])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("写作", ["1"]),
        ("写", ["1"]),
        ("写作营", ["1"]),
        ("七天写作营", ["1"]),
        ("看板思维", ["2"]),
        ("数据 看板", ["2"]),
        ("excel", ["2"]),
        ("EXC", ["2"]),
        ("Excel数据", ["2"]),
        ("ｅｘｃｅｌ", ["2"]),
        ("c++", ["3"]),
        ("C", ["3"]),
        ("光圈", ["3"]),
        ("烹饪", []),
        ("写作 烹饪", ["1"]),
        ("", []),
        ("，。！", []),
        ("%", []),
    ],
)
def test_chinese_is_found_by_word_by_character_and_beside_latin(query: str, found: list[str]) -> None:
    add("1", "七天写作营", "每天二十分钟")
    add("2", "Excel数据看板思维", "用真实业务练习")
    add("3", "C++ 与摄影", "光圈、快门与感光度")

    assert find("course", query) == found


def test_pairs_across_a_word_border_are_found_and_characters_apart_only_when_nothing_is_nearer() -> None:
    add("apart", "学习时间管理")

    assert find("course", "习时") == ["apart"]
    assert find("course", "时管") == ["apart"]
    add("near", "计时管手册")
    assert find("course", "时管") == ["near"]


def test_characters_apart_in_a_long_body_find_nothing() -> None:
    add("1", "一周早餐", "拍一张你今天的盘子" + "，吃得慢一点" * 20 + "，照着做")

    assert find("course", "拍照") == []


def test_title_comes_before_body_however_often_the_body_says_it() -> None:
    add("body", "摄影入门", "写作" * 40)
    add("title", "写作入门", "每天一练")

    assert find("course", "写作") == ["title", "body"]
    assert find("course", "写作", limit=1) == ["title"]


def test_the_tail_of_a_long_text_is_found_too() -> None:
    add("1", "长文", "啊" * 30_000 + "雨后彩虹")

    assert find("course", "雨后彩虹") == ["1"]


def test_indexing_again_replaces_and_forgetting_removes() -> None:
    add("1", "写作")
    add("1", "摄影")

    assert find("course", "写作") == []
    assert find("course", "摄影") == ["1"]
    assert find("lesson", "摄影") == []
    assert Document.objects.count() == 1

    forget(kind="course", ref="1")

    assert find("course", "摄影") == []


@pytest.mark.parametrize(
    "query",
    ["'", "a' | 'b", "写作' & '", "\\", "(写作", "写:*", "!写作", "a <-> b", "\x00写作", "'||pg_sleep(9)||'"],
)
def test_no_query_breaks_the_search_or_reaches_the_database_as_syntax(query: str) -> None:
    add("1", "无关的标题")

    assert find("course", query) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_any_text_makes_a_vector_and_queries_that_postgres_accepts(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select %s::tsvector, %s::tsquery, %s::tsquery, %s::tsquery, %s::tsquery",
            [
                words.vector([(text, "A")]),
                words.must_match(text),
                words.may_match(text),
                words.might_match(text),
                words.may_rank(text),
            ],
        )


def test_a_search_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for n in range(3):
        add(str(n), "写作")

    with django_assert_num_queries(1):
        assert len(find("course", "写作")) == 3
