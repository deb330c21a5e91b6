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


class TooManyTries(DomainError):
    """``extra["retry_after"]`` says after how many seconds the next try is looked at."""

    code = "too_many_tries"
    status = 429
    message = _("试得太多次了，请稍等一会儿再试。")


class InvalidEmail(DomainError):
    code = "invalid_email"
    status = 422
    message = _("请填写完整的邮箱地址，比如 name@example.com。")


class MailNotConnected(DomainError):
    code = "mail_not_connected"
    status = 503
    message = _("学堂还没有接通邮件服务，请改用手机号。")


class WrongPassword(DomainError):
    """The same for an address nobody has: the answer tells a stranger nothing."""

    code = "wrong_password"
    status = 422
    message = _("邮箱或密码不对。")


class WeakPassword(DomainError):
    """``extra["errors"]`` says each thing that is wrong."""

    code = "weak_password"
    status = 422
    message = _("这个密码不够安全，请换一个。")


class PhoneTaken(DomainError):
    code = "phone_taken"
    message = _("这个手机号已经是另一个账号的登录手机号。请先登录那个账号处理，或换一个号码。")


class EmailTaken(DomainError):
    code = "email_taken"
    message = _("这个邮箱已经绑定了另一个账号。")


class ProofNeeded(DomainError):
    """A dangerous step asks again who is there; see ``POST /me/proof``."""

    code = "proof_needed"
    status = 403
    message = _("为了安全，请先确认是你本人。")


class FactorRequired(DomainError):
    """The first step of a login is right; ``extra`` holds a ticket for the second and what it may be."""

    code = "factor_required"
    status = 403
    message = _("请完成两步验证。")


class FactorMissing(DomainError):
    code = "factor_missing"
    status = 403
    message = _("管理学堂的账号需要先开启两步验证。")


class WrongFactor(DomainError):
    code = "wrong_factor"
    status = 422
    message = _("验证码不对，请看验证器里现在显示的 6 位数字，或用一个还没用过的恢复码。")


class LastWayIn(DomainError):
    code = "last_way_in"
    message = _("这是你最后一种登录方式，不能解除。")


class CannotClose(DomainError):
    """``extra["reasons"]`` says what stands in the way."""

    code = "cannot_close"
    message = _("现在还不能注销。")
