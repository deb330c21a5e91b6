from django.urls import URLPattern, URLResolver, include, path

from zhiyu.api.root import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("", include("zhiyu.platform.urls")),
]
