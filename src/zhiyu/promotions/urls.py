from django.urls import path

from zhiyu.promotions.views import counting, learner, studio

app_name = "promotions"
urlpatterns = [
    path("me/coupons", learner.my_coupons, name="my_coupons"),
    path("coupons/<int:coupon_id>/claim", learner.claim, name="claim"),
    path("studio/deals", studio.deal_list, name="deals"),
    path("studio/deals/new", studio.deal_new, name="deal_new"),
    path("studio/deals/new/coupon", studio.coupon_new, name="coupon_new"),
    path("studio/deals/new/counting", counting.counting_new, name="counting_new"),
    path("studio/deals/counting/<int:product_id>", counting.counting, name="counting"),
    path("studio/deals/counting/<int:product_id>/stop", counting.counting_stop, name="counting_stop"),
    path("studio/deals/new/<str:kind>", studio.deal_of_kind, name="deal_of_kind"),
    path("studio/deals/<int:deal_id>", studio.deal, name="deal"),
    path("studio/deals/<int:deal_id>/switch", studio.deal_switch, name="deal_switch"),
    path("studio/deals/floors/<int:product_id>", studio.floor, name="floor"),
    path("studio/coupons/<int:coupon_id>", studio.coupon, name="coupon"),
    path("studio/coupons/<int:coupon_id>/switch", studio.coupon_switch, name="coupon_switch"),
    path("studio/coupons/<int:coupon_id>/give", studio.coupon_give, name="coupon_give"),
]
