from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.integrations.alipay"
    label = "alipay"
    default_auto_field = "django.db.models.BigAutoField"
