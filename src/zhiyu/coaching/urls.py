from django.urls import path

from zhiyu.coaching.views import learner, studio

app_name = "coaching"
urlpatterns = [
    path("me/sessions", learner.mine, name="mine"),
    path("sessions/<int:appointment_id>/room", learner.room, name="room"),
    path("studio/sessions", studio.holders, name="holders"),
    path("studio/sessions/<int:grant_id>", studio.holder, name="holder"),
    path("studio/deliveries/<int:delivery_id>/undo", studio.undo, name="undo"),
    path("studio/sessions/<int:grant_id>/appointments", studio.make, name="make"),
    path("studio/appointments/<int:appointment_id>", studio.change, name="change"),
    path("studio/appointments/<int:appointment_id>/call-off", studio.call_off, name="call_off"),
    path("studio/appointments/<int:appointment_id>/given", studio.given, name="given"),
]
