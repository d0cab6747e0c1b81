"""What the orders room refuses; what a customer is refused in the course of service is in rules.py."""

from __future__ import annotations

from tierline.errors import Conflict, InputError, Missing
from tierline.wording import Text


class OrderUnknown(Missing):
    """An order that is not there, or not to be seen by whoever asks. Clause: CHN-11."""

    text = Text("There is no order {order} that you can see.", "没有您可见的订单 {order}。")


class OrderNotPlaced(Conflict):
    """An order that is past being cancelled."""

    text = Text(
        "The order is {state}: only one that nobody has taken on can be cancelled.",
        "订单状态为 {state}：仅尚未受理的订单可以取消。",
    )


class OrderAnswered(Conflict):
    """An order that has another end already."""

    text = Text("The order is {state} already.", "订单已为 {state} 状态。")


class CodeWrong(InputError):
    """A product or plan that is missing, or named where none belongs."""

    text = Text(
        "{field}: an order of a product or a plan names its code; a suspension and a resumption have none.",
        "{field}：订购产品或套餐须给出代码；停机与复机不带代码。",
    )
