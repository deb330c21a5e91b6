from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.works"
    label = "works"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.tracing import owned  # noqa: PLC0415

        queries = import_module("zhiyu.works.queries")
        owned.register(queries.all_owned, queries.said_of)
        register(import_module("zhiyu.works.belongings").WORKS)
        import_module("zhiyu.works.receivers")
        import_module("zhiyu.works.notices").register_templates()
