from django.urls import path

from zhiyu.works.views import own, searches, seen, studio

app_name = "works"
urlpatterns = [
    path("me/works", own.mine, name="mine"),
    path("me/works/new", own.new, name="new"),
    path("me/works/searches", searches.searches, name="searches"),
    path("me/works/searches/<int:search_id>", searches.search, name="search"),
    path("me/works/searches/<int:search_id>/progress", searches.progress, name="search_progress"),
    path("me/works/searches/<int:search_id>/evidence.zip", searches.evidence, name="evidence"),
    path("me/works/<str:code>", own.own, name="own"),
    path("me/works/<str:code>/pictures", own.add, name="add"),
    path("me/works/<str:code>/remove", own.remove, name="remove"),
    path("me/works/<str:code>/pictures/<int:number>/original", own.original, name="original"),
    path("works/<str:code>", seen.work, name="work"),
    path("works/<str:code>/<int:number>.webp", seen.picture, name="picture"),
    path("courses/<str:slug>/works", seen.of_course, name="of_course"),
    path("studio/works", studio.works, name="works"),
    path("studio/works/<int:work_id>", studio.work, name="studio_work"),
    path("studio/works/<int:work_id>/hide", studio.hide, name="hide"),
    path("studio/works/<int:work_id>/show", studio.show, name="show"),
]
