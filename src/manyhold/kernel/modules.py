"""Modules as data: what each offers and needs, read in every process, imported only where it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Literal

USUAL_FILE_LIMIT = 20
"""MiB of a file whose purpose says nothing else."""
COMMAND = "command/"
"""What marks a delivery as another module's order rather than an event."""


@dataclass(frozen=True, slots=True)
class Permission:
    """One right; `level` says whether it is held on projects or on the group as a whole."""

    name: str
    zh: str
    en: str
    level: Literal["project", "group"] = "project"
    roles: tuple[str, ...] = ()
    """Built-in roles that hold it."""
    needs_whole_project: bool = False
    """A grant narrowed to some buildings does not give it: what it opens is not told apart by place."""
    reaches_left: bool = False
    """It reads figures of past periods, which stay in the group's reports when a project has left."""
    for_clients: bool = False
    """An API client may be given it, as a scope of that name; no right of administration ever is."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Work that is started by the clock: a job, and a cron-like period in seconds."""

    job: str
    every_seconds: int


@dataclass(frozen=True, slots=True)
class Search:
    """How a module's things are found in the one search box: under which permission, and by which function."""

    permission: str
    find: str


@dataclass(frozen=True, slots=True)
class Handover:
    """Work that somebody may hold and that another takes when they leave: its name, and a function that counts it.

    The function takes a Context over the whole group and a person's id; the module that hears
    `identity.person_left` hands over just what it counted.
    """

    zh: str
    en: str
    count: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that an approver must know of a document; money is `amount_fen`, a `kind` is one of `choices`."""

    name: str
    zh: str
    en: str
    type: Literal["amount_fen", "count", "kind", "text"] = "text"
    choices: tuple[tuple[str, str, str], ...] = ()
    """Of a `kind`: code, zh and en of each."""


@dataclass(frozen=True, slots=True)
class Document:
    """A type of document that may need approval before it takes effect."""

    code: str
    zh: str
    en: str
    permission: str
    """Who holds it where the document belongs may submit it."""
    decision: str
    """The owner's event, dotted, by which it hears what became of its document; it subscribes to it."""
    facts: tuple[Fact, ...] = ()

    @property
    def measure(self) -> Fact | None:
        """The fact by whose size chains are chosen: an amount, or a count."""
        return next((fact for fact in self.facts if fact.type in ("amount_fen", "count")), None)

    @property
    def kind(self) -> Fact | None:
        """The fact by whose choices chains are chosen."""
        return next((fact for fact in self.facts if fact.type == "kind"), None)


@dataclass(frozen=True, slots=True)
class NumberToken:
    """What the number of a document may say of it: a code, which may hold letters, digits, `_` and `-`."""

    name: str
    zh: str
    en: str
    sample: str
    longest: int


@dataclass(frozen=True, slots=True)
class Numbered:
    """A kind of document that bears a number, and the pattern it follows where headquarters lays down no other."""

    code: str
    zh: str
    en: str
    pattern: str
    tokens: tuple[NumberToken, ...]
    longest: int
    """How many characters the column holds."""
    required: tuple[str, ...] = ()
    """Tokens that every pattern of this kind has: a receipt's run is one company's, or it had gaps in each."""
    is_gapless: bool = False
    """Whether a law or a custom wants the run without gaps, so that the screens say so."""


@dataclass(frozen=True, slots=True)
class PrintField:
    """One thing that a printed document says, and a sample of it; the type decides how it is written.

    Money is whole fen, a date is in ISO form, `qr` is what a QR code says.
    """

    name: str
    zh: str
    en: str
    type: Literal["text", "amount_fen", "date", "qr"] = "text"
    sample: str | int = ""
    is_kept: bool = True
    """Whether the print log may keep it. What is personal or secret is read anew from what its owner keeps."""
    is_kept_sealed: bool = False
    """A name of staff: its owner does not keep what it was, so the print log does, sealed."""


@dataclass(frozen=True, slots=True)
class Printable:
    """A kind of document that is printed along the templates of headquarters."""

    code: str
    zh: str
    en: str
    permission: str
    """Who holds it where the document lies may print it."""
    documents: str
    """The dotted name of its `foundation.printing.port.Read`."""
    built_ins: str
    """The dotted name of its `foundation.printing.port.BuiltIn`s; the first is what is printed by default."""
    file_purpose: str
    """What the file of a large print run is for: one of the module's `file_purposes`, read by `permission`."""
    fields: tuple[PrintField, ...]
    columns: tuple[PrintField, ...] = ()
    """Of its lines, where it has any."""
    sample_rows: tuple[tuple[str | int, ...], ...] = ()
    is_voucher: bool = True
    """Whether a second print is marked as one, says what the first said, and may go on numbered paper."""

    def field(self, name: str) -> PrintField | None:
        """The field of this name."""
        return next((one for one in self.fields if one.name == name), None)


