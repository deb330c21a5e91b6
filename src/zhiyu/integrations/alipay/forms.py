from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.integrations.alipay.models import Certificate

Role = Certificate.Role
LARGEST = 64 * 1024
HINTS = {
    Role.APP: _("appCertPublicKey_应用号.crt"),
    Role.ALIPAY: _("alipayCertPublicKey_RSA2.crt"),
    Role.ROOT: _("alipayRootCert.crt"),
}


class CertificateFile(forms.FileField):
    """Wanted, and said to be; pasted text in its place is the form's to look for."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        return super().clean(data, initial) if data else None


class CertificatesForm(forms.Form):
    """Each as a file, or pasted; the file counts when there are both."""

    ROLES = Role.values

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for role in Role:
            self.fields[f"{role}_file"] = CertificateFile(
                label=role.label,
                help_text=HINTS[role],
                widget=forms.FileInput(attrs={"accept": ".crt,.pem,.cer"}),
            )
            self.fields[f"{role}_text"] = forms.CharField(
                label=_("证书内容"),
                required=False,
                max_length=LARGEST,
                widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "class": "mono"}),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for role in Role:
            said[role.value] = self.text_of(role, said)
            if not said[role.value] and not self.has_error(f"{role}_file"):
                self.add_error(f"{role}_file", _("选文件，或者贴上内容。"))
        return said

    def text_of(self, role: Role, said: dict[str, Any]) -> str:
        file = said.get(f"{role}_file")
        if file is None:
            return str(said.get(f"{role}_text") or "")
        if file.size > LARGEST:
            self.add_error(f"{role}_file", _("文件太大，不会是证书。"))
            return ""
        return str(file.read().decode("ascii", errors="replace"))

    def texts(self) -> dict[str, str]:
        return {role.value: self.cleaned_data[role.value] for role in Role}
