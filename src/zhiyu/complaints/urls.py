from django.urls import path

from zhiyu.complaints import views

app_name = "complaints"
urlpatterns = [
    path("me/complaints", views.mine, name="mine"),
    path("complaints/new", views.complain, name="complain"),
    path("complaints/<str:code>", views.complaint, name="complaint"),
    path("complaints/<str:code>/words", views.add, name="add"),
    path("complaints/<str:code>/withdraw", views.withdraw, name="withdraw"),
    path("studio/complaints", views.complaints, name="complaints"),
    path("studio/complaints/<int:complaint_id>", views.desk, name="desk"),
    path("studio/complaints/<int:complaint_id>/picture", views.picture, name="picture"),
    path("studio/complaints/<int:complaint_id>/answer", views.answer, name="answer"),
]
