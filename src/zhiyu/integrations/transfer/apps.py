from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.integrations.transfer"
    label = "transfer"
    default_auto_field = "django.db.models.BigAutoField"
