from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from zhiyu.accounts.http import UserRequest, staff
from zhiyu.catalog import actions, queries
from zhiyu.catalog.forms import CategoryForm
from zhiyu.kernel.errors import Invalid


def _page(request: UserRequest, form: CategoryForm, renaming: int = 0) -> HttpResponse:
    context = {"categories": queries.categories(), "form": form, "renaming": renaming}
    return render(request, "catalog/categories.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff("catalog.edit")
def category_list(request: UserRequest) -> HttpResponse:
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.add_category(name=form.cleaned_data["name"], actor_id=request.user.pk)
        return redirect("catalog:categories")
    return _page(request, form)


@require_POST
@staff("catalog.edit")
def category_edit(request: UserRequest, category_id: int) -> HttpResponse:
    """One of: a new name, a place up or down, out."""
    actor_id = request.user.pk
    if "remove" in request.POST:
        actions.remove_category(category_id=category_id, actor_id=actor_id)
    elif request.POST.get("position", "").isdecimal():
        actions.move_category(category_id=category_id, position=int(request.POST["position"]), actor_id=actor_id)
    else:
        form = CategoryForm(request.POST)
        if not form.is_valid():
            return _page(request, form, renaming=category_id)
        try:
            actions.rename_category(category_id=category_id, name=form.cleaned_data["name"], actor_id=actor_id)
        except Invalid as error:
            form.add_error("name", str(error))
            return _page(request, form, renaming=category_id)
    return redirect("catalog:categories")
