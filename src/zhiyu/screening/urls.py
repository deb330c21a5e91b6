from django.urls import path

from zhiyu.screening import views

app_name = "screening"
urlpatterns = [
    path("studio/products/<int:product_id>/application", views.screen, name="screen"),
    path("studio/products/<int:product_id>/application/preview", views.preview, name="screen_preview"),
    path("studio/applications", views.applications, name="applications"),
    path("studio/applications/approve", views.approve_several, name="approve_several"),
    path("studio/applications/<int:application_id>/approve", views.approve, name="approve"),
    path("studio/applications/<int:application_id>/decline", views.decline, name="decline"),
]
