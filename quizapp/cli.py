"""The commands: what can be typed. What they do stands in `quizapp.commands`."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from questions.formats.register import FORMATS
from quizapp import clock
from quizapp.accounts.operations import ROLES
from quizapp.bank import integrity as of_keys
from quizapp.cards import integrity as of_memories
from quizapp.commands import banks, converting, doctor, importing, keeping, people, serving, ticking
from quizapp.commands.instance import at_one_moment, opened
from quizapp.commands.why import why as reasons_for
from quizapp.db import db, unit_of_writing
from quizapp.errors import Refusal
from quizapp.media.sweeping import sweep_media
from quizapp.quizzes import integrity as of_scores

BANK_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)

CHECKS: tuple[Callable[[Session], Iterator[str]], ...] = (
    of_keys.check,
    of_scores.check,
    of_memories.check,
)
"""What recomputes the caches that a room keeps, in the order of the rooms: each difference is a sentence."""


class Commands(click.Group):
    """A group whose commands say in one sentence what is refused, and exit with 1."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(str(refusal)) from refusal
        except OperationalError as error:
            cause = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(f"the database says: {cause}; ask: quizapp doctor") from error
        except PermissionError as error:
            raise click.ClickException(f"{error.filename} cannot be used: {error.strerror}") from error


@click.group(cls=Commands)
@click.version_option(package_name="quizapp")
def main() -> None:
    """Quizzes and flashcards in which every answer has a receipt."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8000,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port; 0 takes any free one.",
)
@click.option("--demo", "is_demo", is_flag=True, help="Add a teacher, a class and some weeks of history.")
def serve(host: str, port: int, is_demo: bool) -> None:
    """Start the server, with everything that a first start needs."""
    serving.serve(host, port, is_demo=is_demo)


@main.group()
def bank() -> None:
    """Question banks: check a folder, build it, load it, ask why."""


@bank.command("check")
@click.argument("path", type=BANK_FOLDER)
@click.option(
    "--document",
    "documents",
    multiple=True,
    metavar="ID=PATH",
    help="The text of a cited source, to compare.",
)
def check_bank(path: Path, documents: tuple[str, ...]) -> None:
    """Say what is wrong with the bank at PATH, and which facts starve; exits 1 on errors."""
    read, generated = banks.check(path, banks.read_documents(documents))
    for remark in read.remarks:
        click.echo(remark)
    if read.bank is None or generated is None:
        sys.exit(1)
    lint = banks.linted(read.bank, generated, read)
    for found in lint:
        click.echo(banks.lint_in_words(found))
    for starved in generated.starved:
        click.echo(f"starves {banks.in_words(starved)}")
    click.echo(f"{len(generated.questions)} questions from {len(read.bank.facts)} facts")
    if any(found.severity == "error" for found in lint):
        sys.exit(1)


@bank.command("build")
@click.argument("path", type=BANK_FOLDER)
@click.option("--out", type=NEW_FILE, help="Write every question in full to this JSON file.")
@click.option(
    "--check", "is_check", is_flag=True, help="Only compare with bank.lock.json; exits 1 if it differs."
)
def build_bank(path: Path, out: Path | None, is_check: bool) -> None:
    """Make the questions of the bank at PATH, and bring its bank.lock.json up to date."""
    read, generated = banks.check(path, {})
    if read.bank is None or generated is None:
        for remark in read.remarks:
            click.echo(remark, err=True)
        sys.exit(1)
    if out is not None:
        banks.build(read.bank, generated, out)
    renewal = banks.compare_with_lock(path, read.bank, generated)
    click.echo(f"{len(generated.questions)} questions")
    for line in banks.changes_in_words(renewal.changes):
        click.echo(line)
    if not is_check:
        refusal = banks.keep_lock(path, read.bank, renewal)
        if refusal:
            click.echo(refusal, err=True)
            sys.exit(1 if out is None else 0)
    elif renewal.changes:
        click.echo(f"{path / 'bank.lock.json'} is not up to date; run: quizapp bank build {path}", err=True)
        sys.exit(1)


@bank.command("load")
@click.argument("path", type=BANK_FOLDER)
def load_bank(path: Path) -> None:
    """Load the bank at PATH, whose questions are served from then on."""
    with opened() as settings, unit_of_writing():
        keeping.upgrade_instance(settings, clock.now(), _tell_of_table)
        brought = banks.load(db.session(), settings, path, clock.now())
        db.session.commit()
    for remark in brought.remarks:
        click.echo(remark)
    for flaw in brought.flaws:
        click.echo(banks.lint_in_words(flaw))
    if brought.bank is None:
        sys.exit(1)
    click.echo(brought.in_words())


@bank.command()
@click.argument("question_id")
def why(question_id: str) -> None:
    """Show the key of a question, the proof behind each option, its facts and passages."""
    with opened():
        for line in reasons_for(db.session(), question_id):
            click.echo(line)


@main.command()
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("target", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--from",
    "source_format",
    type=click.Choice(tuple(FORMATS)),
    help="The format of IN; recognised unless given.",
)
@click.option(
    "--to",
    "target_format",
    type=click.Choice(tuple(FORMATS)),
    help="The format of OUT; by its ending unless given.",
)
def convert(source: Path, target: Path, source_format: str | None, target_format: str | None) -> None:
    """Write the questions of the file IN to the file OUT in another format; `-` stands for a stream.

    Each question is a line of JSON on standard error: ok, loss or refused, and why. Exits with 1 if
    something was lost or refused, and with 2 if nothing could be read.
    """
    try:
        verdict = converting.convert(
            source,
            target,
            source_format=source_format or "",
            target_format=target_format or "",
            remarks=sys.stderr,
        )
    except Refusal as refusal:
        click.echo(f"Error: {refusal}", err=True)
        verdict = converting.NOTHING_READ
    sys.exit(verdict)


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--owner", required=True, help="User name of the teacher whose bank it comes into.")
@click.option("--bank", help="The bank, by its title or its slug; by default one called like FILE.")
@click.option(
    "--from",
    "source_format",
    type=click.Choice(tuple(FORMATS)),
    help="The format of FILE; recognised unless given.",
)
def import_questions(file: Path, owner: str, bank: str | None, source_format: str | None) -> None:
    """Bring the questions of FILE into a bank of a teacher's own, all that can come in or nothing.

    What is there already does not come twice, and what the checks call an error comes as a draft.
    Remarks and exit codes are those of `quizapp convert`.
    """
    try:
        with opened():
            landed, verdict = importing.import_file(
                db.session(),
                file,
                owner=owner,
                bank=bank or "",
                format=source_format or "",
                remarks=sys.stderr,
                now=clock.now(),
            )
    except Refusal as refusal:
        click.echo(f"Error: {refusal}", err=True)
        sys.exit(converting.NOTHING_READ)
    if landed is not None:
        click.echo(importing.in_words(landed))
    sys.exit(verdict)


@main.group()
def user() -> None:
    """People: add one, or give one a new password."""


@user.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), help="A student unless given.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add_user(name: str, role: str | None, password_stdin: bool) -> None:
    """Add the person with the user name NAME and print a password for her."""
    given = _password_from_stdin() if password_stdin else None
    with opened() as settings, unit_of_writing():
        keeping.upgrade_instance(settings, clock.now(), _tell_of_table)
        password = people.add_user(db.session(), name, role=role, password=given, now=clock.now())
        db.session.commit()
    _show_password(password, is_given=password_stdin)


@user.command("reset-password")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def reset_password(name: str, password_stdin: bool) -> None:
    """Give the person with the user name NAME a new password; it ends all her sign-ins."""
    given = _password_from_stdin() if password_stdin else None
    with opened(), unit_of_writing():
        password = people.reset_password(db.session(), name, password=given, now=clock.now())
        db.session.commit()
    _show_password(password, is_given=password_stdin)


@main.command()
def check() -> None:
    """Recompute every score from its responses, every memory from its log; exits 1 on a difference."""
    differences = 0
    with opened():
        session = at_one_moment(db.session())
        for difference in chain.from_iterable(check(session) for check in CHECKS):
            differences += 1
            click.echo(difference)
    if differences:
        sys.exit(1)
    click.echo("Every score is what its responses earn, and every memory what its log tells.")


@main.command("doctor")
def examine() -> None:
    """Look at the whole installation and say how to mend what is not well; exits 1 if something is bad."""
    is_bad = False
    for finding in doctor.examine():
        is_bad = is_bad or finding.state == "bad"
        click.echo(finding)
    sys.exit(1 if is_bad else 0)


@main.command()
@click.argument("file", type=NEW_FILE)
def backup(file: Path) -> None:
    """Write a copy of everything to FILE, also while the server runs."""
    with opened() as settings:
        manifest = keeping.back_up_instance(settings, file, clock.now(), _tell_of_table)
    click.echo(f"{file}: {manifest.rows:,} rows. Keep it as safe as the server: it holds people's data.")


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", "is_replacing", is_flag=True, help="Delete what is in the database first.")
def restore(file: Path, is_replacing: bool) -> None:
    """Put the backup FILE into an empty database; stop the server first."""
    with opened() as settings, unit_of_writing():
        manifest = keeping.restore_instance(
            settings, file, is_replacing=is_replacing, progress=_tell_of_table
        )
    made_at = manifest.made_at[:16].replace("T", " ")
    click.echo(f"Restored {manifest.rows:,} rows of {made_at} UTC.")


@main.command()
@click.pass_context
def upgrade(context: click.Context) -> None:
    """Back up, bring the database to this version's schema, and check every score."""
    with opened() as settings:
        kept = keeping.upgrade_instance(settings, clock.now(), _tell_of_table)
    click.echo(f"Backed up to {kept} and upgraded." if kept else "The database is up to date.")
    context.invoke(check)


@main.command()
def tick() -> None:
    """Do one round of background work, as the running server does by itself."""
    with opened():
        holder = ticking.new_holder()
        done = ticking.tick(holder)
        fitted = None if done is None else ticking.fit_round(holder)
    click.echo(
        "Another process does the background work."
        if done is None
        else f"{done} attempts brought up to date, {fitted or 0} memory models looked at."
    )


@main.command("sweep-media")
def sweep() -> None:
    """Delete pictures and sounds that no text has named for a week."""
    with opened(), unit_of_writing():
        swept = sweep_media(db.session(), now=clock.now())
        db.session.commit()
    click.echo(f"{swept:,} pictures and sounds deleted.")


def _tell_of_table(table: str, rows: int) -> None:
    """To somebody who waits at a terminal; a cron job's mail holds only what came of it."""
    if rows and sys.stderr.isatty():
        click.echo(f"{table}: {rows:,} rows", err=True)


def _password_from_stdin() -> str:
    return people.checked_password(sys.stdin.readline().rstrip("\r\n"))


def _show_password(password: str, *, is_given: bool) -> None:
    click.echo("Done." if is_given else f"Password, to be changed at the next sign-in: {password}")
