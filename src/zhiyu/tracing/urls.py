from django.urls import path

from zhiyu.tracing import views

app_name = "tracing"
urlpatterns = [
    path("studio/traces", views.inquiries, name="inquiries"),
    path("studio/traces/<int:inquiry_id>", views.inquiry, name="inquiry"),
    path("studio/traces/<int:inquiry_id>/progress", views.progress, name="progress"),
    path("studio/traces/<int:inquiry_id>/again", views.again, name="again"),
    path("studio/traces/<int:inquiry_id>/review", views.review, name="review"),
    path("studio/traces/films/<uuid:asset_id>/again", views.mark_again, name="mark_again"),
]
