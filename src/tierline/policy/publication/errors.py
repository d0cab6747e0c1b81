"""What the policy log refuses, and what of a folder is not as it was published."""

from __future__ import annotations

from tierline.errors import Fault
from tierline.policy.errors import PolicyError
from tierline.wording import Text

# ---------------------------------------------------------------- the folder and its log


class NotAsPublished(PolicyError):
    """A version that is not the published one. Facts: file, day, found, published, next."""

    text = Text(
        en="{file}, version from {day}: not as published. Found {found}; {published}. Nothing is rated by"
        " it. {next}",
        zh="{file}，自 {day} 起的版本与发布时不符：现为 {found}；{published}。不据此评定。{next}",
    )


class LogBroken(Fault):
    """The log does not verify. Facts: file, line, problem, next."""

    text = Text(
        en="{file}, line {line}: {problem}. Nothing is rated or published by a log that does not verify."
        " {next}",
        zh="{file} 第 {line} 行：{problem}。日志校验不通过，不据此评定或发布。{next}",
    )


class LogMissing(PolicyError):
    """A folder without a log where one is needed. Facts: folder."""

    text = Text(
        en="{folder} has no policy log (policy-log.jsonl): nothing was published there. Name the folder that"
        " has one, or begin it with tierline policy submit. Where TIERLINE_POLICY_PUBLIC_KEY is set, only a"
        " folder with a log is rated by.",
        zh="{folder} 中没有政策日志（policy-log.jsonl），尚未发布过政策。请指定有日志的文件夹，或用"
        " tierline policy submit 建立。设置了 TIERLINE_POLICY_PUBLIC_KEY 时，只按有日志的文件夹评定。",
    )


class LogBusy(Fault):
    """Somebody else holds the log for too long. Facts: file."""

    text = Text(
        en="{file} is in use by another tierline. Nothing was changed. Try again when that has ended.",
        zh="{file} 正被另一个 tierline 使用，未作任何更改。请待其结束后重试。",
    )


class LogUnusable(Fault):
    """A file of the folder that cannot be read or written. Facts: path, problem."""

    text = Text(
        en="{path} cannot be read or written ({problem}). No entry was added to the policy log. Mend that,"
        " and call again: a publication that was cut short is finished then.",
        zh="{path} 无法读取或写入（{problem}）。政策日志未增加记录。请排除故障后重试；中断的发布届时会完成。",
    )


class HeadUnreadable(PolicyError):
    """A noted head that is none. Facts: found."""

    text = Text(
        en="--head: found {found}; expected NUMBER:HASH, as tierline policy log prints it.",
        zh="--head：现为 {found}；应为 tierline policy log 所显示的 NUMBER:HASH。",
    )


class NothingTorn(PolicyError):
    """There is nothing to mend. Facts: file."""

    text = Text(
        en="{file} ends with a whole entry: there is nothing to mend.", zh="{file} 末条记录完整，无需修补。"
    )


class TextUnreadable(Fault):
    """A text that the log names is gone. Facts: path, problem."""

    text = Text(
        en="{path}, which the policy log names, cannot be read ({problem}). Put it back from a backup, or"
        " submit the draft again.",
        zh="{path} 为政策日志所引用，但无法读取（{problem}）。请从备份恢复，或重新提交草案。",
    )


class TextChanged(Fault):
    """A text that the log names is another now. Facts: path."""

    text = Text(
        en="{path} was changed after it was submitted: its digest is no longer its name. Put it back from a"
        " backup, or submit the draft again.",
        zh="{path} 在提交后被更改，摘要与文件名不符。请从备份恢复，或重新提交草案。",
    )


# ---------------------------------------------------------------- keys and people


class KeyMissing(PolicyError):
    """No key is named. Facts: variable."""

    text = Text(
        en="No key to sign with: set {variable} to its file, or give --key FILE. tierline policy key makes"
        " one.",
        zh="没有签名密钥：请将 {variable} 设为密钥文件，或使用 --key 文件。可用 tierline policy key 生成。",
    )


class KeyUnreadable(Fault):
    """A key that cannot be read or made. Facts: path, problem."""

    text = Text(
        en="The key {path} cannot be used ({problem}). Name the file that tierline policy key made.",
        zh="密钥 {path} 无法使用（{problem}）。请指定由 tierline policy key 生成的文件。",
    )


class KeyExposed(PolicyError):
    """A key that anybody may read, or a group may write. Facts: path."""

    text = Text(
        en="The key {path} is open to anybody on this machine, or its group may replace it. Take that"
        " right away (chmod 600, or 640 for a group of publishers); if it may have leaked, make a new key.",
        zh="密钥 {path} 对本机所有人开放，或可被同组替换。请收回权限"
        "（chmod 600；发布人员同组共用时为 640）；若可能已被复制，请更换密钥。",
    )


