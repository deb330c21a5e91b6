from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.live"
    label = "live"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("zhiyu.live.receivers")
        import_module("zhiyu.live.notices").register_templates()
