"""What the states, kinds and failures of messages are called."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.messages.model import Purpose, Reason, State
from tierline.wording import Text

STATES: Mapping[State, Text] = {
    State.WAITING: Text("Waiting", "等待发送"),
    State.SENDING: Text("Being sent", "发送中"),
    State.SENT: Text("Sent", "已发送"),
    State.DELIVERED: Text("Delivered", "已送达"),
    State.FAILED: Text("Failed", "发送失败"),
    State.WITHHELD: Text("Withheld", "未予发送"),
}

MARKS: Mapping[State, str] = {
    State.WAITING: "hold",
    State.SENDING: "hold",
    State.SENT: "ok",
    State.DELIVERED: "ok",
    State.FAILED: "bad",
    State.WITHHELD: "",
}
"""The sign beside each state."""

PURPOSES: Mapping[Purpose, Text] = {
    Purpose.COMMAND_ANSWER: Text("Answer to an SMS", "短信指令回复"),
    Purpose.SERVICE: Text("About the line itself", "业务通知"),
    Purpose.NOTICE: Text("Notice", "告知"),
    Purpose.CARE: Text("Care", "关怀"),
    Purpose.MARKETING: Text("Marketing", "营销"),
    Purpose.EVENT: Text("Event for a system", "系统事件"),
}

REASONS: Mapping[str, Text] = {
    Reason.DO_NOT_DISTURB: Text("The customer asked not to be disturbed.", "客户已设置免打扰。"),
    Reason.LINE_CLOSED: Text("The line is closed.", "线路已销户。"),
    Reason.LINE_GONE: Text("The line is not there any more.", "线路已不存在。"),
    Reason.OWNER_CHANGED: Text("The line has another owner by now.", "线路已过户。"),
    Reason.WEBHOOK_GONE: Text("The webhook was removed or switched off.", "事件回调已删除或停用。"),
    Reason.SECRET_UNREADABLE: Text(
        "The webhook's secret was sealed with another key.", "事件回调的密钥由另一密钥加密，无法读取。"
    ),
    Reason.NO_ANSWER: Text("No answer.", "对方无响应。"),
    "timeout": Text("No answer in time.", "对方响应超时。"),
    "address_not_allowed": Text("Its address may not be written to.", "该地址不允许发送。"),
    "redirect": Text("It leads elsewhere, which is not followed.", "对方要求跳转，未予跟随。"),
    "connection_lost": Text("The connection was lost.", "连接中断。"),
    "gaierror": Text("Its name leads to no address.", "域名无法解析。"),
    "ConnectError": Text(
        "It takes no connection, or shows no valid certificate.", "无法建立连接，或证书无效。"
    ),
    "ReadError": Text("It broke off before it answered.", "对方未应答即断开。"),
    "RemoteProtocolError": Text("It broke off before it answered.", "对方未应答即断开。"),
    "esme_rinvdstadr": Text("The centre knows no such number.", "短信中心无此号码。"),
    "esme_rinvdstton": Text("The centre does not take numbers of this form.", "短信中心不接受该号码格式。"),
    "esme_rinvdstnpi": Text("The centre does not take numbers of this form.", "短信中心不接受该号码格式。"),
    "esme_rinvmsglen": Text("The message is too long for the centre.", "消息长度超出短信中心限制。"),
    "esme_rx_p_appn": Text("The centre refused it for good.", "短信中心拒绝，重发无效。"),
    "esme_rx_r_appn": Text("The centre refused it.", "短信中心拒绝发送。"),
    "esme_rinvsrcadr": Text("The centre does not accept the sender's number.", "短信中心不接受该发送号码。"),
    "esme_rsubmitfail": Text("The centre did not take it.", "短信中心未接收。"),
    "esme_rsyserr": Text("The centre has a fault.", "短信中心故障。"),
    "esme_rmsgqful": Text("The centre's queue is full.", "短信中心队列已满。"),
    "esme_rthrottled": Text("The centre takes fewer at once.", "短信中心限流。"),
    "receipt_undeliv": Text("The centre could not deliver it.", "短信中心未能送达。"),
    "receipt_expired": Text("The centre gave up: it took too long.", "短信中心超时未送达。"),
    "receipt_rejectd": Text("The centre refused it.", "短信中心拒绝发送。"),
    "receipt_deleted": Text("The centre deleted it.", "短信中心已删除该消息。"),
    "receipt_unknown": Text("The centre does not know what became of it.", "短信中心无法确认结果。"),
}

HTTP = "http_"

TOPICS: Mapping[str, Text] = {
    "line.suspend": Text("a line is to be suspended", "线路应停机"),
    "line.resume": Text("a line is to be resumed", "线路应复机"),
    "reconnection.extended": Text("a reconnection was extended", "紧急开机已延长"),
    "order.placed": Text("an order was placed", "已受理订单"),
    "order.cancelled": Text("an order was cancelled", "订单已取消"),
    "contact.due": Text("a contact is due", "联系计划到期"),
}
"""The events that the rooms announce."""

TEST = Text("a test", "测试事件")


def reason(code: str) -> Text:
    """Why a message failed or was withheld; the other side's own word where there is none of ours."""
    if code.startswith(HTTP):
        status = code.removeprefix(HTTP)
        return Text(f"The receiver answered HTTP {status}.", f"接收方返回 HTTP {status}。")
    return REASONS.get(code, Text(code, code))