@dataclass(frozen=True, slots=True)
class ImportKind:
    """A kind of workbook that becomes documents of a module; `documents` names what `imports.kinds.port` asks of it."""

    code: str
    zh: str
    en: str
    documents: str
    permission: str
    """Who loads it needs this beside the right to load imports."""


@dataclass(frozen=True, slots=True)
class DictionaryEntry:
    """A code and its words; `parent` is the first level's code that it stands under, empty on the first level."""

    code: str
    zh: str
    en: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """A table of codes that headquarters may extend, reword and retire; projects add below it under their prefix."""

    code: str
    zh: str
    en: str
    entries: str
    """The built-in ones: a dotted name of DictionaryEntry rows in their customary order."""
    levels: Literal[1, 2] = 1


Sensitivity = Literal["public", "internal", "personal", "sensitive"]
"""Class of a field's data: personal and sensitive are those of 个人信息保护法 4 and 28."""


@dataclass(frozen=True, slots=True)
class DataField:
    """What a field of an object means; its type and length are read off the column of that name (or `name_sealed`).

    With `imported_as` the import catalogue holds its words, its values and the headings that ledgers write for it;
    they are not said a second time here.
    """

    name: str
    zh: str = ""
    en: str = ""
    meaning_zh: str = ""
    meaning_en: str = ""
    sensitivity: Sensitivity = "internal"
    choices: tuple[tuple[str, str, str], ...] = ()
    """Of a closed list: code, zh and en of each."""
    dictionary: str = ""
    """The table of codes from which its values come."""
    imported_as: str = ""
    type: str = ""
    """Said only where no column of the object's own table holds it."""


@dataclass(frozen=True, slots=True)
class DataObject:
    """A main object of the field catalogue: what is recorded of it, and which post answers for it by custom."""

    code: str
    zh: str
    en: str
    model: str
    """The mapped class, dotted."""
    fields: str
    """Its DataField rows in their customary order, dotted."""
    owner: str
    """The built-in role that keeps it."""
    own: str = ""
    """Where fields of one's own may be added: an `OwnSubject`, dotted."""


@dataclass(frozen=True, slots=True)
class Export:
    """A table that a project takes along when it leaves: its name in the package, and the function that gives its rows.

    The function takes a Context, the project's id and the last id it gave (0 at first), and returns `kernel.leaving.Rows`.
    """

    name: str
    zh: str
    en: str
    rows: str


LegalBasis = Literal["consent", "contract", "legal_duty", "emergency", "staff"]
"""Why personal data may be processed (个人信息保护法 13); `staff` is human resources management under its item 2."""


