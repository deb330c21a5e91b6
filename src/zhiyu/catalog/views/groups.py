"""The WeChat group of those who hold a membership."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, plans
from zhiyu.catalog.plan_forms import GroupForm
from zhiyu.catalog.views.plans import address_of, status_of
from zhiyu.media.actions import store_file
from zhiyu.media.errors import MediaRefused
from zhiyu.media.models import Asset


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def group_edit(request: UserRequest, plan_id: int) -> HttpResponse:
    plan = plans.plan(plan_id)
    form = GroupForm(
        request.POST or None, request.FILES or None, initial={"name": plan.group_name, "note": plan.group_note}
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            qr_id = stored(typed["qr"], request.user.pk) if typed["qr"] else None
        except MediaRefused as refused:
            form.add_error("qr", str(refused))
        else:
            note = typed["note"].replace("\r\n", "\n")
            actions.edit_group(plan_id=plan_id, actor_id=request.user.pk, name=typed["name"], note=note, qr_id=qr_id)
            messages.success(request, _("群已保存，持有的学员马上看得到。"))
            return redirect("catalog:group_edit", plan_id=plan_id)
    context = {"form": form, "plan": plan, "tab": "group", "address": address_of(request, plan)}
    return render(request, "catalog/group.html", context, status=status_of(form))


def stored(picture: "UploadedFile[bytes]", owner_id: int) -> UUID:
    with TemporaryDirectory(prefix="group-") as place:
        path = Path(place) / "qr"
        with path.open("wb") as kept:
            picture.seek(0)
            shutil.copyfileobj(picture, kept)
        return store_file(path=path, name=picture.name or "qr", owner_id=owner_id, expect=Asset.Kind.IMAGE).pk
