from django.urls import path

from zhiyu.records import views

app_name = "records"
urlpatterns = [
    path("me/records", views.mine, name="mine"),
    path("records", views.check, name="check"),
    path("records/<slug:number>", views.proof, name="proof"),
    path("records/<slug:number>/paper", views.paper, name="paper"),
    path("records/<slug:number>/file", views.file, name="file"),
    path(".well-known/zhiyu-records.json", views.keys, name="keys"),
    path("studio/learners/<int:user_id>/records", views.of_learner, name="of_learner"),
]
