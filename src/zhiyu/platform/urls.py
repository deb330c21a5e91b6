from django.urls import path

from zhiyu.platform import health, metrics

app_name = "platform"
urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("metrics", metrics.metrics, name="metrics"),
]
