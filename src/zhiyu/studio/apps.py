from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.studio"
    label = "studio"