@dataclass(frozen=True, slots=True)
class PersonalData:
    """A category of personal data that a module keeps; the register of processing activities is prefilled from these.

    The functions are dotted names; their shapes stand in `kernel.personal_data`. A category without `collect` is not
    a party's (staff, signatures), one without `due` has no clock of its own.
    """

    code: str
    zh: str
    en: str
    purpose_zh: str
    purpose_en: str
    basis: LegalBasis
    columns: tuple[str, ...]
    """`table.column` of each, so that nothing personal is kept unregistered."""
    is_sensitive: bool = False
    """As 个人信息保护法 28 means it."""
    months: int = 0
    """The period that a group begins with; 0 where another rule says how long."""
    collect: str = ""
    erase: str = ""
    holds: str = ""
    due: str = ""
    remove: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A module's declaration: data with dotted names `package.module:attribute`, never imported things."""

    name: str
    zh: str = ""
    en: str = ""
    needs: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    """Modules that it asks within its own write transactions: they run in the same service."""
    contract_version: int = 1
    """Counted up when what others ask or order changes so that older callers are misunderstood."""
    is_optional: bool = False
    permissions: tuple[Permission, ...] = ()
    routers: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    """Routers outside the API, for pages that people open by a link."""
    models: tuple[str, ...] = ()
    queries: Mapping[str, str] = field(default_factory=dict[str, str])
    commands: Mapping[str, str] = field(default_factory=dict[str, str])
    file_purposes: Mapping[str, str] = field(default_factory=dict[str, str])
    """What its uploaded files are for, and the permission by which each kind is read."""
    file_limits: Mapping[str, int] = field(default_factory=dict[str, int])
    """MiB that a file of a purpose may have, where they are more than 20; it is then sent part by part."""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Its lists, by the `list-key` of their page, and the filters of their address: what a saved view may hold."""
    messages: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    """Templates of its messages to people, zh and en, with the same `{named}` params."""
    subscriptions: Mapping[str, str] = field(default_factory=dict[str, str])
    streams: Mapping[str, str] = field(default_factory=dict[str, str])
    jobs: Mapping[str, str] = field(default_factory=dict[str, str])
    schedules: tuple[Schedule, ...] = ()
    searches: tuple[Search, ...] = ()
    handovers: tuple[Handover, ...] = ()
    background: tuple[str, ...] = ()
    """Classes of what a worker keeps doing beside deliveries and jobs, see `kernel.jobs.worker.Background`."""
    documents: tuple[Document, ...] = ()
    numbers: tuple[Numbered, ...] = ()
    printables: tuple[Printable, ...] = ()
    import_kinds: tuple[ImportKind, ...] = ()
    dictionaries: tuple[Dictionary, ...] = ()
    objects: tuple[DataObject, ...] = ()
    exports: tuple[Export, ...] = ()
    matters: tuple[str, ...] = ()
    """What of it is open in a project that leaves: functions of a Context and the project's id, see `kernel.leaving.Matter`."""
    personal_data: tuple[PersonalData, ...] = ()


class UnknownName(LookupError):
    """A permission, job or event that no module declares: a fault of our code, so it is loud."""


