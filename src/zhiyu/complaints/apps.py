from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.complaints"
    label = "complaints"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now

        import_module("zhiyu.complaints.receivers")
        register(import_module("zhiyu.complaints.belongings").COMPLAINTS)
        import_module("zhiyu.complaints.notices").register_templates()
