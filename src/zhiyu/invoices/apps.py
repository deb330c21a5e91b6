from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.invoices"
    label = "invoices"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.commerce.undo import register_undo  # noqa: PLC0415

        import_module("zhiyu.invoices.receivers")
        register(import_module("zhiyu.invoices.belongings").INVOICES)
        import_module("zhiyu.invoices.notices").register_templates()
        register_undo("invoices", import_module("zhiyu.invoices.giving_back").TakesBack())
