from hypothesis import given
from hypothesis import strategies as st

from zhiyu.media.books.finding import Found, Passage, Spot, located, passage_at, places_of

TEXTS = ["序。天地玄黄。", "宇宙洪荒，日月盈昃，辰宿列张。寒来暑往。", "秋收冬藏，日月盈昃。"]
letters = st.text(alphabet="天地玄黄宇宙洪荒，。日月", min_size=0, max_size=40)


def marked(words: str, chapter: int) -> Passage:
    start = TEXTS[chapter].index(words)
    return passage_at(TEXTS, Spot(chapter, start, start + len(words)))


def test_words_are_found_without_regard_to_case_and_blanks() -> None:
    assert places_of("ab c", ["xA bC", "abc"]) == [Found(0, 1, 5, "xA bC"), Found(1, 0, 3, "abc")]
    assert places_of("  ", TEXTS) == []
    assert len(places_of("a", ["a" * 500])) == 60


def test_a_passage_stays_where_it_is_among_others_like_it() -> None:
    assert located(marked("日月盈昃", 2), TEXTS) == Spot(2, 5, 9)


def test_a_passage_moves_with_its_chapter() -> None:
    assert located(marked("日月盈昃", 1), ["新序", *TEXTS]) == Spot(2, 5, 9)


def test_a_passage_that_was_changed_a_little_is_found_between_its_neighbours() -> None:
    texts = [TEXTS[0], TEXTS[1].replace("辰宿列张", "星辰列张"), "别的"]
    assert located(marked("辰宿列张", 1), texts) == Spot(1, 10, 14)


def test_a_passage_that_is_gone_has_no_place() -> None:
    assert located(marked("宇宙洪荒", 1), ["全都不一样了。", "一个字也没有留下来的文字。"]) is None


@given(front=letters, quote=letters.filter(bool), back=letters, put_before=letters, put_after=letters)
def test_what_is_put_around_a_passage_never_loses_it(
    front: str, quote: str, back: str, put_before: str, put_after: str
) -> None:
    text = f"{front}{quote}{back}"
    passage = passage_at([text], Spot(0, len(front), len(front) + len(quote)))
    spot = located(passage, [f"{put_before}{text}{put_after}"])
    assert spot is not None
    assert f"{put_before}{text}{put_after}"[spot.start : spot.end] == quote
