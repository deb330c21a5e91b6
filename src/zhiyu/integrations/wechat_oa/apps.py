from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.integrations.wechat_oa"
    label = "wechat_oa"
    default_auto_field = "django.db.models.BigAutoField"
