from django.urls import path

from zhiyu.studio.views import access_log, backups, finding, health, home, learners, members, prices, school, tiers

app_name = "studio"
urlpatterns = [
    path("studio", home.to_home),
    path("studio/", home.home, name="home"),
    path("studio/days/<str:on>", home.day, name="day"),
    path("studio/find", finding.find, name="find"),
    path("studio/learners", learners.learner_list, name="learners"),
    path("studio/learners/<int:user_id>", learners.learner, name="learner"),
    path("studio/learners/<int:user_id>/phone", learners.phone, name="learner_phone"),
    path("studio/learners/<int:user_id>/move-phone", learners.move_phone, name="move_phone"),
    path("studio/settings/access-log", access_log.access_log, name="access_log"),
    path("studio/settings", school.profile, name="settings"),
    path("studio/settings/team", school.team, name="team"),
    path("studio/settings/team/<int:user_id>/<str:role>/take", school.take_role, name="take_role"),
    path("studio/settings/payment", school.payment, name="payment"),
    path("studio/settings/backups", backups.backups, name="backups"),
    path("studio/settings/backups/now", backups.begin, name="backup_now"),
    path("studio/settings/backups/<int:backup_id>/download", backups.download, name="backup_download"),
    path("studio/tiers", tiers.tiers, name="tiers"),
    path("studio/tiers/<int:product_id>", tiers.step, name="tier_step"),
    path("studio/tiers/<int:product_id>/people", tiers.walkers, name="walkers"),
    path("studio/plans/<int:plan_id>/members", members.group_members, name="group_members"),
    path("studio/plans/<int:plan_id>/members.csv", members.group_members_csv, name="group_members_csv"),
    path("studio/prices", prices.prices, name="prices"),
    path("studio/health", health.health, name="health"),
    path("studio/health/jobs/<int:job_id>/retry", health.retry_dead, name="job_retry"),
    path("studio/health/deliveries/<int:delivery_id>/retry", health.retry, name="delivery_retry"),
]
