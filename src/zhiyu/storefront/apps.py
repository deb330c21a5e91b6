from django.apps import AppConfig


class Config(AppConfig):
    name = "zhiyu.storefront"
    label = "storefront"
