from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiyu.campaigns import queries
from zhiyu.campaigns.actions import CampaignTerms, PhaseTerms, require_day
from zhiyu.campaigns.models import Campaign, Phase
from zhiyu.campaigns.templates import Template, next_day
from zhiyu.catalog.picking import ProductsField
from zhiyu.kernel.clock import now
from zhiyu.kernel.errors import Invalid
from zhiyu.ui.fields import MomentField

DAY = "%Y-%m-%d"


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format=DAY)

    def __init__(self, **said: Any) -> None:
        super().__init__(input_formats=[DAY], **said)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is not None:
            try:
                require_day(day)
            except Invalid as error:
                raise forms.ValidationError(str(error)) from None
        return day


def products_field() -> ProductsField:
    return ProductsField(
        label=_("哪些商品参加"),
        queryset=queries.products_to_choose(),
        error_messages={"required": _("至少选一个商品。")},
    )


class PlanForm(forms.Form):
    title = forms.CharField(label=_("名称"), max_length=40)
    day = DayField(label=_("活动当天"), help_text=_("各个阶段的起止时间都从这一天算，北京时间。"))
    products = products_field()


def usual_plan(template: Template) -> dict[str, Any]:
    return {
        "title": str(template.title),
        "day": next_day(template, now()),
        "products": queries.usual_products(),
    }


class MoveForm(forms.Form):
    day = DayField(label=_("活动当天"))


class CampaignForm(forms.Form):
    """What a campaign says, and a title, words and times for each of its phases; an empty title takes a phase away."""

    title = forms.CharField(label=_("名称"), max_length=40)
    slug = forms.SlugField(
        label=_("地址"), max_length=60, help_text=_("专题页的网址是 /topics/ 加上它，发布后不再变化。")
    )
    words = forms.CharField(
        label=_("介绍"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("放在专题页最上面，可以用 Markdown。"),
    )
    products = products_field()

    def __init__(self, *args: Any, campaign: Campaign, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        draft = campaign.state == Campaign.State.DRAFT
        self.phases: list[Phase | None] = [*campaign.phases.all(), *([None] if draft else [])]
        chosen = self.fields["products"]
        assert isinstance(chosen, ProductsField)  # noqa: S101 -- narrows the type
        chosen.queryset = queries.products_to_choose([one.pk for one in campaign.products.all()])
        self.fields["slug"].disabled = not draft
        for phase in self.phases:
            fixed = phase is not None and not draft and phase.starts_at <= now()
            self.ask(phase, fixed=fixed, draft=draft)

    def ask(self, phase: Phase | None, *, fixed: bool, draft: bool) -> None:
        named = phase.pk if phase else "new"
        title = forms.CharField(label=_("阶段名称"), max_length=24, required=not draft)
        words = forms.CharField(label=_("一句话"), max_length=120, required=False)
        starts, ends = MomentField(label=_("开始")), MomentField(label=_("结束"))
        if phase is not None:
            title.initial, words.initial = phase.title, phase.words
            starts.initial, ends.initial = phase.starts_at, phase.ends_at
        starts.required = ends.required = phase is not None
        starts.disabled = ends.disabled = fixed
        self.fields |= {
            f"title_{named}": title,
            f"words_{named}": words,
            f"starts_{named}": starts,
            f"ends_{named}": ends,
        }

    @property
    def own_fields(self) -> Iterable[forms.BoundField]:
        return [self[name] for name in ("title", "slug", "words", "products")]

    @property
    def phase_fields(self) -> Iterable[tuple[Phase | None, list[forms.BoundField]]]:
        for phase in self.phases:
            named = phase.pk if phase else "new"
            yield phase, [self[f"{name}_{named}"] for name in ("title", "words", "starts", "ends")]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("title_new"):
            for name in ("starts_new", "ends_new"):
                if name not in self.errors and not typed.get(name):
                    self.add_error(name, _("请填写时间。"))
        return typed

    def terms(self) -> CampaignTerms:
        typed = self.cleaned_data
        phases = []
        for phase in self.phases:
            named = phase.pk if phase else "new"
            if not typed[f"title_{named}"]:
                continue
            fixed = phase is not None and self.fields[f"starts_{named}"].disabled
            phases.append(
                PhaseTerms(
                    id=phase.pk if phase else None,
                    title=typed[f"title_{named}"],
                    words=typed[f"words_{named}"],
                    starts_at=phase.starts_at if fixed and phase else typed[f"starts_{named}"],
                    ends_at=phase.ends_at if fixed and phase else typed[f"ends_{named}"],
                )
            )
        return CampaignTerms(
            title=typed["title"],
            slug=typed["slug"],
            words=typed["words"],
            products=[product.pk for product in typed["products"]],
            phases=phases,
        )


def campaign_terms(campaign: Campaign) -> dict[str, Any]:
    said = {name: getattr(campaign, name) for name in ("title", "slug", "words")}
    return {**said, "products": list(campaign.products.all())}
