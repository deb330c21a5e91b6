from pathlib import Path

import pytest

from tools.check_translations import bare


@pytest.mark.parametrize(
    "sound",
    [
        "<p>{{ _('课程') }}</p>",
        "<p>{% trans %}课程{% endtrans %}</p>",
        "<p>{% trans n=3 %}共 {{ n }} 节{% endtrans %}</p>",
        "{# 注释 #}<p>{{ _('共 %(n)s 节', n=n) }}</p>",
        "{{ m.button(_('保存'), attrs={'title': _('保存')}) }}",
    ],
)
def test_translated_chinese_passes(tmp_path: Path, sound: str) -> None:
    (tmp_path / "jinja2").mkdir()
    (tmp_path / "jinja2" / "page.html").write_text(sound)

    assert list(bare(tmp_path)) == []


@pytest.mark.parametrize(
    "planted",
    ["<h1>\n课程</h1>", '\n<a title="课程"></a>', "\n{{ m.button('保存') }}", "\n{% set x = '保存' %}", "\n{{ n }}，"],
)
def test_bare_chinese_is_found_with_its_line(tmp_path: Path, planted: str) -> None:
    (tmp_path / "jinja2").mkdir()
    (tmp_path / "jinja2" / "page.html").write_text(planted)

    assert [line.split(" ")[0] for line in bare(tmp_path)] == [f"{tmp_path}/jinja2/page.html:2"]


def test_scripts_hold_no_chinese(tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "player.js").write_text('const x = 1;\nsay("暂停");\n')

    assert [line.split(" ")[0] for line in bare(tmp_path)] == [f"{tmp_path}/static/player.js:2"]
