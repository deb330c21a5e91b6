from django.urls import path

from zhiyu.commerce.views import checkout, learner, studio

app_name = "commerce"
urlpatterns = [
    path("checkout/<slug:code>", checkout.checkout, name="checkout"),
    path("orders/<str:no>/pay", checkout.pay, name="pay"),
    path("orders/<str:no>/state", checkout.state, name="pay_state"),
    path("orders/<str:no>/done", checkout.done, name="done"),
    path("orders/<str:no>/cancel", checkout.cancel, name="cancel"),
    path("me/orders", learner.my_orders, name="my_orders"),
    path("me/orders/<str:no>", learner.my_order, name="my_order"),
    path("me/orders/<str:no>/refund", learner.ask_refund, name="ask_refund"),
    path("studio/orders", studio.orders, name="studio_orders"),
    path("studio/orders.csv", studio.orders_csv, name="studio_orders_csv"),
    path("studio/orders/<str:no>", studio.order, name="studio_order"),
    path("studio/refunds", studio.refunds, name="studio_refunds"),
    path("studio/refunds/<int:refund_id>", studio.refund, name="studio_refund"),
    path("studio/refunds/<int:refund_id>/approve", studio.approve, name="studio_approve"),
    path("studio/refunds/<int:refund_id>/reject", studio.reject, name="studio_reject"),
    path("studio/refunds/<int:refund_id>/retry", studio.retry, name="studio_retry"),
]
