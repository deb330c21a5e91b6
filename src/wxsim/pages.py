"""Filling the simulator's few pages. Values are escaped unless they are ``Markup`` of our own."""

import html
from functools import cache
from importlib.resources import files
from string import Template
from urllib.parse import urlencode

from wxsim.people import PEOPLE, Person
from wxsim.web import Response, html_response


class Markup(str):
    __slots__ = ()


@cache
def source(name: str) -> str:
    return (files("wxsim") / "pages" / name).read_text(encoding="utf-8")


def fill(page: str, /, **values: object) -> Markup:
    safe = {key: value if isinstance(value, Markup) else html.escape(str(value)) for key, value in values.items()}
    return Markup(Template(source(page)).substitute(safe))


def screen(
    title: str, main: Markup, *, back: str = "", onward: str = "", status: int = 200, skin: str = "wechat"
) -> Response:
    """One phone screen; ``back`` is the address of its corner cross, ``onward`` is gone to after two seconds."""
    corner = f'<a class="corner" href="{html.escape(back)}" aria-label="关闭">✕</a>' if back else ""
    head = f'<meta http-equiv="refresh" content="2;url={html.escape(onward)}">' if onward else ""
    css = Markup(source("phone.css"))
    page = fill("frame.html", title=title, head=Markup(head), css=css, corner=Markup(corner), main=main, skin=skin)
    return html_response(page, status, ("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"))


def message(
    heading: str,
    text: str,
    *,
    done: bool = False,
    amount: str = "",
    button: Markup | None = None,
    note: str = "微信模拟器",
) -> Markup:
    shown = Markup(f'<p class="amount"><span>¥</span>{html.escape(amount)}</p>') if amount else Markup()
    return fill(
        "message.html",
        heading=heading,
        text=text,
        tone="" if done else "off",
        mark="✓" if done else "!",
        amount=shown,
        button=button or Markup(),
        note=note,
    )


def link(label: str, address: str, *, main: bool = False, **query: str) -> Markup:
    whole = f"{address}?{urlencode(query)}" if query else address
    return Markup(f'<a class="button{" go" if main else ""}" href="{html.escape(whole)}">{html.escape(label)}</a>')


def choices(chosen: Person) -> Markup:
    return Markup(
        "".join(
            fill(
                "person.html",
                number=one.number,
                name=one.name,
                note="只看了快照页，没有进入公众号" if one.snapshot else "",
                checked="checked" if one is chosen else "",
            )
            for one in PEOPLE
        )
    )


def face(one: Person) -> Response:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 72 72">'
        f'<rect width="72" height="72" fill="{one.colour}"/>'
        '<text x="36" y="47" font-size="32" text-anchor="middle" fill="#fff" font-family="sans-serif">'
        f"{one.name[0]}</text></svg>"
    )
    headers = (("Content-Type", "image/svg+xml; charset=utf-8"), ("Cache-Control", "max-age=86400"))
    return Response(200, svg.encode(), headers)
