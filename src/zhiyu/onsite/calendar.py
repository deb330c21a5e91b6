"""A class for the calendar on somebody's phone (RFC 5545)."""

from datetime import UTC, datetime
from typing import Final

from zhiyu.kernel.clock import now
from zhiyu.onsite.queries import Facts

TYPE: Final = "text/calendar; charset=utf-8"
LINE: Final = 73
"""Octets, with what a folded line begins with less than the 75 that are allowed."""


def event(found: Facts, *, host: str, address: str) -> bytes:
    """``host`` names the school, so that the same class is one entry however often it is added."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//zhiyu//onsite//ZH",
        "BEGIN:VEVENT",
        f"UID:onsite-{found.class_id}@{host}",
        f"DTSTAMP:{moment(now())}",
        f"DTSTART:{moment(found.starts_at)}",
        f"DTEND:{moment(found.ends_at)}",
        f"SUMMARY:{text(found.title)}",
        f"LOCATION:{text(found.place)}",
        f"DESCRIPTION:{text(found.directions)}",
        f"URL:{address}",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{text(found.title)}",
        "TRIGGER:-PT2H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(folded(line) for line in lines)


def moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def text(said: str) -> str:
    """What is typed can end neither its line nor its value."""
    plain = said.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return "\\n".join("".join(one for one in line if one.isprintable()) for line in plain.splitlines())


def folded(line: str) -> bytes:
    """Never inside a letter."""
    pieces, size = [b""], 0
    for letter in line:
        octets = letter.encode()
        if size + len(octets) > LINE:
            pieces.append(b" ")
            size = 0
        pieces[-1] += octets
        size += len(octets)
    return b"\r\n".join(pieces) + b"\r\n"
