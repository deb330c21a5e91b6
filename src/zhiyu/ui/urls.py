from django.urls import path

from zhiyu.ui import brand, covers, preferences, styleguide

app_name = "ui"
urlpatterns = [
    path("favicon.ico", brand.favicon),
    path("ui/preferences", preferences.keep, name="preferences"),
    path("ui/brand/<int:hue>.css", brand.stylesheet, name="brand"),
    path("ui/covers/<slug:design>/<int:hue>.svg", covers.image, name="cover"),
    path("styleguide/", styleguide.page, name="styleguide"),
    path("styleguide", styleguide.page),
]
