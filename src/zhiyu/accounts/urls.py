from django.urls import path

from zhiyu.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login", views.login, name="login"),
    path("login/code", views.login_code, name="login_code"),
    path("login/demo", views.login_demo, name="login_demo"),
    path("logout", views.logout, name="logout"),
    path("agreements/<str:key>", views.agreement, name="agreement"),
    path("me/devices", views.devices, name="devices"),
    path("me/devices/<int:device_id>/sign-out", views.device_sign_out, name="device_sign_out"),
    path("me/settings", views.settings_page, name="settings"),
    path("setup", views.setup, name="setup"),
    path("setup/code", views.setup_code, name="setup_code"),
]
