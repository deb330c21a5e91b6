from django.urls import path

from zhiyu.live.views import hooks, learner, studio

app_name = "live"
urlpatterns = [
    path("integrations/nginx-rtmp/<slug:proof>", hooks.nginx, name="nginx"),
    path("integrations/tencent-live/notify", hooks.tencent, name="tencent"),
    path("live/<int:class_id>", learner.watch, name="watch"),
    path("studio/live", studio.classes, name="classes"),
    path("studio/live/new", studio.new, name="new"),
    path("studio/live/premiere", studio.premiere, name="premiere"),
    path("studio/live/guide", studio.guide, name="guide"),
    path("studio/live/<int:class_id>", studio.one, name="class"),
    path("studio/live/<int:class_id>/edit", studio.edit, name="edit"),
    path("studio/live/<int:class_id>/begin", studio.begin, name="begin"),
    path("studio/live/<int:class_id>/end", studio.end, name="end"),
    path("studio/live/<int:class_id>/call-off", studio.call_off, name="call_off"),
    path("studio/live/<int:class_id>/key", studio.new_key, name="new_key"),
    path("studio/live/<int:class_id>/recording", studio.take_recording, name="take_recording"),
]
