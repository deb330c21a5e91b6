from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.platform"
    label = "platform"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from zhiyu.platform.figures import register  # noqa: PLC0415 -- models are loaded only by now

        register()
