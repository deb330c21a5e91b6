from typing import Any

import orjson
from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.media.captions import LARGEST, Cue, UnreadableCaptions, decoded, parsed, typed
from zhiyu.media.models import Subtitle

LARGEST_TYPED = 4 * 1024 * 1024


class SubtitleFileForm(forms.Form):
    language = forms.ChoiceField(label=_("语言"), choices=Subtitle.Language.choices)
    file = forms.FileField(
        label=_("字幕文件"),
        help_text=_("SRT 或 VTT，编码不限（UTF-8、GBK 都行）。同一种语言再传一次会替换原来的。"),
        error_messages={"required": _("请选择一个字幕文件。"), "empty": _("这个文件是空的，请换一个。")},
        widget=forms.FileInput(attrs={"accept": ".srt,.vtt,text/vtt,application/x-subrip"}),
    )

    def clean_file(self) -> list[Cue]:
        try:
            return parsed(decoded(self.cleaned_data["file"].read(LARGEST + 1)))
        except UnreadableCaptions as error:
            raise forms.ValidationError(str(error)) from None


class CuesForm(forms.Form):
    """The editor's whole list; ``seen`` is the version that it began with, 0 for none."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    cues = forms.CharField(max_length=LARGEST_TYPED, strip=False, widget=forms.HiddenInput)

    def clean_cues(self) -> list[Cue]:
        try:
            return typed(orjson.loads(self.cleaned_data["cues"]))
        except orjson.JSONDecodeError:
            raise forms.ValidationError(_("没有收到字幕，请再试一次。")) from None
        except UnreadableCaptions as error:
            raise forms.ValidationError(str(error)) from None


def shown(cues: list[Cue], clock: Any) -> list[list[str]]:
    return [[clock(one.start_ms), clock(one.end_ms), one.text] for one in cues]
