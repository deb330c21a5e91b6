from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.integrations.sms"
    label = "sms"
    default_auto_field = "django.db.models.BigAutoField"
