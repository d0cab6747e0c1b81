"""What the people room refuses. None of it repeats an account, a name or a password."""

from __future__ import annotations

from tierline.errors import Conflict, Fault, InputError, Missing, NotAllowed, NotSignedIn, TooMany
from tierline.wording import Text


class SignInRefused(NotSignedIn):
    """An account or a password that is wrong, or a person who is not active; which of these is not told."""

    text = Text("The account or the password is not right.", "账号或密码不正确。")


class TooManyAttempts(TooMany):
    """An account, or a network address, that has failed too often to be heard now."""

    text = Text(
        "Too many attempts. Try again in {retry_after_seconds} seconds.",
        "尝试次数过多，请在 {retry_after_seconds} 秒后重试。",
    )


class LocalAccountsOff(NotAllowed):
    """An installation where everybody signs in with the identity provider."""

    text = Text(
        "Accounts with a password are not in use here. Sign in with the identity provider.",
        "此处不使用本地账号密码，请通过统一身份认证登录。",
    )


class NoPasswordHere(NotAllowed):
    """A password changed by whoever has none: a system or a customer."""

    text = Text("Only a person with an account here has a password.", "只有本系统的人员账号才有密码。")


class PostNotHeld(NotAllowed):
    """A site chosen at sign-in where the person holds no role."""

    text = Text("You hold no role at site {site!r}.", "您在站点 {site!r} 没有任何角色。")


class NoPostsHere(NotAllowed):
    """A post changed by whoever has none: a system or a customer."""

    text = Text("Only a person with an account here has posts.", "只有本系统的人员账号才有岗位。")


class PasswordFirst(NotAllowed):
    """A post changed by somebody whose password has to be changed before anything else."""

    text = Text("Set a new password first.", "请先设置新密码。")


class PersonUnknown(Missing):
    """A person who is not there, or not at a site of whoever asks."""

    text = Text("There is no such person that you can see.", "没有您可见的该人员。")


class ClientUnknown(Missing):
    """A system that is not there, or not at a site of whoever asks."""

    text = Text("There is no such system that you can see.", "没有您可见的该系统。")


class AccountTaken(Conflict):
    """An account that somebody has."""

    text = Text("{field}: somebody has this account. Choose another.", "{field}：该账号已被使用，请另选。")


class AccountWrong(InputError):
    """What cannot be an account; it is not repeated, for it may be a password typed in the wrong place."""

    text = Text(
        "{field}: expected 2 to 64 letters, digits or any of . _ @ -, the first a letter or digit.",
        "{field}：应为 2 至 64 位字母、数字或 . _ @ -，且以字母或数字开头。",
    )


class PasswordWeak(InputError):
    """A password that would soon be guessed."""

    text = Text("{field}: {problem}.", "{field}：{problem}。")


class RoleUnknown(InputError):
    """A role that an installation cannot assign."""

    text = Text(
        "{field}: found {found!r}, expected one of {known}.", "{field}：{found!r} 有误，应为 {known} 之一。"
    )


class RoleOutOfReach(NotAllowed):
    """A role that whoever asks may not give or take: that would be more than they have. Clause: CHN-11."""

    text = Text(
        "You cannot give or take {role} at site {site!r}. It has to lie within your own site, be a role for "
        "such a holder, and give no right to manage that you do not hold yourself.",
        "您不能在站点 {site!r} 授予或收回 {role}。站点须在您的管辖范围内，角色须适用于该对象，"
        "且不含您本人没有的管理权限。",
    )


class PersonOutOfReach(NotAllowed):
    """A person with a site or a role beyond those that whoever asks may give."""

    text = Text(
        "This person belongs to, or holds a role at, a site beyond yours. Ask an administrator of that site.",
        "该人员隶属于或任职于您管辖范围之外的站点，请联系该站点的管理员。",
    )


class NotYourself(NotAllowed):
    """A change of one's own rights or record."""

    text = Text(
        "Nobody changes their own record or roles. Ask another administrator.",
        "任何人不得修改本人的档案或角色，请联系其他管理员。",
    )


class OidcOff(Missing):
    """Sign-in with an identity provider where none is configured."""

    text = Text(
        "No identity provider is configured. Set TIERLINE_OIDC_ISSUER.",
        "尚未配置统一身份认证。请设置 TIERLINE_OIDC_ISSUER。",
    )


class IdentityProviderAway(Fault):
    """An identity provider that does not answer as the standard says; what it said is not repeated."""

    text = Text(
        "The identity provider does not answer as it should ({problem}). Try again.",
        "统一身份认证服务响应异常（{problem}），请重试。",
    )


class IdentityRefused(NotSignedIn):
    """An answer of the identity provider that proves nothing, or an account that is not known here."""

    text = Text(
        "Signing in with the identity provider did not succeed. Begin again; if it keeps failing, "
        "ask an administrator whether you have an account here.",
        "统一身份认证登录未成功。请重新登录；如仍失败，请向管理员确认您在本系统的账号。",
    )
