from django.urls import path

from zhiyu.integrations.transfer.views import learner, studio

app_name = "transfer"
urlpatterns = [
    path("orders/<str:no>/transfer", learner.pay, name="pay"),
    path("studio/transfers", studio.transfer_list, name="transfers"),
    path("studio/transfers/account", studio.account, name="account"),
    path("studio/transfers/<int:transfer_id>", studio.transfer, name="transfer"),
    path("studio/transfers/<int:transfer_id>/slip", studio.slip, name="slip"),
    path("studio/transfers/<int:transfer_id>/refuse", studio.refuse, name="refuse"),
    path("studio/transfers/returns/<int:return_id>", studio.returned, name="returned"),
]
