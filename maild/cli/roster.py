"""maild roster: check a list of respondents, enter it into a round, compare it, and change it with its history."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from maild.cli.common import (
    DEFAULT_CONFIG,
    AsJson,
    ConfigPath,
    DryRun,
    chosen_round,
    done,
    house,
    local,
    needs,
    now,
    read_choice,
    read_file,
    read_text,
    tell_withdrawn,
)
from maild.cli.helped import Commands
from maild.cli.output import fail, show_json, table, tell, words
from maild.cli.rosters import (
    break_of,
    compared,
    diff_json,
    outcome_json,
    plan_json,
    problem_of,
    tell_diff,
    tell_outcomes,
    tell_plan,
)
from maild.errors import InputRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maild.model import Respondent, Round
    from maild.roster.changes import RosterDiff
    from maild.roster.respondents import RosterImport
    from maild.roster.rules import RosterRules
    from maild.wiring import House

app = Commands()
_FORMATS = ("bnv", "csv", "xlsx")
File = Annotated[Path, typer.Argument()]
RoundCode = Annotated[str, typer.Option("--round")]
AnyRound = Annotated[str, typer.Option("--round")]
Letter = Annotated[str, typer.Option("--letter")]
Report = Annotated[Path | None, typer.Option("--report")]


@app.callback()
def _group() -> None:
    pass


@app.command("import")
def import_(
    file: File,
    round_: RoundCode,
    dry_run: DryRun = False,
    accept_errors: Annotated[bool, typer.Option("--accept-errors")] = False,
    accept_held: Annotated[bool, typer.Option("--accept-held")] = False,
    accept_changed: Annotated[bool, typer.Option("--accept-changed")] = False,
    end_gone: Annotated[bool, typer.Option("--end-gone")] = False,
    letter: Letter = "",
    all_rows: Annotated[bool, typer.Option("--all-rows")] = False,
    report: Report = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rosters

    who = needs("coordinator")
    read_file(file)
    with house(config) as home:
        read, _ = _read(home, file)
        plan = rosters.plan(home.store, round_, read.entries, whole=end_gone)
        shown = rosters.compared(home.store, plan)
        if report is not None:
            _write_report(report, read, shown)
        refusal = rosters.refusal(
            home.store,
            round_,
            read,
            plan,
            accept_errors=accept_errors,
            accept_held=accept_held,
            accept_changed=accept_changed or dry_run,
        )
        if dry_run:
            rosters.remember_check(home.store, round_, read, who, now())
            home.store.rehearse()
        if dry_run or refusal is None:
            try:
                plan = rosters.bring_in(
                    home.store, round_, read.entries, who, now(), letter=letter, end_gone=end_gone,
                    accept_held=True,
                )  # fmt: skip
            except InputRefused as error:
                refusal = error
        written = refusal is None and not dry_run
        ended = len(plan.diff.gone) if end_gone else 0
        if as_json:
            shown_json = {**outcome_json(read), **plan_json(plan, shown)}
            if refusal is not None:
                shown_json |= {"added": 0, "known": 0}
            show_json({**shown_json, "ended": ended, "written": written, "dry_run": dry_run})
        else:
            tell_outcomes(read, every_row=all_rows)
            tell_plan(plan, shown, in_full=not read.errors and plan.against.id == plan.round.id)
            if not end_gone and plan.diff.gone:
                tell("roster.gone_stay", gone=len(plan.diff.gone))
            if written or dry_run:
                tell(
                    "roster.done" if written else "roster.would",
                    code=round_,
                    new=len(plan.diff.new),
                    changed=len(plan.diff.changed),
                    ended=ended,
                    same=len(plan.diff.same),
                )
            if written:
                _tell_next(home, plan.round, plan.added)
        if dry_run:
            fail("cli.dry_run")
        if refusal is not None:
            raise refusal


@app.command("diff")
def diff(
    file: File,
    round_: AnyRound = "",
    report: Report = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rosters

    needs("coordinator")
    read_file(file)
    with house(config) as home:
        with home.store.view() as look:
            code = chosen_round(look, round_).code
        read, _ = _read(home, file)
        plan = rosters.plan(home.store, code, read.entries, whole=True)
        shown = rosters.compared(home.store, plan)
        if report is not None:
            _write_report(report, read, shown)
    if as_json:
        show_json(plan_json(plan, shown))
    else:
        tell_plan(plan, shown)


@app.command("lint")
def lint(
    file: Annotated[Path | None, typer.Argument()] = None,
    round_: RoundCode = "",
    report: Report = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rosters
    from maild.roster.export import SheetOut, write_xlsx
    from maild.roster.lint import lint as breaks_of
    from maild.roster.respondents import RosterImport, RowOutcome

    needs("coordinator")
    if file is None and not round_:
        raise InputRefused("refused.lint_nothing")
    with house(config) as home:
        if file is not None:
            read, rules = _read(home, read_file(file))
        else:
            rules = _rules(home)
            with home.store.view() as look:
                known = rosters.entries_of(look, chosen_round(look, round_).id)
            read = RosterImport(round_, "", tuple(RowOutcome(one.row, "ok", one) for one in known))
        breaks = breaks_of(read, rules)
    rows = [(one.sheet, one.row, one.rule, break_of(one)) for one in breaks]
    if report is not None:
        write_xlsx(report, [SheetOut("Kiểm tra", ("Trang tính", "Hàng", "Quy định", "Vấn đề"), rows)])
    if as_json:
        show_json([dict(zip(("sheet", "row", "rule", "what"), row, strict=True)) for row in rows])
    else:
        if rows:
            table(("row", "problem"), [(row or "", what) for _, row, _, what in rows])
        tell("roster.lint_found" if rows else "roster.lint_clean", count=len(rows))
    if rows:
        raise typer.Exit(1)


@app.command("export")
def export(
    out: Path,
    round_: AnyRound = "",
    format_: Annotated[str, typer.Option("--format")] = "bnv",
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rosters
    from maild.roster.export import bnv_sheet, write_csv, write_xlsx
    from maild.roster.rules import BNV_COLUMNS

    needs("coordinator")
    read_choice("--format", format_, _FORMATS)
    with house(config) as home:
        with home.store.view() as look:
            entries = rosters.entries_of(look, chosen_round(look, round_).id)
        rules = home.roster_rules
        columns = rules.bnv_columns if format_ == "bnv" else BNV_COLUMNS
        sheet = bnv_sheet(entries, columns, rules.groups)
        if format_ == "csv" or (format_ == "bnv" and out.suffix.lower() == ".csv"):
            write_csv(out, sheet.header, sheet.rows)
        else:
            write_xlsx(out, [sheet])
    if as_json:
        show_json({"path": str(out), "officials": len(entries)})
    else:
        tell("roster.written", path=out)


@app.command("reconcile")
def reconcile(
    file: File,
    round_: AnyRound = "",
    report: Report = None,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.roster.changes import diff as differences
    from maild.roster.export import diff_sheet, outcome_sheet, write_xlsx
    from maild.store import roster

    needs("coordinator")
    read_file(file)
    with house(config) as home:
        read, _ = _read(home, file)
        with home.store.view() as look:
            ours = roster.of_round(look.connection, chosen_round(look, round_).id)
        found = differences(read.entries, ours)
        if report is not None:
            write_xlsx(report, [diff_sheet(found), outcome_sheet(read, problem_of)])
    differs = bool(found.new or found.changed or found.gone or read.errors)
    if as_json:
        show_json({**outcome_json(read), **diff_json(found), "agrees": not differs})
    else:
        if differs:
            tell_outcomes(read, only_errors=True)
            tell_diff(found)
        counts = {name: len(getattr(found, name)) for name in ("new", "changed", "gone", "same")}
        tell("roster.differs" if differs else "roster.reconciled", **counts)
    if differs:
        raise typer.Exit(3)


@app.command("replace")
def replace(
    who: Annotated[str, typer.Argument(metavar="WHO")],
    with_: Annotated[Path, typer.Option("--with")],
    letter: Letter,
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import people, rosters
    from maild.store import rounds as stored

    actor = needs("coordinator")
    read_file(with_)
    read_text("--letter", letter)
    with house(config, dry_run=dry_run) as home:
        old = people.find(home.store, who)
        read, _ = _read(home, with_)
        if len(read.entries) != 1 or read.errors:
            if not as_json:
                tell_outcomes(read)
            raise InputRefused("refused.one_row", file=with_.name, count=len(read.entries))
        tell_outcomes(read, quiet=as_json)
        with home.store.view() as look:
            round_ = stored.get(look.connection, old.round_id)
            assert round_ is not None
        new = rosters.replace_one(home.store, old, read.entries[0], letter.strip(), actor, now())
        if new.id == old.id:
            fields = compared(old, new)
            done(
                "roster.moved",
                as_json,
                {"official": f"OFF-{old.id:04}", "changed": fields},
                dry_run=dry_run,
                old=f"OFF-{old.id:04}",
                name=new.name,
                fields=", ".join(words(f"field.{field}") for field in fields),
            )
            tell_withdrawn(home, new.id, as_json, dry_run)
            return
        done(
            "roster.replaced",
            as_json,
            {"official": f"OFF-{old.id:04}", "replaced_by": None if dry_run else f"OFF-{new.id:04}"},
            dry_run=dry_run,
            old=f"OFF-{old.id:04}",
            new=f"OFF-{new.id:04}",
            name=new.name,
        )
        if not as_json and not dry_run:
            _tell_next(home, round_, [new])


@app.command("start")
def start(
    code: str,
    before: Annotated[str, typer.Option("--from")],
    dry_run: DryRun = False,
    config: ConfigPath = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    from maild.actions import rosters

    who = needs("coordinator")
    if code == before:
        raise InputRefused("refused.same_round", code=code)
    with house(config, dry_run=dry_run) as home:
        today = now().astimezone(home.config.zone).date()
        made = rosters.start_from(home.store, code, before, home.roster_rules, who, now(), today)
        count = len(made.diff.new)
        done(
            "roster.started",
            as_json,
            {"round": code, "from": before, "officials": count},
            dry_run=dry_run,
            code=code,
            before=before,
            count=count,
        )


def _tell_next(home: House, round_: Round, added: Sequence[Respondent]) -> None:
    """What comes next for people who have been added to a round."""
    from maild.actions import rosters
    from maild.store import rounds as stored

    with home.store.view() as look:
        state = stored.state_of(look.connection, round_.id)
    if state == "draft":
        tell("next.roster_entered", code=round_.code)
        return
    if not added:
        return
    first = rosters.first_letter(home.store, round_, added, now(), home.calendar, home.config.limits)
    if first is None:
        tell("next.too_late", deadline=local(round_.deadline, home.config.zone))
    else:
        tell("next.people_added", letter=first[0].value, at=local(first[1], home.config.zone))


def _rules(home: House) -> RosterRules:
    from maild.actions import rosters

    with home.store.view() as look:
        return rosters.rules_of(look, home.roster_rules, now().astimezone(home.config.zone).date())


def _read(home: House, file: Path) -> tuple[RosterImport, RosterRules]:
    from maild.roster.respondents import read_roster

    rules = _rules(home)
    return read_roster(file, rules), rules


def _write_report(path: Path, read: RosterImport, shown: RosterDiff) -> None:
    from maild.roster.export import diff_sheet, outcome_sheet, write_xlsx

    write_xlsx(path, [outcome_sheet(read, problem_of), diff_sheet(shown)])
