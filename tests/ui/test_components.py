import re
from pathlib import Path

from django import forms
from django.template import engines

import zhiyu
from zhiyu.ui.styleguide import sample

PACKAGE = Path(zhiyu.__file__).parent
ICON = re.compile(r"""(?:icon|drawing)\(\s*['"]([a-z0-9-]+)['"]|icon=['"]([a-z0-9-]+)['"]""")


def made(source: str, **context: object) -> str:
    return engines["jinja2"].from_string(source).render(context)


def test_every_icon_that_a_template_draws_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (PACKAGE / "ui/static/ui/icons.svg").read_text()))
    used = {
        (name[0] or name[1]): path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("jinja2/**/*.html")
        for name in ICON.findall(path.read_text())
    }
    assert {name: path for name, path in used.items() if name not in sprite} == {}


def test_foreign_scripts_name_no_source_map() -> None:
    vendored = sorted((PACKAGE / "ui/static/ui/vendor").glob("*.js"))
    assert [path.name for path in vendored] == ["hls.light.min.js", "htmx.min.js", "tus.min.js"]
    assert [path.name for path in vendored if "sourceMappingURL=" in path.read_text()] == []


def test_a_field_ties_label_hint_and_error_to_its_control() -> None:
    html = made("{% import 'ui/components/field.html' as f %}{{ f.field(form['title']) }}", form=sample("light"))

    assert '<label class="field-label" for="id_light-title">' in html
    assert 'aria-describedby="id_light-title_helptext id_light-title_error"' in html
    assert 'id="id_light-title_helptext"' in html
    assert 'id="id_light-title_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_field_keeps_what_was_typed_and_escapes_it() -> None:
    class Form(forms.Form):
        name = forms.CharField(max_length=3)

    html = made(
        "{% import 'ui/components/field.html' as f %}{{ f.field(form['name']) }}", form=Form({"name": '"><b>long'})
    )

    assert "&quot;&gt;&lt;b&gt;long" in html
    assert "<b>long" not in html


def test_buttons_take_attributes_and_escape_their_label() -> None:
    html = made(
        "{% import 'ui/components/button.html' as b %}"
        "{{ b.button('<买>', kind='soft', icon='play', name='go', value='1', attrs={'data-open': 'x'}) }}"
    )

    assert "&lt;买&gt;" in html
    assert 'class="btn btn-soft"' in html
    assert 'name="go" value="1"' in html
    assert 'data-open="x"' in html
    assert "icons.svg#play" in html


def test_a_free_course_says_free_and_a_lower_price_shows_the_old_one() -> None:
    source = "{% import 'ui/components/price.html' as p %}{{ p.price(fen, list_fen) }}"

    assert "免费" in made(source, fen=0, list_fen=None)
    assert re.search(r"<s .*¥399</s>", made(source, fen=19900, list_fen=39900))
    assert "<s " not in made(source, fen=19900, list_fen=19900)
