from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.studio"
    label = "studio"

    def ready(self) -> None:
        from zhiyu.studio.notices import register_templates  # noqa: PLC0415 -- models are loaded only by now

        register_templates()