class KeyInFolder(PolicyError):
    """A key inside the folder of policies. Facts: path, folder."""

    text = Text(
        en="The key {path} lies in {folder}: whoever may write policies there would sign them as well. Keep"
        " it outside.",
        zh="密钥 {path} 位于 {folder} 之内，能写政策的人也就能签名。请将密钥存放在该文件夹之外。",
    )


class KeyDiffers(PolicyError):
    """A key that did not open the log. Facts: file, path."""

    text = Text(
        en="{file} was opened with another key than {path}. Sign with that key; if it is lost, move the log"
        " to an archive, and a new submission opens a new one.",
        zh="{file} 由另一把密钥建立，不是 {path}。请使用原密钥；若已遗失，请将日志归档，"
        "再次提交时会建立新日志。",
    )


class PublicKeyUnreadable(PolicyError):
    """A trusted key that is none. Facts: variable."""

    text = Text(
        en="{variable} is no public key; expected the 64 hexadecimal digits that tierline policy key prints.",
        zh="{variable} 不是公钥；应为 tierline policy key 显示的 64 位十六进制数。",
    )


class PersonUnknown(PolicyError):
    """A process whose account has no name. Facts: account."""

    text = Text(
        en="The operating system has no name for {account}. Say who acts with --as NAME.",
        zh="操作系统中 {account} 没有名称。请用 --as 姓名 说明操作人。",
    )


class WordsRefused(PolicyError):
    """A name or a reason that cannot be recorded. Facts: what, longest."""

    text = Text(
        en="{what} is expected on one line, of 1 to {longest} letters without control characters.",
        zh="{what}应为一行文字，1 至 {longest} 个字符，不含控制字符。",
    )


# ---------------------------------------------------------------- the rules


class DraftChangesVersion(PolicyError):
    """A draft that changes, drops or slips in a version up to the last. Facts: file, day, scheme."""

    text = Text(
        en="{file}, version from {day}: not as published. What was published is never changed, taken out or"
        " preceded; a draft keeps it word by word, titles, notes and the order of tiers too, and adds"
        " a version behind it. Compare it with the pack of {scheme}: tierline policy diff.",
        zh="{file}，自 {day} 起的版本与已发布的不符。已发布的版本不得更改、删除或在其前插入；"
        "草案应原样保留（包括标题、说明与等级次序），并在其后增加版本。"
        "可用 tierline policy diff 与 {scheme} 现行政策包比较。",
    )


class DraftSaysNothingNew(PolicyError):
    """A draft without a new version. Facts: file, scheme."""

    text = Text(
        en="{file} holds no version of {scheme} that is not published already. Add one behind the last.",
        zh="{file} 中没有 {scheme} 尚未发布的版本。请在最后增加一个版本。",
    )


class NothingSubmitted(PolicyError):
    """A decision on a scheme of which no draft waits."""

    text = Text(
        en="No draft of this scheme is waiting. tierline policy log shows what became of the last one; submit"
        " a draft with tierline policy submit.",
        zh="该方案没有待处理的草案。可用 tierline policy log 查看上一份草案的结果；"
        "提交草案请用 tierline policy submit。",
    )


class OtherDraft(PolicyError):
    """A decision on another draft than the one that waits. Facts: found, waiting."""

    text = Text(
        en="The draft that waits is {waiting}, not {found}: another was submitted since. Look at it, and"
        " decide again.",
        zh="待处理的草案是 {waiting}，不是 {found}：其间提交了另一份。请查看后重新决定。",
    )


class SamePerson(PolicyError):
    """An approval by the one who submitted. Facts: entry."""

    text = Text(
        en="The draft of entry {entry} was submitted by the same person; a second one has to approve it"
        " (GOV-04). Ask a colleague.",
        zh="第 {entry} 条的草案由同一人提交，须由第二人批准（GOV-04）。请由同事批准。",
    )


class AlreadyApproved(PolicyError):
    """An approval of what is approved. Facts: scheme, entry."""

    text = Text(
        en="The draft of {scheme} is approved already, by entry {entry}. Publish it: tierline policy publish"
        " {scheme}.",
        zh="{scheme} 的草案已由第 {entry} 条批准。请发布：tierline policy publish {scheme}。",
    )


class NotApproved(PolicyError):
    """A publication without an approval. Facts: scheme, entry."""

    text = Text(
        en="The draft of {scheme}, submitted by entry {entry}, is not approved. A second person approves it:"
        " tierline policy approve {scheme}.",
        zh="{scheme} 的草案（第 {entry} 条提交）尚未批准。请由第二人批准：tierline policy approve {scheme}。",
    )
