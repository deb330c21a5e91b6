from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.onsite"
    label = "onsite"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now

        register(import_module("zhiyu.onsite.belongings").SEATS)
        import_module("zhiyu.onsite.receivers")
        import_module("zhiyu.onsite.notices").register_templates()
