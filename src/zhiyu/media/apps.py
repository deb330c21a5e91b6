from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.media"
    label = "media"
    default_auto_field = "django.db.models.BigAutoField"
