from django.urls import path

from zhiyu.integrations.wechat_pay import views

app_name = "wechat_pay"
urlpatterns = [path("integrations/wechat-pay/<slug:name>/notify", views.notify, name="notify")]
