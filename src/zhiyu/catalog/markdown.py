"""Creators' Markdown to HTML that cannot harm a reader. Raw HTML is shown as text; what remains passes a whitelist."""

import re
from collections.abc import Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "ul", "ol", "li", "strong", "em", "s", "a"),
    *("code", "pre", "img", "table", "thead", "tbody", "tr", "th", "td", "sup", "section"),
}
ATTRIBUTES = {
    "a": {"href", "title", "id", "class"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start", "class"},
    "li": {"id", "class"},
    "code": {"class"},
    "section": {"class"},
    "sup": {"class"},
}
OWN_IMAGE = re.compile(r"/media/assets/[0-9a-f-]{36}/image")
# By its ending a picture and never a page: the browser asks for it as the reader, and to open a lesson counts.
RELATIVE = re.compile(r"(?!.*(?:\.\.|%2e|%2f|%5c))(?!/)[^\\:?#]+\.(?:png|jpe?g|gif|webp)", re.IGNORECASE)
CLASS = re.compile(r"(language-[\w+#-]+|footnote[\w-]*)")
ANCHOR = re.compile(r"fn(ref)?\d+(:\d+)?")


def own_image(address: str) -> bool:
    return bool(OWN_IMAGE.fullmatch(address) or RELATIVE.fullmatch(address))


def lower_headings(state: StateCore) -> None:
    """The page has its own h1, so a text begins at h2."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"


def image(renderer: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: EnvType) -> str:
    """Pictures come from this school only: another site's would tell it who reads."""
    token = tokens[at]
    if not own_image(str(token.attrGet("src") or "")):
        return nh3.clean_text(renderer.renderInlineAsText(token.children or [], options, env))
    token.attrSet("loading", "lazy")
    return renderer.image(tokens, at, options, env)


def allowed(tag: str, name: str, value: str) -> str | None:
    if name == "class":
        return value if CLASS.fullmatch(value) else None
    if name == "id":
        return value if ANCHOR.fullmatch(value) else None
    if (tag, name) == ("img", "src"):
        return value if own_image(value) else None
    return value


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False, "breaks": True})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.core.ruler.push("lower_headings", lower_headings)
    parser.add_render_rule("image", image)
    return parser


PARSER = _parser()


@lru_cache(maxsize=256)
def render(text: str) -> str:
    return nh3.clean(
        PARSER.render(text),
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=allowed,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow noopener noreferrer",
    )
