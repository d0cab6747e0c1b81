"""What is wrong with a password or a sign-in; what is refused in the course of service is in rules.py."""

from __future__ import annotations

from tierline.errors import InputError, NotSignedIn
from tierline.wording import Text


class PasswordWeak(InputError):
    """A new password that would soon be guessed; it is not repeated."""

    text = Text("{field}: {problem}. Choose another.", "{field}：{problem}，请另选。")


class CustomerSignInRefused(NotSignedIn):
    """A number and password that do not open anything; why is not told, for it would help whoever guesses."""

    text = Text(
        "The number or the service password is not right, or there were too many failures: "
        "then wait {minutes} minutes. A password can be issued anew by the hotline or in a hall.",
        "号码或服务密码不正确；如失败次数过多，请等待 {minutes} 分钟。可通过热线或营业厅重新获取服务密码。",
    )


class InitialPasswordRefused(NotSignedIn):
    """A right password that is still the issued one. Clause: LOY-03."""

    text = Text(
        "This is the initial service password. Change it first, by the hotline or in a hall.",
        "这是初始服务密码，请先通过热线或营业厅修改后再登录。",
    )
