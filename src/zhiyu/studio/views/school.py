"""Settings: the school's face, its team, and which payment settings are there."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts import actions as accounts
from zhiyu.accounts.errors import LastOwner, NobodyWithPhone
from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.accounts.models import RoleGrant
from zhiyu.accounts.queries import team as everyone_with_a_role
from zhiyu.catalog.models import Product
from zhiyu.catalog.queries import courses_on_sale, whole_outline
from zhiyu.integrations.transfer.queries import offered as by_bank
from zhiyu.platform.actions import save_school
from zhiyu.platform.looking import Scene, picked, rehearsed
from zhiyu.platform.rehearsing import play
from zhiyu.platform.school import school
from zhiyu.studio import queries
from zhiyu.studio.forms import SchoolForm, TeamForm

ABOUT_ROLES = [
    (RoleGrant.Role.OWNER, gettext_lazy("全部权限，包括设置和团队")),
    (RoleGrant.Role.OPERATOR, gettext_lazy("课程、订单、退款、学员、运行状况")),
    (RoleGrant.Role.FINANCE, gettext_lazy("订单、退款、收入")),
    (RoleGrant.Role.CREATOR, gettext_lazy("只编辑课程")),
]


def front_shown(request: UserRequest) -> Scene:
    """The school's home, and what thanking a teacher looks like where learners may."""
    course = courses_on_sale(kind=Product.Kind.COURSE).first()
    pages = [("", _("首页"))]
    if course and school().tipping:
        pages += [("storefront:lesson", _("买后上课的页")), ("tips:thanks", _("谢谢老师的页"))]
    page = picked(request, "page", _("哪一页"), pages)
    if not (course and page.chosen):
        return Scene(address=reverse("storefront:home"), who=_("没买过、没登录的访客"), choices=[page])
    address = reverse(page.chosen, args=[whole_outline(course.pk).lessons[0].pk])
    person = play("holder", course.product)
    return Scene(address=address, who=_("买过的学员"), person=person, sight=".thanks", choices=[page])


@require_http_methods(["GET", "POST"])
@staff("settings.edit")
@rehearsed(front_shown)
def profile(request: UserRequest) -> HttpResponse:
    now = school()
    form = SchoolForm(request.POST or None, initial={name: getattr(now, name) for name in SchoolForm.base_fields})
    if form.is_valid():
        save_school(actor_id=request.user.pk, **form.cleaned_data)
        messages.success(request, _("已保存，前台立刻生效。"))
        return redirect("studio:settings")
    return render(request, "studio/settings.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff("settings.edit")
@recently_proved
def team(request: UserRequest) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if form.is_valid():
        try:
            someone = accounts.give_role(actor_id=request.user.pk, **form.cleaned_data)
        except NobodyWithPhone as error:
            form.add_error("phone", str(error))
        else:
            messages.success(request, _("%(name)s 已加入团队。") % {"name": someone})
            return redirect("studio:team")
    context = {"form": form, "people": everyone_with_a_role(), "roles": ABOUT_ROLES}
    return render(request, "studio/team.html", context, status=422 if form.errors else 200)


@require_POST
@staff("settings.edit")
@recently_proved
def take_role(request: UserRequest, user_id: int, role: str) -> HttpResponse:
    try:
        accounts.take_role(actor_id=request.user.pk, user_id=user_id, role=role)
        messages.success(request, _("已收回。"))
    except LastOwner as error:
        messages.error(request, str(error))
    return redirect("studio:team")


@require_safe
@staff("settings.edit")
def payment(request: UserRequest) -> HttpResponse:
    context = {"channels": queries.payment_channels(), "by_bank": by_bank(), "simulator": settings.WECHAT_SIMULATOR_URL}
    return render(request, "studio/payment.html", context)
