from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"
