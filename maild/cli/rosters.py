"""How a roster's rows and differences are shown, on a terminal and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from maild.cli.output import language, table, tell, words

if TYPE_CHECKING:
    from maild.actions.rosters import RosterPlan
    from maild.model import Respondent, RosterEntry
    from maild.roster.changes import RosterDiff
    from maild.roster.lint import Break
    from maild.roster.respondents import RosterImport, RowOutcome

_SHOWN = 200
_FIELDS = ("name", "email", "unit", "group", "position")


def problem_of(outcome: RowOutcome) -> str:
    """What is wrong with a row and what to do about it; empty where nothing is."""
    from maild.actions import told

    return told.problems_of(outcome, language())


def break_of(one: Break) -> str:
    """A break of the guidance, in words."""
    from maild.actions import told

    return told.broken(one, language())


def tell_outcomes(
    read: RosterImport, *, only_errors: bool = False, quiet: bool = False, every_row: bool = False
) -> None:
    """The rows that somebody has to look at, or every row; and how many there are of each outcome."""
    if quiet:
        return
    if every_row:
        table(
            ("row", "outcome", "name", "unit", "problem", "suggestion"),
            [
                (
                    f"{one.sheet}!{one.row}" if one.sheet else one.row,
                    words(f"row.{one.status}"),
                    one.name,
                    one.unit,
                    problem_of(one) or ", ".join(one.issues),
                    one.suggestion or "",
                )
                for one in read.outcomes
            ],
        )
    noted = [one for one in (read.errors if only_errors else read.outcomes) if one.problems]
    noted = [] if every_row else noted
    if noted:
        table(
            ("row", "outcome", "problem", "suggestion"),
            [
                (
                    f"{one.sheet}!{one.row}" if one.sheet else one.row,
                    words(f"row.{one.status}"),
                    problem_of(one),
                    one.suggestion or "",
                )
                for one in noted[:_SHOWN]
            ],
        )
    if len(noted) > _SHOWN:
        tell("cli.more_rows", count=len(noted) - _SHOWN)
    if not only_errors:
        counts = "; ".join(f"{words(f'row.{name}')} {count}" for name, count in read.counts().items())
        tell("cli.roster_counts", counts=counts)


def tell_plan(plan: RosterPlan, shown: RosterDiff, *, in_full: bool = True) -> None:
    """What would change, who stands twice, whose address is dead, and why the file may be the wrong one."""
    if plan.addition:
        if in_full:
            tell_diff(shown)
        tell("roster.addition", code=plan.round.code, new=len(shown.new))
    elif shown.changed or shown.gone or shown.same:  # otherwise there is nothing to compare with
        if in_full:
            tell_diff(shown)
        tell(
            "roster.compared",
            code=plan.against.code,
            new=len(shown.new),
            changed=len(shown.changed),
            gone=len(shown.gone),
            same=len(shown.same),
        )
    for new, old in plan.moved:
        tell("roster.perhaps_moved", row=new.row, name=new.name, who=f"OFF-{old.id:04}")
    for one in plan.repeated:
        tell(
            "roster.repeated",
            row=one.entry.row,
            name=one.entry.name,
            first=one.first.row,
            group=one.first.group,
            unit=one.first.unit,
        )
    for entry in plan.dead:
        tell("roster.dead", row=entry.row, name=entry.name)
    for hold in plan.held:
        tell(f"held.{hold.why}", count=hold.count, of=hold.of)


def tell_diff(found: RosterDiff) -> None:
    rows: list[tuple[object, ...]] = [
        (words("change.new"), one.row, one.name, one.unit, one.email) for one in found.new
    ]
    rows += [
        (
            words("change.changed"),
            one.entry.row,
            one.entry.name,
            one.entry.unit,
            "; ".join(
                f"{words(f'field.{field}')}: {getattr(one.respondent, field) or '–'} → "
                f"{getattr(one.entry, field) or '–'}"
                for field in one.fields
            ),
        )
        for one in found.changed
    ]
    rows += [(words("change.gone"), f"OFF-{one.id:04}", one.name, one.unit, one.email) for one in found.gone]
    if rows:
        table(("change", "row", "name", "unit", "after"), rows[:_SHOWN])
    if len(rows) > _SHOWN:
        tell("cli.more_rows", count=len(rows) - _SHOWN)


def outcome_json(read: RosterImport) -> dict[str, Any]:
    return {
        "file": read.file,
        "digest": read.digest,
        "rows": read.counts(),
        "outcomes": [[one.sheet, one.row, one.status, list(one.issues)] for one in read.outcomes],
        "problems": [
            {
                "sheet": one.sheet,
                "row": one.row,
                "status": one.status,
                "issues": list(one.issues),
                "problem": problem_of(one),
                "suggestion": one.suggestion,
            }
            for one in read.outcomes
            if one.problems
        ],
    }


def plan_json(plan: RosterPlan, shown: RosterDiff) -> dict[str, Any]:
    return {
        "round": plan.round.code,
        "against": plan.against.code,
        "addition": plan.addition,
        "added": len(plan.diff.new),
        "known": len(plan.diff.same) + len(plan.diff.changed),
        **diff_json(shown),
        "held": [{"why": hold.why, "count": hold.count, "of": hold.of} for hold in plan.held],
        "repeated": [{"row": one.entry.row, "first": one.first.row} for one in plan.repeated],
        "dead": [one.row for one in plan.dead],
    }


def diff_json(found: RosterDiff) -> dict[str, Any]:
    return {
        "new": [_entry(one) for one in found.new],
        "changed": [
            {
                "official": f"OFF-{one.respondent.id:04}",
                "row": one.entry.row,
                "fields": {
                    field: [getattr(one.respondent, field), getattr(one.entry, field)] for field in one.fields
                },
            }
            for one in found.changed
        ],
        "gone": [{"official": f"OFF-{one.id:04}", "name": one.name, "unit": one.unit} for one in found.gone],
        "same": len(found.same),
    }


def compared(old: Respondent, new: Respondent) -> list[str]:
    """The fields in which somebody is not as he was."""
    return [field for field in _FIELDS if getattr(old, field) != getattr(new, field)]


def _entry(one: RosterEntry) -> dict[str, Any]:
    return {"row": one.row, "name": one.name, "unit": one.unit, "group": one.group}
