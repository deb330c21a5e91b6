"""What an export holds, before anything of it is written: texts that stand alone, and courses of texts."""

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Text:
    """``origin`` is its name for ever where it comes from. ``html`` is what was written there, ``cover`` an address.

    ``closed``: not everybody could read it there.
    """

    origin: str
    title: str
    html: str
    slug: str = ""
    summary: str = ""
    author: str = ""
    cover: str = ""
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    closed: bool = False


@dataclass(frozen=True)
class Section:
    """A chapter; one without a title of its own has ""."""

    title: str
    texts: tuple[Text, ...]


@dataclass(frozen=True)
class Volume:
    """A course: ``about`` is what its page says."""

    about: Text
    sections: tuple[Section, ...]

    @property
    def texts(self) -> Iterator[Text]:
        yield self.about
        for section in self.sections:
            yield from section.texts


@dataclass(frozen=True)
class Shelf:
    """``pictures_of``: the hosts from which its pictures may be fetched. ``notes``: what cannot come along, and why."""

    texts: tuple[Text, ...] = ()
    volumes: tuple[Volume, ...] = ()
    pictures_of: frozenset[str] = frozenset()
    notes: tuple[str, ...] = field(default=())

    @property
    def count(self) -> int:
        return len(self.texts) + len(self.volumes)
