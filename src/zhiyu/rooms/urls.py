from django.urls import path

from zhiyu.rooms.views import learner, studio

app_name = "rooms"
urlpatterns = [
    path("rooms/<int:class_id>", learner.room, name="room"),
    path("rooms/<int:room_id>/draws/<int:draw_id>", learner.draw, name="draw"),
    path("studio/rooms/words", studio.words, name="words"),
    path("studio/rooms/<int:room_id>", studio.host, name="host"),
    path("studio/rooms/<int:room_id>/poll", studio.poll, name="poll_new"),
    path("studio/rooms/<int:room_id>/draw", studio.draw, name="draw_new"),
    path("studio/rooms/<int:room_id>/card", studio.card, name="card_new"),
    path("studio/rooms/<int:room_id>/people", studio.people, name="people"),
    path("studio/rooms/<int:room_id>/people.csv", studio.people_file, name="people_file"),
]
