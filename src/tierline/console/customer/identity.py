"""How somebody shows who they are before an act: by the line, in a hall, by a password. Clause: ENT-07."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from tierline.rights.model import Actor
from tierline.service_passwords.model import Channel, Shown
from tierline.wording import Text


class Asker(StrEnum):
    """Who asks, and from where."""

    OWN_LINE = "own_line"
    OTHER_NUMBER = "other_number"
    HALL = "hall"
    MANAGER = "manager"


TITLES = {
    Asker.OWN_LINE: Text("The customer calls from this line", "客户用本机来电"),
    Asker.OTHER_NUMBER: Text("The customer calls from another number", "客户用其他号码来电"),
    Asker.HALL: Text("The customer is in the hall", "客户在营业厅"),
    Asker.MANAGER: Text("Their account manager asks for them", "客户经理代客户申请"),
}
CHANNELS = {
    Asker.OWN_LINE: Channel.HOTLINE,
    Asker.OTHER_NUMBER: Channel.HOTLINE,
    Asker.HALL: Channel.HALL,
    Asker.MANAGER: Channel.ACCOUNT_MANAGER,
}
CHECK_FIRST = Text("Check who is calling, then say so here.", "请先核验来电人身份，再勾选此项。")
DOCUMENT_OR_PASSWORD = Text(
    "Check a document and say so here, or ask for the service password.",
    "请核验有效证件后勾选，或请客户输入服务密码。",
)
PASSWORD_NEEDED = Text("Ask for the service password.", "请客户提供服务密码。")
BILL_PASSWORD_NEEDED = Text("Ask for the bill password.", "请客户提供话费密码。")


class Identified(BaseModel):
    """What the customer shows of who they are."""

    model_config = ConfigDict(extra="forbid")

    asker: Asker
    is_confirmed: bool = False
    password: SecretStr | None = Field(default=None, max_length=64)

    def shown(self, msisdn: str) -> Shown:
        """The same as the use cases take it; `msisdn` is the line's own number."""
        given = self.password.get_secret_value() if self.password else None
        is_own = self.asker is Asker.OWN_LINE
        return Shown(
            CHANNELS[self.asker],
            calls_from=msisdn if is_own else None,
            is_confirmed=self.is_confirmed,
            password=None if is_own else given,
        )

    def lacking(self) -> tuple[str, Text] | None:
        """The field that has to be filled in before it is worth asking, and why."""
        match self.asker:
            case Asker.OWN_LINE if not self.is_confirmed:
                return "is_confirmed", CHECK_FIRST
            case Asker.HALL if not self.is_confirmed and self.password is None:
                return "is_confirmed", DOCUMENT_OR_PASSWORD
            case Asker.OTHER_NUMBER if self.password is None:
                return "password", PASSWORD_NEEDED
            case Asker.MANAGER if self.password is None:
                return "password", BILL_PASSWORD_NEEDED
        return None


def askers_of(actor: Actor) -> list[tuple[Asker, Text]]:
    """Who may ask where somebody works, the likeliest first."""
    chosen = []
    if actor.may("appointment:keep"):
        chosen.append(Asker.HALL)
    if actor.may("contact:record"):
        chosen.append(Asker.MANAGER)
    if not chosen or actor.may("order:place"):
        chosen += [Asker.OWN_LINE, Asker.OTHER_NUMBER]
    return [(asker, TITLES[asker]) for asker in chosen]
