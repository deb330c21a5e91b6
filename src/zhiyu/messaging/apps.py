from importlib import import_module

from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.accounts import known  # noqa: PLC0415 -- models are loaded only by now
        from zhiyu.accounts.belongings import register  # noqa: PLC0415

        import_module("zhiyu.messaging.receivers")
        register(import_module("zhiyu.messaging.belongings").MESSAGES)
        known.mark(
            "messages",
            "exists(select from messaging_message m where m.recipient_id = d.user_id and m.read_at is null)",
        )
