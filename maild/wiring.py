"""Builds everything from a Config: the only place that knows every room, and the table of jobs."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from maild import __version__
from maild.access import AccessTokens, tokens_of
from maild.account import account_of
from maild.advice import advice_of
from maild.bounce_rules import BOUNCE_RULES
from maild.channels.files import FileChannel
from maild.channels.sendmail import SendmailChannel
from maild.channels.smtp import SmtpChannel, SmtpRelay
from maild.config import Config, calendar_of
from maild.errors import InputRefused
from maild.jobs.backup import NightlyBackup, before_upgrade
from maild.jobs.briefs import Briefs, Recipients
from maild.jobs.brought import Opener
from maild.jobs.bulletins import BulletinPolicy, Bulletins
from maild.jobs.clock import Clock, SharedClock, system_clock
from maild.jobs.compose import Composer, Sender
from maild.jobs.deliver import Deliverer, DeliveryPolicy
from maild.jobs.enclosures import Enclosures
from maild.jobs.faults import Faults
from maild.jobs.health import Watched
from maild.jobs.intake import Intake, Policy
from maild.jobs.lists import DropFolder
from maild.jobs.membership import Membership
from maild.jobs.monitor import Monitor
from maild.jobs.notices import NoticePolicy, Notices
from maild.jobs.ours import OwnMail
from maild.jobs.patience import patiently
from maild.jobs.poll import FolderPoll
from maild.jobs.reconcile import Reconcile
from maild.jobs.remind import Reminders
from maild.jobs.report import Reporter
from maild.jobs.retention import Retention
from maild.jobs.tidy import Tidy
from maild.jobs.vitals import Vitals
from maild.jobs.watch import FolderWatch
from maild.letters import LetterRoom, NoticeRoom
from maild.model import Advice, Calendar, ReadContext
from maild.options import Server, Smtp
from maild.ports import Channel
from maild.reply_rules import REPLY_RULES
from maild.roster.rules import RosterRules, rules_from
from maild.rules.calendar import in_window
from maild.secret import Secret
from maild.sources.backoff import Backoff
from maild.sources.imap import ImapAccount, ImapFolder
from maild.store import Database, members
from maild.tokens import TokenKeys


@dataclass(frozen=True, slots=True)
class Job:
    """A small "what is due?" tick over our tables, and how long it may be silent before the watchdog worries."""

    name: str
    every: timedelta
    tick: Callable[[datetime], object]
    allowed_silence: timedelta
    first_after: timedelta = timedelta()  # the service's start


@dataclass(frozen=True, slots=True)
class House:
    """Every room, built and joined. `folders` are the mailbox folders that are watched."""

    config: Config
    store: Database
    clock: Clock
    calendar: Calendar
    composer: Composer
    channel: Callable[[], Channel]
    intake: Intake
    membership: Membership
    deliverer: Deliverer
    notices: Notices
    briefs: Briefs
    watched: Watched
    reminders: Reminders
    faults: Faults
    reporter: Reporter
    tidy: Tidy
    backup: NightlyBackup
    retention: Retention
    vitals: Vitals
    monitor: Monitor
    reconcile: Reconcile
    folders: tuple[tuple[ImapFolder, FolderPoll], ...]
    advice: Mapping[str, Advice]
    roster_rules: RosterRules
    dropped: DropFolder

    def jobs(self) -> tuple[Job, ...]:
        """What runs by itself, beside the folders' threads."""
        minute = timedelta(minutes=1)
        # A batch ends after 5 minutes; the letter under way then may take every time-out there is.
        relay_s = 0 if self.config.smtp is None else 10 * self.config.smtp.timeout_s
        sending = 30 * minute + timedelta(seconds=relay_s)
        return (
            Job("deliver", timedelta(seconds=10), self.deliverer.tick, sending),
            Job("orphans", timedelta(seconds=10), self.tend_orphans, 10 * minute, timedelta(seconds=10)),
            Job("briefs", minute, self.briefs.tick, 10 * minute),
            Job("notices", timedelta(seconds=20), self.notices.tick, sending),
            Job("remind", minute, self.reminders.tick, 10 * minute),
            Job("faults", minute, self.faults.tick, 10 * minute),
            Job("report", 5 * minute, self.reporter.tick, 30 * minute),
            Job("lists", minute, self.dropped.tick, 10 * minute),
            Job("tidy", minute, self.tidy.tick, 10 * minute),
            Job("retention", timedelta(hours=1), self.retention.tick, timedelta(hours=3), 15 * minute),
            Job("monitor", minute, self.monitor.tick, 10 * minute),
            Job("backup", 10 * minute, self.backup.tick, timedelta(hours=2), 5 * minute),
            Job("reconcile", 10 * minute, self.reconcile.tick, timedelta(hours=4), 10 * minute),
        )

    def tend_orphans(self, now: datetime) -> None:
        """What other daemons had claimed when they ended; on SQLite there are none."""
        if not self.store.is_sqlite:
            self.free_orphans(now)

    def free_orphans(self, now: datetime) -> int:
        """Give back what is claimed by nobody who lives; how much."""
        freed = patiently(lambda: self.deliverer.free_orphans(now))
        return freed + patiently(lambda: self.notices.free_orphans(now))

    def may_be_silent(self, now: datetime) -> timedelta:
        """How long a folder may go without a good poll at `now` before a person is told."""
        return _may_be_silent(self.config, self.calendar, now)

    def watch(self, folder: tuple[ImapFolder, FolderPoll], beat: Callable[[], None]) -> FolderWatch:
        source, poll = folder
        return FolderWatch(
            source,
            poll,
            self.store,
            poll_s=self.config.accounts[source.account].poll_s,
            clock=self.clock,
            backoff=Backoff(),
            beat=beat,
            allowed_silence=self.may_be_silent,
        )


