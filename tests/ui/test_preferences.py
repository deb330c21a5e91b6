import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_choices_are_kept_and_dress_the_page_on_the_server() -> None:
    client = Client()
    for name, value in (("theme", "dark"), ("text", "xl"), ("language", "en")):
        answer = client.post("/ui/preferences", {name: value, "next": "/styleguide/"})
        assert (answer.status_code, answer.headers["Location"]) == (302, "/styleguide/")

    page = client.get("/styleguide/").content.decode()

    assert 'data-theme="dark"' in page
    assert 'data-text="xl"' in page
    assert '<html lang="en"' in page


def test_a_page_is_chinese_whatever_the_browser_prefers() -> None:
    page = Client().get("/styleguide/", headers={"Accept-Language": "en-GB"})

    assert '<html lang="zh-Hans"' in page.content.decode()
    assert page.headers["Content-Language"] == "zh-hans"


def test_script_gets_an_empty_answer() -> None:
    answer = Client().post("/ui/preferences", {"text": "large"}, headers={"X-Requested-With": "fetch"})

    assert answer.status_code == 204
    assert answer.cookies["zhiyu_text"].value == "large"


@pytest.mark.parametrize("wrong", [{"theme": "pink"}, {"language": "de"}, {}])
def test_unknown_choices_are_refused(wrong: dict[str, str]) -> None:
    assert Client().post("/ui/preferences", wrong).status_code == 400


def test_the_way_back_never_leaves_the_school() -> None:
    answer = Client().post("/ui/preferences", {"text": "xl", "next": "https://evil.example/"})

    assert answer.headers["Location"] == "/"


def test_other_sites_cannot_dress_our_pages() -> None:
    answer = Client().post("/ui/preferences", {"text": "xl"}, headers={"Sec-Fetch-Site": "cross-site"})

    assert (answer.status_code, answer.cookies) == (400, {})


def test_a_forged_cookie_falls_back_to_the_default() -> None:
    client = Client()
    client.cookies["zhiyu_theme"] = '"><script>'

    assert 'data-theme="auto"' in client.get("/styleguide/").content.decode()
