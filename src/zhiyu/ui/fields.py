"""What every form says of a field that was left empty: which one, and what to do."""

import re
from typing import Any

from django import forms
from django.forms import boundfield
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MOMENT = "%Y-%m-%dT%H:%M"
UNIT = re.compile(r"\s{0,4}[（(][^（）()]{0,40}[）)]$")
USUAL = forms.Field.default_error_messages["required"]
CHOOSING = (forms.Select, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.FileInput)


class MomentField(forms.DateTimeField):
    """A day and a time by the school's clock, as the browser's own picker writes it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    default_error_messages = {"required": gettext_lazy("请选时间。"), "invalid": gettext_lazy("请选时间。")}

    def __init__(self, **said: Any) -> None:
        super().__init__(input_formats=[MOMENT, f"{MOMENT}:%S"], **said)


class BoundField(boundfield.BoundField):
    """Django says "this field is required" of each; a form that has words of its own keeps them."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        if field.required and field.error_messages.get("required") is USUAL:
            field.error_messages["required"] = missing(field, UNIT.sub("", str(self.label)))

    def described_by(self, note: object) -> str:
        """For a group of controls, to which Django says nothing, and for a hint that is the page's own."""
        noted = f"{self.auto_id}_helptext" if note else ""
        wrong = f"{self.auto_id}_error" if self.errors else ""
        return " ".join(filter(None, [noted, wrong]))

    @property
    def first_id(self) -> str:
        """Of the control that one goes to: the first of a group."""
        return self.id_for_label or str(self.subwidgets[0].id_for_label if len(self.subwidgets) else self.auto_id)


def missing(field: forms.Field, label: str) -> str:
    if isinstance(field.widget, CHOOSING):
        return _("请选择「%(label)s」。") % {"label": label}
    if isinstance(field.widget, forms.CheckboxInput):
        return _("请勾选「%(label)s」。") % {"label": label}
    return _("请填写「%(label)s」。") % {"label": label}


class Renderer(DjangoTemplates):
    bound_field_class = BoundField


def named_by(error: object, bound: Any) -> str:
    """An error where its field is not in sight."""
    label, said = UNIT.sub("", str(bound.label)), str(error)
    return said if not label or label in said else _("%(label)s：%(error)s") % {"label": label, "error": said}