def build(
    config: Config,
    *,
    clock: Clock = system_clock,
    stop: Callable[[], bool] = lambda: False,
    since: date | None = None,
) -> House:
    """Join the rooms. Opens the database and brings its schema up to date; connects to nothing else.

    `since` is the day from which folders that have never been read are read.
    """
    store = database_of(config)
    migrate(store, config, clock)
    keys = config.token_keys(store.epoch)
    calendar = calendar_of(config, years_around(clock().date()))
    limits = config.limits
    sender = Sender(
        name=config.sender.name,
        address=config.sender.address,
        reply_to=config.sender.replies_to,
        keeps_tag=config.sender.keeps_tag,
        auto_submitted=config.sender.marks,
    )
    composer = Composer(LetterRoom([config.paths.templates]), sender, keys, config.timezone)
    policy = Policy(
        context=ReadContext(
            own_addresses=config.own_addresses,
            survey_hosts=config.survey.hosts,
            code_patterns=config.survey.code_patterns,
            bounce_rules=BOUNCE_RULES.of(config.paths.rules, config.language),
            reply_rules=REPLY_RULES.of(config.paths.rules, config.language),
        ),
        calendar=calendar,
        limits=limits,
        authserv_ids=frozenset(one.authserv_id for one in config.accounts.values() if one.authserv_id),
        it=frozenset(one.lower() for one in config.alerts.it),
        ministry=frozenset(
            one.lower()
            for one in (
                *config.alerts.ministry,
                *config.alerts.ministry_mail,
                *config.survey.ministry_senders,
            )
        ),
    )
    ours = OwnMail(composer, calendar, limits)
    rules = rules_from(config.roster.given(), config.language)
    door = Enclosures(
        Opener(frozenset(one.lower() for one in config.survey.ministry_senders), policy.authserv_ids),
        rules=rules,
        zone=config.timezone,
        apply_lists=config.survey.apply_lists,
    )
    intake = Intake(store, keys, policy, ours=ours.complete, door=door)
    folders = tuple(
        (
            source,
            FolderPoll(
                store,
                intake,
                source.account,
                source.folder,
                since or account.since,
                config.reading.look_back_days,
                config.reading.sweep_days,
            ),
        )
        for name, account in config.accounts.items()
        for source in imap_folders(config, name, clock)
    )
    advice = advice_of(config.paths.rules, config.language)
    locked = _remembered(store.is_restored) if store.is_sqlite else store.is_restored
    watched = Watched(
        tuple((source.account, source.folder) for source, _ in folders),
        partial(_may_be_silent, config, calendar),
        store.restored_in,
    )
    vitals = Vitals(
        store,
        config.mode,
        watched.folders,
        watched.troubles,
        calendar,
        limits.list_age_days,
        config.paths.state,
        config.paths.backups,
        config.backup.keep,
    )
    shared = clock if isinstance(clock, SharedClock) else SharedClock(clock)  # else nobody asks what it says
    membership = Membership(store, _setup(config, keys, folders), compare=shared.compare)
    alerts = config.alerts
    notice_room = NoticeRoom([config.paths.templates])
    bulletins = Bulletins(
        BulletinPolicy(
            calendar,
            limits,
            config.targets.model(),
            config.incidents.targets(),
            advice,
            {code: names[0] for code, names in rules.groups.items()},
            config.round_defaults.agency,
            config.language,
            by_mail=bool(policy.authserv_ids),
            report_to=alerts.report_to,
            sending_locked=locked,
        ),
        composer,
    )
    return House(
        config=config,
        store=store,
        clock=clock,
        calendar=calendar,
        composer=composer,
        channel=partial(_channel, config, stop),
        intake=intake,
        membership=membership,
        deliverer=Deliverer(
            store,
            composer,
            partial(_channel, config, stop),
            DeliveryPolicy(
                config.mode,
                calendar,
                limits,
                locked,
                relay="" if config.smtp is None else config.smtp.host,
                letters_differ=membership.letters_differ,
            ),
            owner=membership.owner,
            clock=clock,
            stop=stop,
        ),
        notices=Notices(
            store,
            sender,
            keys,
            partial(_channel, config, stop),
            _second_route(config, stop),
            NoticePolicy(calendar, limits, config.own_addresses, locked),
            owner=membership.owner,
            clock=clock,
            stop=stop,
        ),
        briefs=Briefs(
            store,
            notice_room,
            bulletins,
            Recipients(
                alerts.coordinator,
                alerts.it,
                alerts.leadership,
                alerts.admin,
                alerts.leadership_sees_names,
            ),
            watched.in_words(config.language),
            stop,
        ),
        watched=watched,
        reminders=Reminders(store, composer, calendar, limits),
        faults=Faults(store, calendar, limits),
        reporter=Reporter(store, bulletins, notice_room, config.paths.reports, stop),
        tidy=Tidy(store),
        vitals=vitals,
        monitor=Monitor(
            vitals,
            __version__,
            config.monitoring.status_file,
            config.monitoring.metrics_file,
            config.monitoring.ping_url,
            config.monitoring.metrics_port is not None,
        ),
        retention=Retention(
            store,
            config.retention.excerpts_days,
            config.retention.people_months,
            config.paths.letters,
            config.paths.uploads,
        ),
        backup=NightlyBackup(store, config.paths.backups, config.backup.keep, config.zone),
        reconcile=Reconcile(store, folders, config.zone, config.reading.sweep_days, stop, membership.watches),
        folders=folders,
        advice=advice,
        roster_rules=rules,
        dropped=DropFolder(store, config.paths.drop, rules, config.timezone),
    )


