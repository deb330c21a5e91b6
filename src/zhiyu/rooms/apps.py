from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.rooms"
    label = "rooms"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now

        register(import_module("zhiyu.rooms.belongings").ROOMS)
        import_module("zhiyu.rooms.notices").register_templates()
        import_module("zhiyu.rooms.receivers")
