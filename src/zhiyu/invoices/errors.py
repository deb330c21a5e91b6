from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class InvoiceStateError(DomainError):
    code = "invoice_state"
    message = _("发票现在的状态不能这样操作，请刷新后再试。")


class NotOffered(DomainError):
    code = "invoices_not_offered"
    status = 422
    message = _("学堂现在不提供发票，有需要请联系客服。")


class NothingToInvoice(DomainError):
    code = "nothing_to_invoice"
    status = 422
    message = _("这笔订单没有可以开票的金额。")


class InvoiceOpen(DomainError):
    code = "invoice_open"
    message = _("这笔订单已经有一张发票在开，请等它开好。")


class RefundUnderway(DomainError):
    code = "refund_underway"
    message = _("这笔订单正在退款，退款结束以后再申请发票。")


class TaxNoWrong(DomainError):
    code = "tax_no_wrong"
    status = 422
    message = _("统一社会信用代码不对，请对着营业执照再核对一遍，一共 18 位。")


class NumberWrong(DomainError):
    code = "number_wrong"
    status = 422
    message = _("发票号码是 20 位数字（旧版电子发票是 8 位）。")


class NumberTaken(DomainError):
    code = "number_taken"
    message = _("这个发票号码已经登记在另一张发票上。")


class FileRefused(DomainError):
    code = "file_refused"
    status = 422
    message = _("请上传 PDF 或 OFD 格式的发票文件，每个不超过 10 MB。")


class TooManyTitles(DomainError):
    code = "too_many_titles"
    status = 422
    message = _("抬头最多存 20 个，请先删掉不用的。")
