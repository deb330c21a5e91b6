from django.urls import path

from zhiyu.commerce.views import checkout, finance, learner, studio

app_name = "commerce"
urlpatterns = [
    path("checkout/<slug:code>", checkout.checkout, name="checkout"),
    path("orders/<str:no>/pay", checkout.pay, name="pay"),
    path("orders/<str:no>/state", checkout.state, name="pay_state"),
    path("orders/<str:no>/done", checkout.done, name="done"),
    path("orders/<str:no>/cancel", checkout.cancel, name="cancel"),
    path("group/<slug:code>/code", learner.group_code, name="group_code"),
    path("me/orders", learner.my_orders, name="my_orders"),
    path("me/orders/<str:no>", learner.my_order, name="my_order"),
    path("me/orders/<str:no>/refund", learner.ask_refund, name="ask_refund"),
    path("studio/orders", studio.orders, name="studio_orders"),
    path("studio/orders.csv", studio.orders_csv, name="studio_orders_csv"),
    path("studio/orders.xlsx", studio.orders_xlsx, name="studio_orders_xlsx"),
    path("studio/orders/stuck", finance.stuck_orders, name="studio_stuck"),
    path("studio/orders/stuck/payment/<int:pk>/return", finance.give_back, name="studio_stuck_return"),
    path("studio/orders/stuck/<str:kind>/<int:pk>", finance.stuck_order, name="studio_stuck_one"),
    path("studio/orders/stuck/<str:kind>/<int:pk>/ask", finance.ask_again, name="studio_stuck_ask"),
    path("studio/orders/stuck/<str:kind>/<int:pk>/settle", finance.settle, name="studio_stuck_settle"),
    path("studio/bills", finance.bills, name="studio_bills"),
    path("studio/bills/<int:statement_id>", finance.bill, name="studio_bill"),
    path("studio/bills/<int:statement_id>/check", finance.check_bill, name="studio_bill_check"),
    path(
        "studio/bills/differences/<int:difference_id>/settle",
        finance.settle_difference,
        name="studio_difference_settle",
    ),
    path("studio/orders/<str:no>", studio.order, name="studio_order"),
    path("studio/refunds", studio.refunds, name="studio_refunds"),
    path("studio/refunds/rates", studio.refund_rates, name="refund_rates"),
    path("studio/refunds/<int:refund_id>", studio.refund, name="studio_refund"),
    path("studio/refunds/<int:refund_id>/approve", studio.approve, name="studio_approve"),
    path("studio/refunds/<int:refund_id>/reject", studio.reject, name="studio_reject"),
    path("studio/refunds/<int:refund_id>/retry", studio.retry, name="studio_retry"),
]
