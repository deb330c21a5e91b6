from django.urls import path

from zhiyu.access import views

app_name = "access"
urlpatterns = [
    path("lessons/<int:lesson_id>/files/<int:attachment_id>", views.lesson_file, name="lesson_file"),
]
