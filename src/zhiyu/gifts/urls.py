from django.urls import path

from zhiyu.gifts.views import giving, redeeming, studio

app_name = "gifts"
urlpatterns = [
    path("redeem", redeeming.redeem, name="redeem"),
    path("gifts/give/<slug:code>", giving.give, name="give"),
    path("gifts/<str:token>", giving.gift, name="gift"),
    path("gifts/<str:token>/claim", giving.claim, name="claim"),
    path("me/gifts", giving.my_gifts, name="my_gifts"),
    path("me/gifts/<str:no>", giving.given, name="given"),
    path("me/gifts/<str:no>/<int:gift_id>/renew", giving.renew, name="renew"),
    path("studio/codes", studio.batches, name="batches"),
    path("studio/codes/new", studio.batch_new, name="batch_new"),
    path("studio/codes/<int:batch_id>", studio.batch, name="batch"),
    path("studio/codes/<int:batch_id>/codes.csv", studio.batch_csv, name="batch_csv"),
    path("studio/codes/<int:batch_id>/cards", studio.batch_cards, name="batch_cards"),
    path("studio/codes/<int:batch_id>/revoke", studio.batch_revoke, name="batch_revoke"),
    path("studio/codes/<int:batch_id>/<int:code_id>/revoke", studio.code_revoke, name="code_revoke"),
    path("studio/gifts", studio.gifts, name="studio_gifts"),
]