def _setup(
    config: Config, keys: TokenKeys, folders: Sequence[tuple[ImapFolder, FolderPoll]]
) -> members.Setup:
    """What all daemons on one database should have in common."""
    return members.Setup(
        host=socket.gethostname(),
        pid=os.getpid(),
        version=__version__,
        letters=_fingerprint_of(config.paths.templates),
        keys=" ".join(keys.fingerprints()),
        folders=tuple(f"{source.account}/{source.folder}" for source, _ in folders),
    )


def _fingerprint_of(directory: Path) -> str:
    """Of every file below it, by name and content."""
    seen = hashlib.sha256()
    for path in sorted(one for one in directory.rglob("*") if one.is_file()):
        seen.update(f"{path.relative_to(directory)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()[:16]


def database_of(config: Config, *, reading: bool = False) -> Database:
    """The database as it is configured; nothing is connected yet. With `reading`, nothing can be written.

    Raises InputRefused for root where the state belongs to the service's account.
    """
    state = config.paths.state
    if os.geteuid() == 0 and state.exists() and (owner := state.stat().st_uid):
        raise InputRefused("refused.as_root", state=state, account=account_of(owner))
    password = config.database_password()
    return Database(
        config.database.url,
        password=None if password is None else password.read,
        mark=config.paths.state / "database.mark",
        reading=reading,
        masking=config.survey.secrets(),
    )


def migrate(store: Database, config: Config, clock: Clock = system_clock) -> bool:
    """Bring the schema up to date, with a copy of an older one; whether anything had to be done."""
    return store.migrate(lambda: before_upgrade(store, config.paths.backups, clock()))


def _may_be_silent(config: Config, calendar: Calendar, now: datetime) -> timedelta:
    alerts = config.alerts
    return timedelta(seconds=alerts.silent_s if in_window(now, calendar) else alerts.silent_off_hours_s)


def years_around(today: date) -> range:
    """The calendar years that a round may reach from `today`."""
    return range(today.year - 1, today.year + 2)


def imap_folders(config: Config, name: str, clock: Clock = system_clock) -> list[ImapFolder]:
    login = imap_account(config, name)
    return [ImapFolder(login, folder, clock) for folder in config.accounts[name].folders]


def imap_account(config: Config, name: str) -> ImapAccount:
    account = config.accounts[name]
    return ImapAccount(
        name=name,
        host=account.host,
        port=account.port,
        user=account.user,
        security=account.security,
        ca_file=account.ca_file,
        pinned_sha256=account.pinned_sha256,
        password=config.imap_password(name).read,
        tokens=_tokens(account),
        read_timeout_s=account.timeout_s,
    )


def relay_of(config: Config, name: Literal["smtp", "smtp_second"] = "smtp") -> SmtpRelay | None:
    """A relay, whether mail goes to it or not; None where it is not configured."""
    server = config.smtp if name == "smtp" else config.smtp_second
    return None if server is None else _relay(server, config.smtp_password(name))


def _channel(config: Config, stop: Callable[[], bool]) -> Channel:
    """Letters go to files until a person sets `mode = "live"`."""
    relay = relay_of(config)
    if config.mode != "live" or relay is None:
        return FileChannel(config.paths.letters)
    return SmtpChannel(relay, stop)


def _second_route(config: Config, stop: Callable[[], bool]) -> Callable[[], Channel] | None:
    """The way for alerts when the relay is what broke: another relay, or a local command; a rehearsal needs none."""
    relay, command = relay_of(config, "smtp_second"), config.alerts.sendmail
    if config.mode != "live":
        return None
    if relay is not None:
        return lambda: SmtpChannel(relay, stop)
    return (lambda: SendmailChannel(command)) if command else None


def _relay(server: Smtp, secret: Secret | None) -> SmtpRelay:
    return SmtpRelay(
        host=server.host,
        port=server.port,
        security=server.security,
        user=server.user,
        password=None if secret is None else secret.read,
        tokens=_tokens(server),
        ca_file=server.ca_file,
        pinned_sha256=server.pinned_sha256,
        command_timeout_s=server.timeout_s,
    )


def _tokens(server: Server) -> AccessTokens | None:
    return tokens_of(server.token_command) if server.token_command else None


def _remembered(ask: Callable[[], bool]) -> Callable[[], bool]:
    """Asked once: whether an SQLite file came out of a backup does not change while we run."""
    answer = ask()
    return lambda: answer
