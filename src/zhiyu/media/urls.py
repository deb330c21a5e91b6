from django.urls import path

from zhiyu.media.views import playback

app_name = "media"
urlpatterns = [
    path("media/hls/<slug:ticket>/index.m3u8", playback.playlist, name="playlist"),
    path("media/hls/<slug:ticket>/<slug:name>/key/<int:epoch>", playback.key, name="key"),
    path("media/hls/<slug:ticket>/<slug:name>/<int:number>.ts", playback.segment, name="segment"),
]
