from django.urls import path

from zhiyu.courseware.views import files, studio

app_name = "courseware"
urlpatterns = [
    path("media/courseware/<slug:ticket>/<path:name>", files.file, name="file"),
    path("studio/lessons/<int:lesson_id>/scores", studio.scores, name="scores"),
    path("studio/lessons/<int:lesson_id>/scores.csv", studio.scores_csv, name="scores_csv"),
]
