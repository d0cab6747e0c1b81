"""A torn end of the log, set aside in a file of its own and recorded, so that the log can go on."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from tierline.disk import written
from tierline.policy.publication.errors import NothingTorn
from tierline.policy.publication.keys import SigningKey
from tierline.policy.publication.log import LOG, FlawKind
from tierline.policy.publication.model import Act, Deed, Entry, Person, TornLine
from tierline.policy.publication.store import log_path, writing


def mend(folder: Path, key: SigningKey, person: Person, now: datetime) -> tuple[Entry, Path]:
    """The entry that records what was set aside, and the file that it is kept in.

    Only the rest of an entry that was never whole is taken out. Raises NothingTorn, and LogBroken where
    anything else is wrong.
    """
    with writing(folder, key, now, is_torn=True) as log:
        flaws = log.log.flaws
        if [flaw.kind for flaw in flaws] != [FlawKind.TORN]:
            log.log.check()
            raise NothingTorn(file=LOG)
        rest = log_path(folder).read_bytes()[log.log.whole :]
        digest = hashlib.sha256(rest).hexdigest()
        aside = folder / f"policy-log.torn-{digest[:12]}"
        # It is on disk elsewhere before it is taken out here.
        written(aside, rest)
        os.truncate(log_path(folder), log.log.whole)
        return log.append(Deed(Act.MENDED, person, set_aside=TornLine(len(rest), digest))), aside
