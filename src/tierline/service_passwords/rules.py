"""Which passwords are fit, what a try gives, and who has shown who they are. All pure."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise

from tierline.lines.model import Line
from tierline.service_passwords.model import Channel, Means, Password, PasswordKind, Refusal, Shown, Verdict
from tierline.wording import Text

DIGITS = re.compile(r"[0-9]{6,8}")


def weakness(password: str, line: Line) -> Text | None:
    """Why a password would soon be guessed by somebody who knows the line; None for one that is fit."""
    if not DIGITS.fullmatch(password):
        return Text("expected 6 to 8 digits", "应为6至8位数字")
    steps = {int(after) - int(before) for before, after in pairwise(password)}
    if len(steps) == 1 and steps <= {-1, 0, 1}:
        return Text("the digits are all alike or count up or down", "数字不能全部相同或连续递增、递减")
    if password in line.msisdn:
        return Text("it is part of the number", "不能是号码中的数字")
    if _holds_birthday(password, line):
        return Text("it holds the birthday", "不能包含生日")
    return None


def _holds_birthday(password: str, line: Line) -> bool:
    # Dates of six or eight digits have day and month at one of their ends, in either order.
    if not line.birthday_month or not line.birthday_day:
        return False
    month, day = f"{line.birthday_month:02}", f"{line.birthday_day:02}"
    return any(date in (password[:4], password[-4:]) for date in (month + day, day + month))


def verdict(password: Password | None, is_right: bool, now: datetime) -> Verdict:
    """What a try gives; `is_right` says whether it is the password."""
    if password is None:
        return Verdict.NOT_SET
    if password.wait_until is not None and now < password.wait_until:
        return Verdict.WAIT
    if not is_right:
        return Verdict.WRONG
    return Verdict.INITIAL if password.is_initial else Verdict.RIGHT


def after_failure(
    failed_count: int, most: int, wait: timedelta, now: datetime
) -> tuple[int, datetime | None]:
    """Failures counted and end of the wait after one more; the wait begins at `most` and the count anew."""
    if failed_count + 1 >= most:
        return 0, now + wait
    return failed_count + 1, None


def needed(shown: Shown, line: Line) -> PasswordKind | Means | Refusal:
    """By what a customer is known: a means that is enough, or the password to ask for. Clause: ENT-07."""
    match shown.channel:
        case Channel.ONLINE:
            return PasswordKind.SERVICE
        case Channel.ACCOUNT_MANAGER:
            return PasswordKind.BILL
        case Channel.HALL:
            return Means.DOCUMENT if shown.is_confirmed else PasswordKind.SERVICE
        case Channel.HOTLINE:
            if shown.calls_from != line.msisdn:
                return PasswordKind.SERVICE
            return Means.OWN_LINE if shown.is_confirmed else UNCONFIRMED


UNCONFIRMED = Refusal(
    "identity_not_confirmed",
    Text(
        "The call comes from the line itself: check who is calling, and confirm it.",
        "本机来电：请核验来电人身份并确认。",
    ),
    "ENT-07",
)

PASSWORD_NEEDED = {
    PasswordKind.SERVICE: Refusal(
        "service_password_needed",
        Text("Ask for the service password.", "请客户提供服务密码。"),
        "ENT-07",
    ),
    PasswordKind.BILL: Refusal(
        "bill_password_needed", Text("Ask for the bill password.", "请客户提供话费密码。"), "ENT-07"
    ),
}

REFUSED = {
    Verdict.INITIAL: Refusal(
        "password_initial",
        Text(
            "The password is still the initial one. The customer has to change it first.",
            "密码仍为初始密码，请客户先行修改。",
        ),
        "LOY-03",
    ),
    Verdict.WRONG: Refusal("password_wrong", Text("The password is not right.", "密码不正确。"), "ENT-07"),
    Verdict.NOT_SET: Refusal(
        "password_not_set",
        Text("The owner of this line has no password yet. Issue one.", "机主尚未设置密码，请先发放。"),
        "CHN-06",
    ),
    Verdict.WAIT: Refusal(
        "password_wait",
        Text("Too many failures. The password is not heard for a while.", "失败次数过多，请稍后再试。"),
        "ENT-07",
    ),
}

PHONE_LOST = Refusal(
    "suspended_by_customer",
    Text(
        "The line is suspended at the customer's wish: a password sent there could reach somebody else.",
        "该线路应客户要求停机：此时下发密码可能被他人获取。",
    ),
    "CHN-06",
)
