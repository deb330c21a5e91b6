from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.integrations.email"
    label = "email"
    default_auto_field = "django.db.models.BigAutoField"
