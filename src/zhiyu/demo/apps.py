from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.demo"
    label = "demo"
