from django.urls import URLPattern, URLResolver, include, path

from zhiyu.api.root import api

urlpatterns: list[URLPattern | URLResolver] = [
    # What is asked for most comes first: each address before the one wanted is tried.
    path("api/v1/", api.urls),
    path("", include("zhiyu.media.urls")),
    path("", include("zhiyu.courseware.urls")),
    path("", include("zhiyu.storefront.urls")),
    path("", include("zhiyu.platform.urls")),
    path("", include("zhiyu.accounts.urls")),
    path("", include("zhiyu.catalog.urls")),
    path("", include("zhiyu.integrations.alipay.urls")),
    path("", include("zhiyu.integrations.transfer.urls")),
    path("", include("zhiyu.integrations.wechat_oa.urls")),
    path("", include("zhiyu.integrations.wechat_pay.urls")),
    path("", include("zhiyu.promotions.urls")),
    path("", include("zhiyu.messaging.urls")),
    path("", include("zhiyu.screening.urls")),
    path("", include("zhiyu.complaints.urls")),
    path("", include("zhiyu.works.urls")),
    path("", include("zhiyu.imports.urls")),
    path("", include("zhiyu.tracing.urls")),
    path("", include("zhiyu.commerce.urls")),
    path("", include("zhiyu.invoices.urls")),
    path("", include("zhiyu.gifts.urls")),
    path("", include("zhiyu.coaching.urls")),
    path("", include("zhiyu.live.urls")),
    path("", include("zhiyu.tips.urls")),
    path("", include("zhiyu.records.urls")),
    path("", include("zhiyu.campaigns.urls")),
    path("", include("zhiyu.rooms.urls")),
    path("", include("zhiyu.onsite.urls")),
    path("", include("zhiyu.studio.urls")),
    path("", include("zhiyu.ui.urls")),
]

handler400 = "zhiyu.ui.errors.bad_request"
handler403 = "zhiyu.ui.errors.forbidden"
handler404 = "zhiyu.ui.errors.not_found"
handler500 = "zhiyu.ui.errors.broken"
