from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.integrations.wechat_pay"
    label = "wechat_pay"
    default_auto_field = "django.db.models.BigAutoField"
