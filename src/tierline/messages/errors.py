"""What the messages room refuses."""

from __future__ import annotations

from tierline.errors import Conflict, Fault, InputError, Missing
from tierline.wording import Text


class TemplateWrong(InputError):
    """A template that could not be filled in. Facts: template, problem."""

    text = Text(
        "templates.yaml, {template}: {problem}. Correct the template.",
        "templates.yaml，{template}：{problem}。请改正该模板。",
    )


class TemplateUnknown(Fault):
    """A message of a template that there is not; a mistake of the program."""

    text = Text("There is no template {template} of a message.", "没有消息模板 {template}。")


class FactsWrong(Fault):
    """A message written without a fact that its template has; a mistake of the program."""

    text = Text(
        "Message {template}: found the facts {found}; expected at least {expected}.",
        "消息 {template}：给出的内容为 {found}；至少应有 {expected}。",
    )


class MessageUnknown(Missing):
    """No such message, or not one that whoever asks may see."""

    text = Text("There is no message {id} that you can see.", "没有您可见的消息 {id}。")


class MessageNotFailed(Conflict):
    """A message that is sent again by hand although it did not fail."""

    text = Text(
        "The message is {state}; only a failed one, whose text is kept, can be sent again.",
        "消息状态为 {state}；仅发送失败且保留了内容的消息可以重发。",
    )


class WebhookUnknown(Missing):
    """No webhook of that id."""

    text = Text("There is no webhook {id}.", "没有事件回调 {id}。")


class WebhookOff(Conflict):
    """A webhook to be tried that is switched off."""

    text = Text(
        "It is switched off, so that nothing is sent to it. Switch it on, then try it.",
        "该事件回调已停用，不会发送任何事件。请先启用再测试。",
    )


class WebhookUrlWrong(InputError):
    """An address to which no event may go. Facts: field, problem."""

    text = Text("{field}: {problem}.", "{field}：{problem}。")


class WebhookSecretWrong(InputError):
    """A secret that is too short or written otherwise."""

    text = Text(
        "{field}: expected whsec_ and 24 to 64 bytes in base64.",
        "{field}：应为 whsec_ 加 24 至 64 字节的 base64。",
    )


class SecretKeyMissing(Conflict):
    """The installation has no key, so that secrets could only be kept in clear."""

    text = Text(
        "Secrets of webhooks are kept encrypted, and TIERLINE_SECRET_KEY is not set. Set it to a Fernet key.",
        "事件回调的密钥须加密保存，但未设置 TIERLINE_SECRET_KEY。请设置 Fernet 密钥。",
    )


class SmppSettingsWrong(InputError):
    """Settings of the SMS centre that its protocol cannot carry."""

    text = Text(
        "TIERLINE_SMPP_SYSTEM_ID and TIERLINE_SMPP_PASSWORD: at most 15 and 8 characters.",
        "TIERLINE_SMPP_SYSTEM_ID 与 TIERLINE_SMPP_PASSWORD：至多 15 与 8 个字符。",
    )
