"""What other systems keep as HTML, as the Markdown of a lesson. Pure."""

import re
from collections.abc import Iterator, Mapping
from html import escape

from bs4 import BeautifulSoup, Tag
from django.utils.translation import gettext as _
from markdownify import MarkdownConverter

BLOCKS = "p|div|h[1-6]|ul|ol|li|table|blockquote|pre|figure|hr|section|article|iframe|video|audio|script|style"
BEGINS_BLOCK = re.compile(rf"\s*</?(?:{BLOCKS})\b", re.IGNORECASE)
PARAGRAPHED = re.compile(r"<p[\s>]", re.IGNORECASE)
GUTENBERG = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
CAPTION = re.compile(r"\[caption[^\]]*\](?P<picture>.*?(?:</a>|/>|>))(?P<said>.*?)\[/caption\]", re.DOTALL)
EMBED = re.compile(r"\[embed[^\]]*\](?P<address>.*?)\[/embed\]", re.DOTALL)
GALLERY = re.compile(r"\[gallery[^\]]*\bids=[\"'](?P<ids>[\d,\s]+)[\"'][^\]]*\]")
SHORTCODE = re.compile(r"\[(?P<name>[a-z][a-z0-9_-]{2,40})(?:\s[^\[\]]*)?/?\](?!\()", re.IGNORECASE)
LAZY = ("data-src", "data-lazy-src", "data-original", "data-orig-file")
BROKEN = re.compile(r"(?<!\\)\\\n")
MANY_LINES = re.compile(r"\n{3,}")
HEADINGS = ["h1", "h2", "h3", "h4", "h5", "h6"]


def from_wordpress(content: str, attachments: Mapping[str, str]) -> str:
    """HTML of what its editors keep: block comments, shortcodes, paragraphs that are only blank lines.

    ``attachments``: addresses by number, for galleries.
    """
    text = GUTENBERG.sub("", content.replace("\r\n", "\n"))
    bare = not PARAGRAPHED.search(text)
    text = CAPTION.sub(lambda m: f"<figure>{m['picture']}<figcaption>{m['said'].strip()}</figcaption></figure>", text)
    text = EMBED.sub(lambda m: link(m["address"].strip()), text)
    text = GALLERY.sub(lambda m: gallery(m["ids"], attachments), text)
    return paragraphs(text) if bare else text


def link(address: str) -> str:
    return f'<p><a href="{escape(address)}">{escape(address)}</a></p>'


def gallery(ids: str, attachments: Mapping[str, str]) -> str:
    known = [attachments[one.strip()] for one in ids.split(",") if one.strip() in attachments]
    return "".join(f'<p><img src="{escape(address)}" alt=""></p>' for address in known)


def paragraphs(text: str) -> str:
    """The classic editor keeps blank lines and makes paragraphs of them when it shows them."""
    parts = [part.strip("\n") for part in re.split(r"\n\s*\n", text) if part.strip()]
    return "\n".join(
        part if BEGINS_BLOCK.match(part) else f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in parts
    )


def shortcodes(text: str) -> list[str]:
    """Names of what plug-ins would have put there; each once."""
    return list(dict.fromkeys(found["name"] for found in SHORTCODE.finditer(text)))


def words(text: str) -> str:
    """Of a title or an excerpt, which may hold entities and tags."""
    return BeautifulSoup(text, "html.parser").get_text(" ") if "<" in text or "&" in text else text


def pictures(html: str) -> list[str]:
    """Addresses of what it shows, each once, in order."""
    return list(dict.fromkeys(address for _tag, address in shown_in(BeautifulSoup(html, "html.parser"))))


def shown_in(soup: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    for tag in soup.find_all("img"):
        said = [str(tag.get(name) or "") for name in ("src", *LAZY)]
        address = next((one for one in said if one and not one.startswith("data:")), "")
        if address:
            yield tag, address


def markdown(html: str, stored: Mapping[str, str], *, about: str) -> str:
    """``stored``: where each picture is now; one that is not there becomes a link to where it was.

    A picture without words of its own is of what it stands in, ``about``.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.find_all(["script", "style", "noscript", "form", "svg"]):
        tag.decompose()
    for tag, address in list(shown_in(soup)):
        put_picture(soup, tag, address, stored.get(address, ""), about=about)
    for tag in soup.find_all(["iframe", "video", "audio", "embed", "object"]):
        put_link(soup, tag)
    for tag in soup.find_all("figcaption"):
        tag.name = "em"
        tag.wrap(soup.new_tag("p"))
    raise_headings(soup)
    text = MarkdownConverter(heading_style="atx", bullets="-", newline_style="backslash").convert_soup(soup)
    # Our lessons break a line where it is broken.
    return MANY_LINES.sub("\n\n", BROKEN.sub("\n", text)).strip() + "\n"


def put_picture(soup: BeautifulSoup, tag: Tag, address: str, stored: str, *, about: str) -> None:
    around = tag.parent if tag.parent is not None and tag.parent.name == "a" else None
    if stored:
        shown = soup.new_tag("img", src=stored, alt=" ".join(str(tag.get("alt") or about).split()))
    else:
        shown = soup.new_tag("a", href=address)
        shown.string = _("图片没取到，原来在这里")
    # A picture that leads to its larger self leads nowhere now.
    (around if around is not None and around.get_text(strip=True) == "" else tag).replace_with(shown)


def put_link(soup: BeautifulSoup, tag: Tag) -> None:
    inner = tag.find("source")
    address = str(tag.get("src") or (inner.get("src") if isinstance(inner, Tag) else "") or tag.get("data") or "")
    if not address:
        tag.decompose()
        return
    place, shown = soup.new_tag("p"), soup.new_tag("a", href=address)
    shown.string = address
    place.append(shown)
    tag.replace_with(place)


def raise_headings(soup: BeautifulSoup) -> None:
    """The highest becomes a first-level one: the page gives its own title above."""
    used = list(soup.find_all(HEADINGS))
    above = min((int(tag.name[1]) for tag in used), default=1) - 1
    for tag in used:
        tag.name = f"h{int(tag.name[1]) - above}"
