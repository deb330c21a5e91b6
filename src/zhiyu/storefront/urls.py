from django.urls import path

from zhiyu.storefront.views import applications, copies, courses, crawlers, lessons, me, pauses, plans, topics, writings

app_name = "storefront"
urlpatterns = [
    path("", courses.home, name="home"),
    path("search", courses.search, name="search"),
    path("courses/<slug:slug>", courses.course, name="course"),
    path("courses/<slug:slug>/favourite", courses.favour, name="favour"),
    path("courses/<slug:slug>/take", courses.take, name="take"),
    path("courses/<slug:slug>/continue", courses.go_on, name="go_on"),
    path("courses/<slug:slug>/find", courses.find, name="find"),
    path("articles/<slug:slug>", writings.article, name="article"),
    path("ebooks/<slug:slug>", writings.ebook, name="ebook"),
    path("lessons/<int:lesson_id>/book", writings.book, name="book"),
    path("bundles/<slug:slug>", plans.bundle, name="bundle"),
    path("plans/<slug:slug>/group-qr", plans.group_qr, name="group_qr"),
    path("packages/<slug:slug>", plans.package, name="package"),
    path("plans/<slug:slug>", plans.plan, name="plan"),
    path("lessons/<int:lesson_id>", lessons.lesson, name="lesson"),
    path("lessons/<int:lesson_id>/complete", lessons.complete, name="complete"),
    path("lessons/<int:lesson_id>/files/<int:attachment_id>", lessons.file, name="file"),
    path("lessons/<int:lesson_id>/copy", copies.copy, name="copy"),
    path("lessons/<int:lesson_id>/copy/file", copies.copy_file, name="copy_file"),
    path("apply/<slug:code>", applications.apply, name="apply"),
    path("me/applications", applications.my_applications, name="my_applications"),
    path("me/applications/<int:application_id>/withdraw", applications.withdraw, name="withdraw"),
    path("topics/<slug:slug>", topics.topic, name="topic"),
    path("me", me.me, name="me"),
    path("me/", me.me),
    path("me/memberships/<slug:slug>/pause", pauses.pause, name="pause"),
    path("me/memberships/<slug:slug>/resume", pauses.resume, name="resume"),
    path("me/learning", me.my_learning, name="my_learning"),
    path("me/favourites", me.my_favourites, name="my_favourites"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
]
