from django.apps import AppConfig
from django.conf import settings


class Config(AppConfig):
    name = "zhiyu.demo"
    label = "demo"

    def ready(self) -> None:
        if settings.DEMO:
            from zhiyu.demo.seed import missing_part  # noqa: PLC0415 -- models are loaded only now
            from zhiyu.platform import health  # noqa: PLC0415

            health.register("demo", missing_part)
