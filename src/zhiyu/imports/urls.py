from django.urls import path

from zhiyu.imports import views

app_name = "imports"
urlpatterns = [
    path("studio/imports", views.imports, name="imports"),
    path("studio/imports/<int:run_id>", views.run, name="run"),
    path("studio/imports/<int:run_id>/progress", views.progress, name="progress"),
    path("studio/imports/<int:run_id>/again", views.again, name="again"),
]
