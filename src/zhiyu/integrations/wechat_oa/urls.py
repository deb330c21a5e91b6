from django.urls import path

from zhiyu.integrations.wechat_oa import views

app_name = "wechat_oa"
urlpatterns = [
    path("integrations/wechat-oa/login", views.login, name="login"),
    path("integrations/wechat-oa/join", views.join, name="join"),
    path("integrations/wechat-oa/callback", views.callback, name="callback"),
]
