from django.utils.translation import gettext_lazy as _

from zhiyu.kernel.errors import DomainError


class InvalidPhone(DomainError):
    code = "invalid_phone"
    status = 422
    message = _("请填写 11 位的中国大陆手机号。")


class TooManyCodes(DomainError):
    """``extra["retry_after"]`` says after how many seconds the next one may be asked for."""

    code = "too_many_codes"
    status = 429
    message = _("验证码发得太频繁了，请稍后再试。")


class SmsFailed(DomainError):
    code = "sms_failed"
    status = 502
    message = _("短信没有发出去，请稍后再试。")


class SmsLimitReached(DomainError):
    """The school's own limit of messages a day, so that nobody can spend its money at will."""

    code = "sms_limit_reached"
    status = 503
    message = _("今天的验证码短信发得太多，暂时停了。可以用邮箱或微信登录，或明天再来。")


class WrongCode(DomainError):
    code = "wrong_code"
    status = 422
    message = _("验证码不对，请填写最近一条短信里的 6 位数字。")


class CodeExpired(DomainError):
    code = "code_expired"
    status = 422
    message = _("验证码已失效，请重新获取。")


class AgreementsNotAccepted(DomainError):
    """``extra["agreements"]`` lists the ids that are still to be accepted."""

    code = "agreements_not_accepted"
    status = 422
    message = _("请先阅读并同意用户协议和隐私政策。")


class AccountClosed(DomainError):
    code = "account_closed"
    status = 403
    message = _("这个账号已停用，请联系学堂客服。")


class LoginRequired(DomainError):
    code = "login_required"
    status = 401
    message = _("请先登录。")


class CsrfFailed(DomainError):
    code = "csrf_failed"
    status = 403
    message = _("页面停留太久了，请刷新后再试。")


class IdentityTaken(DomainError):
    code = "identity_taken"
    message = _("这个微信已经绑定了另一个账号。")


class SetupTokenWrong(DomainError):
    code = "setup_token_wrong"
    status = 403
    message = _("安装口令不对或已用过。请使用启动时打印出来的完整地址。")


class AlreadySetUp(DomainError):
    code = "already_set_up"
    message = _("学堂已经有校长了，请直接登录。")


class LastOwner(DomainError):
    code = "last_owner"
    message = _("至少要保留一位校长。")


class NobodyWithPhone(DomainError):
    code = "nobody_with_phone"
    status = 422
    message = _("没有找到用这个手机号登录过的人，请先让对方登录一次。")
