from django.urls import path

from zhiyu.platform import health

app_name = "platform"
urlpatterns = [path("healthz", health.healthz, name="healthz")]
