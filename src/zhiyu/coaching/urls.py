from django.urls import path

from zhiyu.coaching import views

app_name = "coaching"
urlpatterns = [
    path("studio/sessions", views.holders, name="holders"),
    path("studio/sessions/<int:grant_id>", views.holder, name="holder"),
    path("studio/deliveries/<int:delivery_id>/undo", views.undo, name="undo"),
]
