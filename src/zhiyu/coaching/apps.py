from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.coaching"
    label = "coaching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts.belongings import register  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.commerce.consumption import register_meter  # noqa: PLC0415

        import_module("zhiyu.coaching.receivers")
        import_module("zhiyu.coaching.notices").register_templates()
        kept = import_module("zhiyu.coaching.belongings")
        register(kept.SESSIONS)
        register(kept.APPOINTMENTS)
        register_meter("sessions", import_module("zhiyu.coaching.queries").delivered)
