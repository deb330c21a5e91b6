from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.ledger"
    label = "ledger"
    default_auto_field = "django.db.models.BigAutoField"
