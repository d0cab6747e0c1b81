"""What the folder of a finished run records of it: enough to make it again."""

from __future__ import annotations

import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tierline.datasets.contract import OVERRIDES
from tierline.grading.digests import InputFile, record
from tierline.grading.errors import FolderHoldsRun, InputsGone, NoRunThere
from tierline.grading.publication import content_of
from tierline.grading.summary import FORM
from tierline.policy.load import problem_of, read_pack_file
from tierline.policy.model import Pack, Rates
from tierline.wording import Text

COUNTED = {
    Rates.LINE: ("lines", "eligible", "by_change", "by_tier", "by_rated_tier", "by_ineligible_reason"),
    Rates.SITE: ("sites", "by_rated_tier", "by_criterion"),
}
"""The entries of summary.json that the result alone decides, beside that of what was set by hand, if any."""


RATES_OTHER = {
    Rates.LINE: Text("it rates lines, not sites", "其评定对象为线路，而非站点"),
    Rates.SITE: Text("it rates sites, not lines", "其评定对象为站点，而非线路"),
}


@dataclass(frozen=True)
class RecordedRun:
    """A finished run of one scheme. `content` is where its files lie, whatever is published meanwhile."""

    folder: Path
    content: Path
    scheme: str
    month: date
    rated_on: date
    is_checked: bool
    files: Mapping[str, tuple[InputFile, ...]]
    """The input files by dataset."""
    counts: Mapping[str, Any]
    made_with: Mapping[str, str]
    policy_digest: str
    summary: Mapping[str, Any]
    """The whole of summary.json, for whoever tells more of the run than is needed to make it again."""
    rates: Rates = Rates.LINE

    @property
    def has_overrides(self) -> bool:
        """True where it was given what is set by hand, be it nothing for its scheme."""
        return OVERRIDES.name in self.counts

    def pack(self) -> Pack:
        """The pack that the run was made with. Raises NoRunThere, and what a pack may be refused for."""
        pack = read_pack_file(self.content / "policy.yaml")
        if pack.scheme != self.scheme:
            problem = Text(
                f"its policy.yaml is of {pack.scheme}, its summary.json of {self.scheme}",
                f"policy.yaml 属于方案 {pack.scheme}，summary.json 属于 {self.scheme}",
            )
            raise NoRunThere(path=self.folder, problem=problem)
        return pack


def recorded_runs(folder: Path, *rates: Rates) -> tuple[RecordedRun, ...]:
    """The run that a folder holds, or the run of each scheme in it, by name. Raises NoRunThere.

    Runs that rate something else than `rates` are passed over, and refused where there are no others: who
    names nothing asks for runs of lines.
    """
    content = content_of(folder) or folder.absolute()
    if (content / "summary.json").exists():
        found = [_recorded_run(folder, content)]
    else:
        names = sorted(path.parent.name for path in content.glob("*/summary.json"))
        if not names:
            raise NoRunThere(path=folder, problem=Text("no summary.json", "没有 summary.json"))
        found = [_recorded_run(folder / name, content / name) for name in names]
    asked = tuple(one for one in found if one.rates in (rates or (Rates.LINE,)))
    if not asked:
        raise NoRunThere(path=folder, problem=RATES_OTHER[found[0].rates])
    return asked


def check_no_run(folder: Path) -> None:
    """Raises FolderHoldsRun where a folder has the result of a run, or of a replay, as its content."""
    content = content_of(folder)
    is_result = ((content or folder) / "summary.json").exists()
    if is_result or (content is not None and any(content.glob("*/summary.json"))):
        raise FolderHoldsRun(path=folder)


def _recorded_run(folder: Path, content: Path) -> RecordedRun:
    # Of a scheme's folder the link is followed once, so that all that is read later is of one run.
    content = content.resolve()
    try:
        data = json.loads((content / "summary.json").read_text("utf-8"))
    except OSError as error:
        raise NoRunThere(path=folder, problem=_of_summary(problem_of(error))) from None
    except ValueError as error:
        raise NoRunThere(path=folder, problem=_of_summary(Text(str(error), str(error)))) from None
    if not isinstance(data, dict) or data.get("form") != FORM:
        problem = Text("its form is not known to this version", "本版本不认识其格式")
        raise NoRunThere(path=folder, problem=_of_summary(problem))
    by_hand = {name: data[name] for name in (OVERRIDES.name,) if name in data}
    try:
        rates = Rates(data.get("rates", Rates.LINE))
        return RecordedRun(
            folder=folder,
            content=content,
            scheme=str(data["scheme"]),
            month=date.fromisoformat(f"{data['month']}-01"),
            rated_on=date.fromisoformat(data["rated_on"]),
            is_checked=bool(data["checked"]),
            files={
                name: tuple(InputFile(**file) for file in one["files"])
                for name, one in data["inputs"].items()
            },
            counts={name: data[name] for name in COUNTED[rates]} | by_hand,
            made_with={name: str(version) for name, version in data["made_with"].items()},
            policy_digest=str(data["policy"]["sha256"]),
            rates=rates,
            summary=data,
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problem = Text(f"it is not complete: {error!r}", f"内容不完整：{error!r}")
        raise NoRunThere(path=folder, problem=_of_summary(problem)) from None


def _of_summary(problem: Text) -> Text:
    return Text(f"summary.json: {problem.en}", f"summary.json：{problem.zh}")


def changed_inputs(recorded: RecordedRun, known: MutableMapping[str, InputFile] | None = None) -> list[str]:
    """Input files whose content is no longer the recorded one; by size and time where no digest was kept.

    `known` holds files as they are now, and takes those that are looked at: the runs of a series share most
    of their inputs. Raises InputsGone.
    """
    known = {} if known is None else known
    found, gone = [], []
    for files in recorded.files.values():
        for file in files:
            if not Path(file.path).exists():
                gone.append(file.path)
                continue
            now = known.get(file.path)
            if now is None or (file.sha256 is not None and now.sha256 is None):
                now = known[file.path] = record(Path(file.path), is_digested=file.sha256 is not None)
            is_same = now.sha256 == file.sha256 if file.sha256 else now.modified_ns == file.modified_ns
            if now.bytes != file.bytes or not is_same:
                found.append(file.path)
    if gone:
        raise InputsGone(path=recorded.folder, files=", ".join(gone[:5]))
    return found
