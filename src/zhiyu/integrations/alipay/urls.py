from django.urls import path

from zhiyu.integrations.alipay import views

app_name = "alipay"
urlpatterns = [path("integrations/alipay/<slug:name>/notify", views.notify, name="notify")]
