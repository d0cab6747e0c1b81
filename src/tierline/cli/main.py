"""The command `tierline`: it mounts the commands of the rooms, prints errors and chooses exit codes."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tierline import __version__
from tierline.api.commands import SERVE_HELP, serve
from tierline.audit.commands import audit_app
from tierline.database.commands import db_app
from tierline.datasets.imports.commands import HELP as IMPORT_HELP
from tierline.datasets.imports.commands import import_command
from tierline.datasets.sample.commands import HELP as SAMPLE_HELP
from tierline.datasets.sample.commands import sample
from tierline.demo.commands import HELP as DEMO_HELP
from tierline.demo.commands import demo
from tierline.duties.commands import duties_app
from tierline.entitlements.commands import standards_app
from tierline.errors import Fault, TierlineError
from tierline.foresight.calibration.commands import HELP as CALIBRATE_HELP
from tierline.foresight.calibration.commands import calibrate
from tierline.foresight.outlook.commands import HELP as OUTLOOK_HELP
from tierline.foresight.outlook.commands import outlook
from tierline.foresight.publication.commands import publication_app
from tierline.foresight.report.commands import HELP as REPORT_HELP
from tierline.foresight.report.commands import report
from tierline.foresight.simulation.commands import HELP as SIMULATE_HELP
from tierline.foresight.simulation.commands import simulate
from tierline.foresight.statistics.commands import HELP as STATISTICS_HELP
from tierline.foresight.statistics.commands import statistics
from tierline.grading import commands as grading
from tierline.grading.explain.commands import HELP as EXPLAIN_HELP
from tierline.grading.explain.commands import explain
from tierline.grading.preparing_commands import PREPARE_HELP, prepare
from tierline.grading.replay.commands import HELP as REPLAY_HELP
from tierline.grading.replay.commands import replay
from tierline.interchange.commands import exchange_app
from tierline.interchange.decide_command import decide_app
from tierline.jobs.commands import jobs_app
from tierline.linting.commands import check_app, table_check_app
from tierline.people.commands import clients_app, people_app
from tierline.policy.commands import policy_app
from tierline.policy.publication.commands import log_app
from tierline.publishing.commands import HELP as PUBLISH_HELP
from tierline.publishing.commands import publish
from tierline.reconnections.commands import reconnections_app
from tierline.site_directory.commands import sites_app
from tierline.wording import Language, Text, preferred_language
from tierline.worker.commands import WORKER_HELP, worker

FAULT, INPUT, INTERRUPTED = 1, 2, 130
"""Exit codes: the surroundings are at fault; what was handed in is; the user stopped it."""

ABOUT = Text(
    "Rates every line of a telecom operator by published policy, and explains each result.",
    "按已发布的政策为电信运营商的每条线路评级，并解释每个结果。",
)
POLICY_HELP = Text(
    "Look at policies, check them, compare them, publish them.", "查看、检查、比较、发布政策。"
)
TABLE_HELP = Text(
    "Decide a case by decision tables, check them, bring them in from other tools and hand them out.",
    "按决策表判定情形、检查决策表，并与其他工具交换。",
)
ORDER = (
    *("grade", "prepare", "verify", "replay", "explain"),
    *("outlook", "statistics", "report"),
    *("policy", "table", "calibrate", "simulate"),
    *("sample", "demo", "import"),
    *("publish", "serve", "worker", "jobs", "db", "people", "clients", "audit"),
    *("sites", "standards", "reconnections", "duties"),
)
"""The commands as help lists them: a month, what comes of it, policy, data, and the service."""

VERSION_HELP = Text("Show the version and end.", "显示版本后退出。")


class InOrder(TyperGroup):
    """Commands and groups of commands in one order; left to itself, Typer lists groups last."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


def application() -> typer.Typer:
    """The whole command line, its help in the reader's language."""
    language = preferred_language()
    app = typer.Typer(
        name="tierline",
        cls=InOrder,
        help=ABOUT.read(language),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    app.command("grade", help=grading.GRADE_HELP.read(language))(grading.grade)
    app.command("prepare", help=PREPARE_HELP.read(language))(prepare)
    app.command("verify", help=grading.VERIFY_HELP.read(language))(grading.verify)
    app.command("replay", help=REPLAY_HELP.read(language))(replay)
    app.command("explain", help=EXPLAIN_HELP.read(language))(explain)
    app.command("calibrate", help=CALIBRATE_HELP.read(language))(calibrate)
    app.command("simulate", help=SIMULATE_HELP.read(language))(simulate)
    app.command("outlook", help=OUTLOOK_HELP.read(language))(outlook)
    app.command("statistics", help=STATISTICS_HELP.read(language))(statistics)
    app.command("report", help=REPORT_HELP.read(language))(report)
    # Apps without a name are one group of commands: what a policy says, and how it is published.
    policy = typer.Typer(help=POLICY_HELP.read(language), no_args_is_help=True, rich_markup_mode=None)
    for part in (policy_app, check_app, publication_app, log_app):
        policy.add_typer(part)
    app.add_typer(policy, name="policy")
    table = typer.Typer(help=TABLE_HELP.read(language), no_args_is_help=True, rich_markup_mode=None)
    for part in (decide_app, table_check_app, exchange_app):
        table.add_typer(part)
    app.add_typer(table, name="table")
    app.command("import", help=IMPORT_HELP.read(language))(import_command)
    app.command("sample", help=SAMPLE_HELP.read(language))(sample)
    app.command("demo", help=DEMO_HELP.read(language))(demo)
    app.add_typer(db_app, name="db")
    app.command("publish", help=PUBLISH_HELP.read(language))(publish)
    app.command("serve", help=SERVE_HELP.read(language))(serve)
    app.add_typer(people_app, name="people")
    app.add_typer(clients_app, name="clients")
    app.add_typer(audit_app, name="audit")
    app.add_typer(sites_app, name="sites")
    app.add_typer(standards_app, name="standards")
    app.add_typer(reconnections_app, name="reconnections")
    app.add_typer(duties_app, name="duties")
    app.add_typer(jobs_app, name="jobs")
    app.command("worker", help=WORKER_HELP.read(language))(worker)
    return app


def _options(
    version: Annotated[bool, typer.Option("--version", help=VERSION_HELP.read(preferred_language()))] = False,
) -> None:
    if version:
        typer.echo(f"tierline {__version__}")
        raise typer.Exit()


def _language(arguments: Sequence[str]) -> Language:
    """The language that a call asks for with --lang, else the reader's: errors come before it is parsed."""
    for option, value in itertools.pairwise(arguments):
        if option == "--lang" and value in tuple(Language):
            return Language(value)
    return preferred_language()


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        application()()
    except TierlineError as error:
        typer.echo(error.message(_language(sys.argv[1:])), err=True)
        sys.exit(FAULT if isinstance(error, Fault) else INPUT)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        # Whoever read the output has gone, as `head` does; there is nobody left to tell.
        sys.stderr.close()
        sys.exit(FAULT)