class Registry:
    """All installed manifests; `running` names the modules whose routes and jobs live in this process."""

    def __init__(self, manifests: Iterable[Manifest], *, running: Iterable[str] | None = None) -> None:
        self.manifests = {manifest.name: manifest for manifest in manifests}
        self.running = frozenset(self.manifests if running is None else running)
        if unknown := self.running - self.manifests.keys():
            raise UnknownName(f"no module is named {', '.join(sorted(unknown))}")
        self.permissions = {right.name: right for one in self.manifests.values() for right in one.permissions}
        self.owners = {right.name: one for one in self.manifests.values() for right in one.permissions}
        self._check_needs()

    def permission(self, name: str) -> Permission:
        try:
            return self.permissions[name]
        except KeyError:
            raise UnknownName(f"no module offers the permission {name!r}") from None

    def subscribers(self, event: str) -> tuple[str, ...]:
        """Names `module:event` of every installed subscriber, running here or elsewhere."""
        return tuple(f"{one.name}:{event}" for one in self.manifests.values() if event in one.subscriptions)

    def receiver(self, subscriber: str) -> str:
        """The dotted name of the function that receives the event delivered to `subscriber`."""
        module, _, name = subscriber.partition(":")
        return self.manifests[module].subscriptions[name]

    @property
    def kept_beside(self) -> frozenset[str]:
        """Modules that some other asks within its own write transactions."""
        return frozenset(name for one in self.manifests.values() for name in one.beside)

    def receivers_in(self, modules: Iterable[str]) -> tuple[str, ...]:
        """All subscribers whose handlers live in these modules."""
        here = [self.manifests[name] for name in sorted(modules)]
        events = [f"{one.name}:{event}" for one in here for event in one.subscriptions]
        return (*events, *(f"{one.name}:{COMMAND}{command}" for one in here for command in one.commands))

    def job(self, name: str) -> str:
        """The dotted name of the function that does the job `name`."""
        for one in self.manifests.values():
            if name in one.jobs:
                return one.jobs[name]
        raise UnknownName(f"no module does the job {name!r}")

    def jobs_here(self) -> tuple[str, ...]:
        """Names of the jobs that this process may run."""
        return tuple(job for name in sorted(self.running) for job in self.manifests[name].jobs)

    def background_here(self) -> tuple[str, ...]:
        """The dotted names of what this process's worker keeps doing."""
        return tuple(one for name in sorted(self.running) for one in self.manifests[name].background)

    def topic_permission(self, event: str) -> str | None:
        """The permission by which screens may follow an event; None when it is not for screens."""
        return next((one.streams[event] for one in self.manifests.values() if event in one.streams), None)

    def file_permission(self, purpose: str) -> str | None:
        """The permission by which files of a purpose are read; None when no module has such files."""
        found = (one.file_purposes.get(purpose) for one in self.manifests.values())
        return next((permission for permission in found if permission is not None), None)

    def file_limit(self, purpose: str) -> int:
        """The bytes that a file of a purpose may have."""
        found = (one.file_limits.get(purpose) for one in self.manifests.values())
        return next((most for most in found if most is not None), USUAL_FILE_LIMIT) * 1024 * 1024

    def list_filters(self, list_key: str) -> tuple[str, ...] | None:
        """The filters that a list knows; None when no module has such a list."""
        found = (one.lists.get(list_key) for one in self.manifests.values())
        return next((filters for filters in found if filters is not None), None)

    def message(self, template: str) -> tuple[str, str]:
        """A message template in zh and en."""
        for one in self.manifests.values():
            if template in one.messages:
                return one.messages[template]
        raise UnknownName(f"no module sends the message {template!r}")

    def document(self, code: str) -> Document:
        """The type of document that is submitted for approval under `code`."""
        for one in self.manifests.values():
            for document in one.documents:
                if document.code == code:
                    return document
        raise UnknownName(f"no module submits documents {code!r}")

    def numbered(self, code: str) -> Numbered:
        """The kind of document that is numbered under `code`."""
        for kind in self.numbers():
            if kind.code == code:
                return kind
        raise UnknownName(f"no module numbers documents {code!r}")

    def numbers(self) -> tuple[Numbered, ...]:
        """Every kind of document that bears a number."""
        return tuple(kind for one in self.manifests.values() for kind in one.numbers)

    def printable(self, code: str) -> Printable:
        """The kind of document that is printed under `code`."""
        for kind in self.printables():
            if kind.code == code:
                return kind
        raise UnknownName(f"no module prints documents {code!r}")

    def printables(self) -> tuple[Printable, ...]:
        """Every kind of document that is printed."""
        return tuple(kind for one in self.manifests.values() for kind in one.printables)

    def import_kind(self, code: str) -> ImportKind:
        """The kind of workbook that is imported under `code`."""
        for one in self.manifests.values():
            for kind in one.import_kinds:
                if kind.code == code:
                    return kind
        raise UnknownName(f"no module imports workbooks {code!r}")

    def exports(self) -> tuple[Export, ...]:
        """Every table that a leaving project takes along."""
        return tuple(one for manifest in self.manifests.values() for one in manifest.exports)

    def matters(self) -> tuple[str, ...]:
        """The dotted names of what tells open matters of a leaving project."""
        return tuple(one for manifest in self.manifests.values() for one in manifest.matters)

    def dictionary(self, code: str) -> Dictionary:
        """The table of codes that is called `code`."""
        for one in self.dictionaries():
            if one.code == code:
                return one
        raise UnknownName(f"no module has a dictionary {code!r}")

    def dictionaries(self) -> tuple[Dictionary, ...]:
        """Every table of codes."""
        return tuple(one for manifest in self.manifests.values() for one in manifest.dictionaries)

    def objects(self) -> tuple[DataObject, ...]:
        """Every object of the field catalogue."""
        return tuple(one for manifest in self.manifests.values() for one in manifest.objects)

    def data_object(self, code: str) -> DataObject:
        """The object that the field catalogue calls `code`."""
        for one in self.objects():
            if one.code == code:
                return one
        raise UnknownName(f"no module has an object {code!r}")

    def personal_data(self) -> tuple[PersonalData, ...]:
        """Every category of personal data, the foundation's first."""
        return tuple(one for manifest in self.manifests.values() for one in manifest.personal_data)

    def owner_of_command(self, name: str) -> Manifest:
        for one in self.manifests.values():
            if name in one.commands:
                return one
        raise UnknownName(f"no module takes the command {name!r}")

    def _check_needs(self) -> None:
        done: set[str] = set()

        def visit(name: str, road: tuple[str, ...]) -> None:
            if name in road:
                raise ValueError(f"modules need one another in a circle: {' → '.join((*road, name))}")
            if name in done or name not in self.manifests:
                return
            for need in self.manifests[name].needs:
                visit(need, (*road, name))
            done.add(name)

        for name in self.manifests:
            visit(name, ())


def resolve(dotted: str) -> Any:
    """The object that `package.module:attribute` names."""
    module, _, attribute = dotted.partition(":")
    return getattr(import_module(module), attribute)
