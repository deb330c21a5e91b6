from django.urls import path

from zhiyu.onsite.views import learner, studio

app_name = "onsite"
urlpatterns = [
    path("onsite/<int:class_id>", learner.one, name="class"),
    path("onsite/<int:class_id>/book", learner.book, name="book"),
    path("onsite/<int:class_id>/give-back", learner.give_back, name="give_back"),
    path("onsite/<int:class_id>/calendar.ics", learner.calendar_file, name="calendar"),
    path("onsite/<int:class_id>/here", learner.here, name="here"),
    path("studio/onsite", studio.classes, name="classes"),
    path("studio/onsite/new", studio.new, name="new"),
    path("studio/onsite/<int:class_id>", studio.one, name="studio_class"),
    path("studio/onsite/<int:class_id>/edit", studio.edit, name="edit"),
    path("studio/onsite/<int:class_id>/call-off", studio.call_off, name="call_off"),
    path("studio/onsite/<int:class_id>/door", studio.door, name="door"),
    path("studio/onsite/<int:class_id>/bring", studio.bring, name="bring"),
    path("studio/onsite/<int:class_id>/people.csv", studio.people_file, name="people_file"),
    path("studio/onsite/<int:class_id>/seats/<int:seat_id>/came", studio.tick, name="tick"),
    path("studio/onsite/<int:class_id>/seats/<int:seat_id>/undo", studio.undo, name="undo"),
]
