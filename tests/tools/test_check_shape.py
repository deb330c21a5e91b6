"""Every rule has a planted case that it must catch, and a clean neighbour that it must leave alone."""

from pathlib import Path

import pytest

from tools.check_shape import breaches

PLANTED = {
    "SIZE": ("shop/queries.py", "x = 1\n" * 401),
    "GRAB_BAG": ("shop/utils.py", "x = 1\n"),
    "NARRATION": ("shop/queries.py", "# loop over the orders\nx = 1\n"),
    "HTTP": ("shop/actions.py", "from django.http import HttpRequest\n"),
    "PRIVATE": ("src/zhiyu/shop/actions.py", "from zhiyu.catalog.views import course_page\n"),
    "EDGE_ORM": ("shop/views/learner.py", "found = Order.objects\n"),
    "SAVE": ("shop/actions.py", "order.save()\n"),
    "MOCK": ("tests/shop/test_pay.py", "client.pay.assert_called_once()\n"),
    "MONEY": ("shop/models.py", "price = models.FloatField()\n"),
    "LONELY": ("shop/models.py", "class BaseOrder:\n    pass\n"),
    "INLINE": ("shop/jinja2/shop/page.html", '<p style="color: red">\n'),
    "DEAD_LINK": ("shop/jinja2/shop/page.html", '<a href="#">\n'),
    "UNTRIMMED": ("shop/jinja2/shop/page.html", "{% trans %}\n"),
}
CLEAN = {
    "src/zhiyu/shop/urls.py": "from zhiyu.shop import views\n",
    "src/zhiyu/api/root.py": "from zhiyu.shop.api import router\n",
    "shop/actions.py": "order.save(update_fields=['status'])\n# Providers retry, so the same reference is a no-op.\n",
    "shop/views.py": "order = place_order(buyer_id=1)\n",
    "shop/jinja2/shop/page.html": '<a href="/courses">课程</a>\n',
}


def plant(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize("rule", PLANTED)
def test_a_planted_breach_is_named(rule: str, tmp_path: Path) -> None:
    plant(tmp_path, *PLANTED[rule])
    assert [line.split()[1] for line in breaches(str(tmp_path))] == [rule]


def test_the_same_eight_lines_in_two_templates_are_named(tmp_path: Path) -> None:
    block = "".join(f"<p>line {n}</p>\n" for n in range(8))
    for name in ("a", "b"):
        plant(tmp_path, f"shop/jinja2/shop/{name}.html", block)
    assert [line.split()[1] for line in breaches(str(tmp_path))] == ["DUPLICATE"]


def test_clean_code_is_left_alone(tmp_path: Path) -> None:
    for name, text in CLEAN.items():
        plant(tmp_path, name, text)
    assert breaches(str(tmp_path)) == []
