from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.backups"
    label = "backups"
    default_auto_field = "django.db.models.BigAutoField"
