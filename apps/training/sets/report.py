"""What the check before a training says: figures, letters, findings, and the better bet."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Severity = Literal["stop", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Example:
    """A line to look at: where it is, its place on the image, and what is odd about it."""

    part: int
    document: int
    page: str
    line: int
    text: str = ""
    note: str = ""
    image: str = ""
    width: int = 0
    height: int = 0
    box: tuple[int, int, int, int] | None = None

    @property
    def url(self) -> str:
        return f"/document/{self.document}/part/{self.part}/edit/?line={self.line}"

    @property
    def view_box(self) -> str:
        """The part of the image that shows the line, as SVG writes it."""
        return " ".join(map(str, self.box)) if self.box else ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to know before training. ``action`` names the mend that one click does."""

    code: str
    severity: Severity
    title: str
    text: str
    mend: str = ""
    count: int = 0
    examples: tuple[Example, ...] = ()
    action: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    """A character with how often it stands in the texts."""

    char: str
    name: str
    count: int
    is_rare: bool
    is_unknown: bool = False
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Advice:
    """Whether to start from a model that exists, which one, and why."""

    bet: Literal["fine-tune", "scratch", "none"]
    title: str
    reasons: tuple[str, ...]
    model: int | None = None
    model_name: str = ""
    others: tuple[tuple[int, str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class CheckReport:
    """The whole check. ``facts`` are counts; ``pages`` says which share machines wrote."""

    facts: dict[str, Any]
    findings: tuple[Finding, ...] = ()
    letters: tuple[Letter, ...] = ()
    advice: Advice | None = None
    base: str = ""

    @property
    def is_stopped(self) -> bool:
        return any(finding.severity == "stop" for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The report as programs and the cache take it."""
        return {**asdict(self), "is_stopped": self.is_stopped}


@dataclass(slots=True)
class Collected:
    """Counts something and keeps the first few lines that show it."""

    limit: int = 8
    count: int = 0
    lines: list[Any] = field(default_factory=list)

    def add(self, line: Any) -> None:
        self.count += 1
        if len(self.lines) < self.limit:
            self.lines.append(line)
