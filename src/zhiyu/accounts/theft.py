"""Signs that a login is in other hands: another kind of machine, or another part of the network.

A phone moves between networks all day and a browser can be asked to call itself a desktop, so neither alone says
much. A machine that contradicts itself ends the login; a new network only makes staff prove themselves again.
"""

import ipaddress
from functools import lru_cache

V4_PREFIX, V6_PREFIX = 16, 32
HOUSE = 64
"""What IPv6 gives to one house or phone: whoever sits there has all its addresses to choose from."""
# "Ask for the desktop site" turns a phone's browser into the one beside it; the login is still the same.
KINDS = [
    ({"iPad", "iPhone", "Mac OS X"}, "apple"),
    ({"HarmonyOS", "OpenHarmony", "Android", "Linux", "CrOS"}, "android"),
    ({"Windows"}, "windows"),
]
ENGINES = [
    ("MicroMessenger", "wechat"),
    ("Edg", "edge"),
    ("Firefox/", "firefox"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
]
# Pages and media of one login come under these two names on WeChat's phones.
SAME_ENGINE = {frozenset({"wechat", "chrome"}), frozenset({"wechat", "safari"})}


@lru_cache(maxsize=1024)
def family(user_agent: str) -> tuple[str, str]:
    """``("apple", "safari")``; empty where it does not say."""
    kind = next((name for marks, name in KINDS if any(mark in user_agent for mark in marks)), "")
    engine = next((name for mark, name in ENGINES if mark in user_agent), "")
    return kind, engine


def contradicts(before: str, now: str) -> bool:
    """Whether one login cannot have sent both; silence contradicts nothing."""
    if before == now:
        return False
    (kind, engine), (new_kind, new_engine) = family(before), family(now)
    other_kind = bool(kind and new_kind and kind != new_kind)
    other_engine = bool(engine and new_engine and engine != new_engine)
    return other_kind or (other_engine and frozenset({engine, new_engine}) not in SAME_ENGINE)


def plain(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    found = ipaddress.ip_address(address)
    return getattr(found, "ipv4_mapped", None) or found


@lru_cache(maxsize=4096)
def network_of(address: str | None) -> str:
    """The part of the network an address is in, wide enough that a provider's customers stay inside it."""
    if not address:
        return ""
    found = plain(address)
    prefix = V4_PREFIX if found.version == 4 else V6_PREFIX  # noqa: PLR2004 -- the version's own name
    return str(ipaddress.ip_network(f"{found}/{prefix}", strict=False))


def line_of(address: str | None) -> str | None:
    """Whose tries count together: an IPv4 address, or the first address of the /64 that an IPv6 one is in."""
    if not address:
        return None
    found = plain(address)
    if found.version == 4:  # noqa: PLR2004 -- the version's own name
        return str(found)
    return str(ipaddress.ip_network(f"{found}/{HOUSE}", strict=False).network_address)
