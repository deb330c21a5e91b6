from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"
