"""What can be done to the catalogue. Everything that touches an outline locks the course's row first."""

from zhiyu.catalog.actions.applications import set_by_application
from zhiyu.catalog.actions.bundles import create_bundle, edit_bundle, publish_bundle, unpublish_bundle
from zhiyu.catalog.actions.categories import add_category, move_category, remove_category, rename_category
from zhiyu.catalog.actions.chapters import add_chapter, move_chapter, remove_chapter, rename_chapter
from zhiyu.catalog.actions.counting import set_counting
from zhiyu.catalog.actions.courses import create_course, edit_course
from zhiyu.catalog.actions.files import attach_file, detach_file, hold_back, set_lesson_asset, show_live
from zhiyu.catalog.actions.intakes import add_intake, close_intake, edit_intake, publish_intake
from zhiyu.catalog.actions.lessons import add_lesson, edit_lesson, move_lesson, remove_lesson, shift_lesson
from zhiyu.catalog.actions.packages import create_package, edit_package, publish_package, unpublish_package
from zhiyu.catalog.actions.photos import MOST as MOST_PHOTOS
from zhiyu.catalog.actions.photos import add_photo, caption_photo, place_photo, remove_photo
from zhiyu.catalog.actions.plans import create_plan, edit_group, edit_plan, publish_plan, unpublish_plan
from zhiyu.catalog.actions.presales import PreSaleTerms, call_off_presale, change_presale, start_presale
from zhiyu.catalog.actions.protecting import protect_course
from zhiyu.catalog.actions.publishing import publish, unpublish
from zhiyu.catalog.actions.seats import hold_seats, release_seats
from zhiyu.catalog.actions.singles import sell_lesson
from zhiyu.catalog.actions.steps import set_step
from zhiyu.catalog.actions.tips import tip_jar
from zhiyu.catalog.actions.welcomes import set_welcome
from zhiyu.catalog.actions.writings import put_ebook, write_article

__all__ = [
    "MOST_PHOTOS",
    "PreSaleTerms",
    "add_category",
    "add_chapter",
    "add_intake",
    "add_lesson",
    "add_photo",
    "attach_file",
    "call_off_presale",
    "caption_photo",
    "change_presale",
    "close_intake",
    "create_bundle",
    "create_course",
    "create_package",
    "create_plan",
    "detach_file",
    "edit_bundle",
    "edit_course",
    "edit_group",
    "edit_intake",
    "edit_lesson",
    "edit_package",
    "edit_plan",
    "hold_back",
    "hold_seats",
    "move_category",
    "move_chapter",
    "move_lesson",
    "place_photo",
    "protect_course",
    "publish",
    "publish_bundle",
    "publish_intake",
    "publish_package",
    "publish_plan",
    "put_ebook",
    "release_seats",
    "remove_category",
    "remove_chapter",
    "remove_lesson",
    "remove_photo",
    "rename_category",
    "rename_chapter",
    "sell_lesson",
    "set_by_application",
    "set_counting",
    "set_lesson_asset",
    "set_step",
    "set_welcome",
    "shift_lesson",
    "show_live",
    "start_presale",
    "tip_jar",
    "unpublish",
    "unpublish_bundle",
    "unpublish_package",
    "unpublish_plan",
    "write_article",
]
