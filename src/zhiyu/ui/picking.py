"""A long choice as a list to search: in groups, with what each costs and how it stands, the chosen on top."""

from dataclasses import dataclass
from typing import Any

from django import forms


@dataclass(frozen=True)
class Pick:
    """What can be chosen: the label of a choice."""

    title: str
    price: str = ""
    note: str = ""
    fen: int = 0

    def __str__(self) -> str:
        return " · ".join(filter(None, [self.title, self.price, self.note]))


@dataclass(frozen=True)
class Group:
    name: str
    rows: list[dict[str, Any]]

    @property
    def chosen(self) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["selected"]]


def groups_of(bound: Any) -> list[Group]:
    """Of a field with one of the pickers below, whose choices are in groups as Django has them."""
    widget = bound.field.widget
    attrs = widget.build_attrs(widget.attrs, bound.build_widget_attrs({"id": bound.auto_id}, widget))
    listed = widget.optgroups(bound.html_name, widget.format_value(bound.value()), attrs)
    return [Group(name or "", rows) for name, rows, _place in listed if rows[0]["value"] != ""]


class Picker(forms.CheckboxSelectMultiple):
    several = True


class OnePicker(forms.RadioSelect):
    several = False
