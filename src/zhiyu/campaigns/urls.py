from django.urls import path

from zhiyu.campaigns import views

app_name = "campaigns"
urlpatterns = [
    path("studio/campaigns", views.campaign_list, name="campaigns"),
    path("studio/campaigns/new", views.campaign_new, name="campaign_new"),
    path("studio/campaigns/new/<slug:template>", views.campaign_plan, name="campaign_plan"),
    path("studio/campaigns/<int:campaign_id>", views.campaign, name="campaign"),
    path("studio/campaigns/<int:campaign_id>/edit", views.campaign_edit, name="campaign_edit"),
    path("studio/campaigns/<int:campaign_id>/move", views.campaign_move, name="campaign_move"),
    path("studio/campaigns/<int:campaign_id>/publish", views.publish, name="publish"),
    path("studio/campaigns/<int:campaign_id>/stop", views.stop, name="stop"),
    path("studio/campaigns/<int:campaign_id>/discard", views.discard, name="discard"),
    path("studio/campaigns/<int:campaign_id>/offers", views.offer_add, name="offer_add"),
    path("studio/campaigns/<int:campaign_id>/offers/<int:offer_id>/remove", views.offer_remove, name="offer_remove"),
    path("studio/campaigns/<int:campaign_id>/orders", views.orders, name="orders"),
]
