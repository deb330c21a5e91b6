"""What answers say about cookies and hosts; of frames, scripts and caches test_permissions asks each of its answers."""

from django.conf import settings
from django.test import override_settings

from tests.security.routes import filled
from tests.security.world import World, nothing_kept


def test_cookies_say_how_they_may_travel(world: World) -> None:
    with nothing_kept(world), override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        lesson = world.pages["anonymous"].get(filled("lessons/<int:lesson_id>", world.values, {}))
        theme = world.pages["anonymous"].post("/ui/preferences", {"theme": "dark"})
        login = world.pages["anonymous"].get("/login")
        code = world.pages["anonymous"].post("/login", {"phone": "13912345678"})
        cookies = {k: v for one in (lesson, theme, login, code) for k, v in one.cookies.items()}
    assert {"zhiyu_device", "zhiyu_theme", settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(cookies)
    for name, cookie in cookies.items():
        assert cookie["secure"], name
        assert cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/", name
        assert not cookie["domain"], name
        assert cookie["httponly"] or name == settings.CSRF_COOKIE_NAME, name


@override_settings(ALLOWED_HOSTS=["school.test"], PUBLIC_URL="https://school.test")
def test_a_host_that_is_not_ours_is_refused_before_any_view(world: World) -> None:
    client = world.pages["anonymous"]
    with nothing_kept(world):
        for host in (
            "evil.test",
            "school.test.evil.test",
            "school.test@evil.test",
            "school.test:80@evil.test",
            "evil test",
        ):
            assert client.get("/", headers={"Host": host}).status_code == 400, host
        forwarded = client.get("/sitemap.xml", headers={"Host": "school.test", "X-Forwarded-Host": "evil.test"})
        assert forwarded.status_code == 200
        assert b"evil.test" not in forwarded.content
