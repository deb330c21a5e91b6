from django.urls import path

from zhiyu.integrations.alipay import views

app_name = "alipay"
urlpatterns = [
    path("integrations/alipay/<slug:name>/notify", views.notify, name="notify"),
    path("studio/settings/payment/alipay", views.certificates, name="certificates"),
    path("studio/settings/payment/alipay/leave", views.leave_certificates, name="leave_certificates"),
]
