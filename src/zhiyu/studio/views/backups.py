"""Settings: backups that are made by themselves, and the ones that are there."""

from pathlib import Path

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyu.accounts.http import UserRequest, recently_proved, staff
from zhiyu.backups import actions, queries, s3
from zhiyu.backups.errors import BackupUnderWay, NoStore
from zhiyu.kernel.errors import NotFound
from zhiyu.studio.forms import BackupForm


@require_http_methods(["GET", "POST"])
@staff("settings.edit")
def backups(request: UserRequest) -> HttpResponse:
    now = queries.schedule()
    form = BackupForm(request.POST or None, initial={name: getattr(now, name) for name in BackupForm.base_fields})
    if form.is_valid():
        try:
            actions.set_schedule(actor_id=request.user.pk, **form.cleaned_data)
        except NoStore as error:
            form.add_error("target", str(error))
        else:
            messages.success(request, _("已保存。"))
            return redirect("studio:backups")
    context = {
        "form": form,
        "safety": queries.safety(),
        "listed": queries.latest(),
        "folder": queries.folder_of(now),
        "sealed": actions.sealed(),
    }
    return render(request, "studio/backups.html", context, status=422 if form.errors else 200)


@require_POST
@staff("settings.edit")
def begin(request: UserRequest) -> HttpResponse:
    try:
        actions.ask_backup(actor_id=request.user.pk)
        messages.success(request, _("已经开始，做完会自动核对一遍。刷新就能看到进度。"))
    except BackupUnderWay as error:
        messages.info(request, str(error))
    return redirect("studio:backups")


@require_safe
@staff("settings.edit")
@recently_proved
def download(request: UserRequest, backup_id: int) -> HttpResponse:
    found = actions.note_download(backup_id=backup_id, actor_id=request.user.pk)
    if found.place.startswith("s3://"):
        return redirect(s3.Object.at(found.place).link())
    path = Path(found.place)
    if not path.is_file():
        raise NotFound(_("这份备份的文件已经不在原处。"))
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)  # type: ignore[return-value]
