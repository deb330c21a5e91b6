from django.urls import path

from zhiyu.invoices.views import learner, studio

app_name = "invoices"
urlpatterns = [
    path("me/invoices", learner.my_invoices, name="my_invoices"),
    path("me/invoices/titles", learner.titles, name="titles"),
    path("me/invoices/titles/new", learner.title_new, name="title_new"),
    path("me/invoices/titles/<int:title_id>", learner.title, name="title"),
    path("me/invoices/titles/<int:title_id>/remove", learner.title_remove, name="title_remove"),
    path("me/invoices/<int:invoice_id>/cancel", learner.cancel, name="cancel"),
    path("me/invoices/<int:invoice_id>/file", learner.file, name="file"),
    path("me/orders/<str:no>/invoice", learner.of_order, name="of_order"),
    path("me/orders/<str:no>/invoice/card", learner.card, name="card"),
    path("studio/invoices", studio.invoices, name="studio_invoices"),
    path("studio/invoices.csv", studio.invoices_csv, name="studio_invoices_csv"),
    path("studio/invoices/issue", studio.issue, name="studio_issue"),
    path("studio/invoices/numbers", studio.numbers, name="studio_numbers"),
    path("studio/invoices/files", studio.files, name="studio_files"),
    path("studio/invoices/seller", studio.seller, name="seller"),
    path("studio/invoices/<int:invoice_id>", studio.invoice, name="studio_invoice"),
    path("studio/invoices/<int:invoice_id>/issued", studio.issued, name="studio_issued"),
    path("studio/invoices/<int:invoice_id>/reject", studio.reject, name="studio_reject"),
    path("studio/invoices/<int:invoice_id>/red", studio.red, name="studio_red"),
    path("studio/invoices/<int:invoice_id>/reversed", studio.reversed_, name="studio_reversed"),
    path("studio/invoices/<int:invoice_id>/file", studio.file, name="studio_file"),
    path("studio/invoices/<int:invoice_id>/file/put", studio.put_file, name="studio_put_file"),
]
