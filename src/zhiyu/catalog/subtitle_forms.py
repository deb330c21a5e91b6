import orjson
from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.media.captions import LARGEST, Cue, UnreadableCaptions, decoded, parsed, spoken, typed
from zhiyu.media.models import Subtitle

LARGEST_TYPED = 4 * 1024 * 1024


class SubtitleFileForm(forms.Form):
    language = forms.ChoiceField(label=_("语言"), choices=Subtitle.Language.choices)
    file = forms.FileField(
        label=_("字幕文件"),
        help_text=_("SRT 或 VTT，编码不限；别的格式先另存为 SRT。同一种语言再传一次会替换原来的。"),
        error_messages={"required": _("请选择一个字幕文件。"), "empty": _("这个文件是空的，请换一个。")},
        widget=forms.FileInput(attrs={"accept": ".srt,.vtt,text/vtt,application/x-subrip"}),
    )

    def clean_file(self) -> list[Cue]:
        try:
            return parsed(decoded(self.cleaned_data["file"].read(LARGEST + 1)))
        except UnreadableCaptions as error:
            raise forms.ValidationError(str(error)) from None


class CuesForm(forms.Form):
    """The editor's whole list, or one text without its script; ``seen`` is the version it began with, 0 for none.

    ``over`` is the version of somebody else that it shall be saved over, once it was looked at.
    """

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    over = forms.IntegerField(min_value=0, required=False)
    cues = forms.CharField(required=False, max_length=LARGEST_TYPED, strip=False, widget=forms.HiddenInput)
    lines = forms.CharField(
        label=_("字幕"),
        required=False,
        max_length=LARGEST_TYPED,
        strip=False,
        help_text=_("每句先写时间“0:01.0 --> 0:03.5”，下一行写文字，句和句之间空一行。"),
        widget=forms.Textarea(attrs={"rows": 24}),
    )

    def clean_cues(self) -> list[Cue]:
        if "lines" in self.data:
            return []
        try:
            return typed(orjson.loads(self.cleaned_data["cues"]))
        except orjson.JSONDecodeError:
            raise forms.ValidationError(_("没有收到字幕，请再试一次。")) from None
        except UnreadableCaptions as error:
            raise forms.ValidationError(str(error)) from None

    def clean_lines(self) -> list[Cue]:
        if "lines" not in self.data:
            return []
        try:
            return parsed(self.cleaned_data["lines"])
        except UnreadableCaptions as error:
            raise forms.ValidationError(str(error)) from None

    @property
    def seen_version(self) -> int:
        over: int | None = self.cleaned_data["over"]
        seen: int = self.cleaned_data["seen"]
        return seen if over is None else over

    @property
    def wanted(self) -> list[Cue]:
        found: list[Cue] = self.cleaned_data["lines"] or self.cleaned_data["cues"]
        return found


def shown(cues: list[Cue]) -> list[list[str]]:
    return [[spoken(one.start_ms), spoken(one.end_ms), one.text] for one in cues]
