import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.media.epubs import CONTAINER, epub, png
from zhiyu.media.books import reading
from zhiyu.media.books.cleaning import words_of
from zhiyu.media.books.reading import Chapter
from zhiyu.media.errors import ArchiveRefused, BookRefused

TWO = [("第一章", "<h1>第一章</h1><p>春眠不觉晓。</p>"), ("第二章", "<h1>第二章</h1><p>处处闻啼鸟。</p>")]


def read(path: Path, into: Path) -> list[Chapter]:
    return reading.render(path, into=into, percent=lambda _percent: None)


@pytest.mark.parametrize("version", [2, 3])
def test_chapters_come_in_the_order_of_the_spine(version: int, tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", TWO, version=version)

    found = read(path, tmp_path / "out")

    assert [(one.title, one.words.split()) for one in found] == [
        ("第一章", ["第一章", "春眠不觉晓。"]),
        ("第二章", ["第二章", "处处闻啼鸟。"]),
    ]
    assert reading.count(path) == 2
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == ["0.zip", "1.zip"]


def test_files_without_a_line_in_the_contents_belong_to_the_chapter_before(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", [*TWO, ("", "<p>续。</p>")], contents=[("甲", "0.xhtml"), ("乙", "1.xhtml")])

    found = read(path, tmp_path / "out")

    assert [(one.title, one.words.split()[-1]) for one in found] == [("甲", "春眠不觉晓。"), ("乙", "续。")]


def test_one_file_is_parted_where_its_contents_say(tmp_path: Path) -> None:
    body = '<div><h2 id="a">甲</h2><p>一</p><h2 id="b">乙</h2><p>二</p><p><a href="#a">回到甲</a></p></div>'
    contents = [("甲", "0.xhtml#a"), ("乙", "0.xhtml#b"), ("没有的", "0.xhtml#c")]
    path = epub(tmp_path / "a.epub", [("", body)], contents=contents)

    found = read(path, tmp_path / "out")

    assert [(one.title, one.words) for one in found] == [("甲", "甲\n一\n"), ("乙", "乙\n二\n回到甲\n")]
    assert reading.count(path) == 2
    assert 'data-chapter="0" data-to="a"' in found[1].html


def test_nothing_of_a_book_can_act_on_the_page(tmp_path: Path) -> None:
    body = (
        '<h1 id="toasts" class="x" style="color:red" onclick="go()">题</h1><script>go()</script><style>p{}</style>'
        '<p>正文<a href="javascript:go()">一</a><a href="https://example.com/">二</a><a href="2.xhtml">三</a></p>'
        '<iframe src="x"></iframe><form><input name="id"/></form><svg><script>go()</script></svg>'
        '<img src="http://example.com/a.png" alt="外面的图"/><img src="../../secret.png"/><object data="x">物</object>'
    )
    (found,) = read(epub(tmp_path / "a.epub", [("题", body)]), tmp_path / "out")

    assert found.html == (
        '<h2 data-place="toasts">题</h2>\n<p>正文<a rel="nofollow noopener noreferrer">一</a>'
        '<a href="https://example.com/" rel="nofollow noopener noreferrer">二</a>'
        '<a rel="nofollow noopener noreferrer">三</a></p>\n[外面的图]'
    )


def test_pictures_are_made_small_and_kept_once(tmp_path: Path) -> None:
    body = (
        '<p>图<img src="pic/a.png" alt="红"/><img src="pic/a.png"/><img src="pic/broken.png" alt="坏的"/></p>'
        '<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="pic/b.png"/></svg>'
    )
    more = {"OEBPS/pic/a.png": png(), "OEBPS/pic/b.png": png((3000, 1500)), "OEBPS/pic/broken.png": b"no picture"}
    (found,) = read(epub(tmp_path / "a.epub", [("图", body)], more=more), tmp_path / "out")

    assert '<img alt="红" data-picture="0" height="20" width="40">' in found.html
    assert found.html.count('data-picture="0"') == 2
    assert 'data-picture="1" height="800" width="1600"' in found.html
    assert "[坏的]" in found.html
    with zipfile.ZipFile(tmp_path / "out" / "0.zip") as kept:
        assert kept.namelist() == ["0.webp", "1.webp"]


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ({"META-INF/encryption.xml": '<encryption><EncryptionMethod Algorithm="aes"/></encryption>'}, "locked"),
        ({"META-INF/encryption.xml": "<not closed"}, "damaged"),
        ({"META-INF/encryption.xml": '<!DOCTYPE a [<!ENTITY x "y">]><encryption>&x;</encryption>'}, "damaged"),
    ],
)
def test_a_book_that_may_not_be_opened_says_why(more: dict[str, str], cause: str, tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", TWO, more=more)

    with pytest.raises(BookRefused) as refusal:
        reading.count(path)

    assert refusal.value.extra == {"cause": cause}


def test_a_book_whose_fonts_alone_are_hidden_is_read(tmp_path: Path) -> None:
    hidden = '<encryption><EncryptionMethod Algorithm="http://www.idpf.org/2008/embedding"/></encryption>'
    assert reading.count(epub(tmp_path / "a.epub", TWO, more={"META-INF/encryption.xml": hidden})) == 2


def test_what_would_lead_out_of_the_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused):
        reading.count(epub(tmp_path / "a.epub", TWO, more={"../../etc/passwd": "x"}))


@pytest.mark.parametrize(
    ("package", "cause"),
    [
        ("", "damaged"),
        ("<package/>", "empty"),
        ('<!DOCTYPE p [<!ENTITY a "&b;"><!ENTITY b "c">]><package>&a;</package>', "damaged"),
    ],
)
def test_a_package_that_makes_no_sense_is_refused(package: str, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("OEBPS/content.opf", package)
    with pytest.raises(BookRefused) as refusal:
        reading.count(path)
    assert refusal.value.extra == {"cause": cause}


def test_a_text_nested_without_end_is_refused_or_read(tmp_path: Path) -> None:
    path = epub(tmp_path / "a.epub", [("深", "<div>" * 3000 + "底" + "</div>" * 3000)])
    try:
        (found,) = read(path, tmp_path / "out")
    except BookRefused:
        return
    assert found.words.endswith("底")


@settings(max_examples=60)
@given(body=st.text(alphabet="<>/&;\"'= ahimgpscriptonclkfe#xdiv01课", max_size=120))
def test_no_text_ever_keeps_what_acts(body: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    place = tmp_path_factory.mktemp("book")
    (found,) = read(epub(place / "a.epub", [("题", f"<p>字</p>{body}")]), place / "out")
    lowered = found.html.lower()
    assert "<script" not in lowered
    assert "javascript:" not in lowered
    tags = [tag.split(">")[0] for tag in lowered.split("<") if ">" in tag]
    assert not any(f" {name}=" in tag for tag in tags for name in ("onclick", "src", "id", "style"))
    assert words_of(found.html) == found.words


def test_the_words_are_what_a_browser_tells() -> None:
    assert words_of("<p>a &amp; b&lt;<br>c</p>\n<p>d</p>") == "a & b<c\nd"
    assert words_of("<pre>\n\nx</pre>") == "\nx"
