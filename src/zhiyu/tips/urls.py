from django.urls import path

from zhiyu.tips import views

app_name = "tips"
urlpatterns = [
    path("lessons/<int:lesson_id>/thanks", views.thanks, name="thanks"),
    path("studio/tips", views.received, name="received"),
]
