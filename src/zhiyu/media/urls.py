from django.urls import path

from zhiyu.media.views import assets, books, playback, uploads

app_name = "media"
urlpatterns = [
    path("media/hls/<slug:ticket>/index.m3u8", playback.master, name="playlist"),
    path("media/hls/<slug:ticket>/seat", playback.seat, name="seat"),
    path("media/hls/<slug:ticket>/<slug:name>/index.m3u8", playback.playlist, name="rendition"),
    path("media/hls/<slug:ticket>/<slug:name>/key/<int:epoch>", playback.key, name="key"),
    path("media/hls/<slug:ticket>/<slug:name>/<int:number>.ts", playback.segment, name="segment"),
    path("media/hls/<slug:ticket>/subtitles.json", playback.subtitles_index, name="subtitles"),
    path("media/hls/<slug:ticket>/subtitles/<slug:language>.json", playback.subtitles, name="subtitle"),
    path("media/hls/<slug:ticket>/thumbs.json", playback.thumbs_index, name="thumbs"),
    path("media/hls/<slug:ticket>/thumbs/<int:number>.jpg", playback.thumbs_strip, name="thumbs_strip"),
    path("media/hls/<slug:ticket>/pages/<int:number>.webp", playback.page, name="page"),
    path("media/hls/<slug:ticket>/pages", playback.find, name="find"),
    path("media/hls/<slug:ticket>/pictures/<uuid:asset_id>", assets.text_picture, name="text_picture"),
    path(
        "media/segments/<uuid:asset_id>/<slug:name>.<int:version>/<int:number>.ts",
        playback.ciphertext,
        name="ciphertext",
    ),
    path("media/hls/<slug:ticket>/chapters", books.find, name="find_in_book"),
    path("media/hls/<slug:ticket>/chapters/<int:number>.json", books.chapter, name="chapter"),
    path("media/hls/<slug:ticket>/chapters/<int:number>/<int:picture>.webp", books.picture, name="chapter_picture"),
    path("media/uploads", uploads.uploads, name="uploads"),
    path("media/uploads/<uuid:upload_id>", uploads.upload, name="upload"),
    path("media/assets/<uuid:asset_id>/image", assets.image, name="image"),
    path("media/assets/<uuid:asset_id>/poster", assets.poster, name="poster"),
    path("media/assets/<uuid:asset_id>/state", assets.state, name="state"),
    path("media/assets/<uuid:asset_id>/package", assets.package_again, name="package_again"),
]
