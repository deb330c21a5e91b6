from django import forms
from django.utils.translation import gettext_lazy as _


class JoinForm(forms.Form):
    agree = forms.BooleanField(error_messages={"required": _("勾选同意后才能继续。")})
