from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.screening"
    label = "screening"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now

        import_module("zhiyu.screening.receivers")
        register(import_module("zhiyu.screening.belongings").APPLICATIONS)
        import_module("zhiyu.screening.notices").register_templates()
