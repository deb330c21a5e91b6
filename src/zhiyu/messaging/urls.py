from django.urls import path

from zhiyu.messaging.views import learner, studio

app_name = "messaging"
urlpatterns = [
    path("me/messages", learner.my_messages, name="my_messages"),
    path("me/messages/choices", learner.choices, name="choices"),
    path("studio/messages", studio.template_list, name="studio_messages"),
    path("studio/messages/templates/<str:template>", studio.template, name="studio_template"),
    path("studio/messages/templates/<str:template>/switch", studio.switch, name="studio_switch"),
    path("studio/messages/sends", studio.sends, name="studio_sends"),
    path("studio/messages/sends/<int:send_id>/retry", studio.retry, name="studio_retry"),
]
