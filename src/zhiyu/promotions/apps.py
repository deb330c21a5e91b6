from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.promotions"
    label = "promotions"
    default_auto_field = "django.db.models.BigAutoField"
