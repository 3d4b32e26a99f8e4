"""Every option of a training that people may set, with what it means and what it may be."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["integer", "number", "choice", "yes_no", "text"]
BOTH = ("recognition", "segmentation")
READ = ("recognition",)
FIND = ("segmentation",)


@dataclass(frozen=True, slots=True)
class Knob:
    """One option: ``usual`` says what happens when it is left empty."""

    name: str
    label: str
    meaning: str
    kind: Kind
    usual: str
    tasks: tuple[str, ...] = BOTH
    least: float = 0
    most: float | None = None
    choices: tuple[tuple[str, str], ...] = ()

    def checked(self, value: Any) -> Any:
        """The value as the option takes it; ``ValueError`` in words where it cannot be one."""
        kinds: dict[str, tuple[type, ...]] = {
            "integer": (int,),
            "number": (int, float),
            "yes_no": (bool,),
        }
        fits = isinstance(value, kinds.get(self.kind, (str,)))
        if self.kind in ("integer", "number"):
            fits = fits and not isinstance(value, bool) and value >= self.least
            fits = fits and (self.most is None or value <= self.most)
        if self.kind == "choice":
            fits = fits and value in dict(self.choices)
        if not fits:
            message = f"{self.name} cannot be {value!r}."
            raise ValueError(message)
        return value


@dataclass(frozen=True, slots=True)
class Group:
    """Options that belong together."""

    title: str
    knobs: tuple[Knob, ...]


LENGTH = Group(
    "How long",
    (
        Knob("epochs", "Epochs at most", "How often all pages are gone through.", "integer",
             "as the preset says", least=1, most=5000),
        Knob("max_seconds", "Seconds at most", "The training ends with the epoch in which this"
             " time is over, and keeps the best.", "integer", "as the preset says", least=10),
        Knob("min_epochs", "Epochs at least", "Before these it does not end for want of progress.",
             "integer", "as the preset says", most=5000),
        Knob("patience", "Patience", "It ends after so many epochs that brought nothing.",
             "integer", "as the preset says", least=1, most=1000),
        Knob("min_delta", "Smallest gain", "What counts as better: accuracy must grow by this"
             " share (0.001 is a tenth of a percent).", "number", "0: any gain", most=1),
        Knob("keep_epochs", "Epochs to keep", "So many of the best epochs stay as files from which"
             " a model can be made later.", "integer", "5", most=50),
    ),
)  # fmt: skip
LEARNING = Group(
    "How it learns",
    (
        Knob("batch_size", "Lines at once", "More need more memory and make each step calmer."
             " When memory runs out, the training halves it by itself.", "integer",
             "by the number of lines", READ, least=1, most=1024),
        Knob("accumulate", "Batches per step", "Gradients of so many batches are added up before"
             " the weights change: large steps with little memory.", "integer", "1",
             least=1, most=256),
        Knob("optimizer", "Optimizer", "How gradients become changes of weights.", "choice",
             "chosen by the recipe", choices=tuple((name, name) for name in (
                 "AdamW", "AdamW+Muon", "Adam", "SGD", "RMSprop"))),
        Knob("learning_rate", "Learning rate", "How far the weights move at each step. Too large:"
             " the error grows; too small: nothing happens.", "number", "chosen by the recipe",
             least=1e-8, most=1),
        Knob("weight_decay", "Weight decay", "Pulls weights towards zero, against learning by"
             " heart.", "number", "chosen by the recipe", most=1),
        Knob("momentum", "Momentum", "How much of the last step goes on in the next (SGD,"
             " RMSprop).", "number", "0.9", most=1),
        Knob("gradient_clip", "Gradient limit", "Longer gradients are shortened to this length;"
             " 0 for no limit.", "number", "chosen by the recipe", most=1000),
        Knob("averaging", "Average the weights", "A running mean of the weights is judged, too,"
             " and kept where it reads better.", "yes_no", "chosen by the recipe"),
        Knob("augment", "Alter the images", "Lines are bent, blurred and shifted a little, so that"
             " the same line never looks the same twice.", "yes_no", "chosen by the recipe"),
        Knob("freeze_backbone", "Steps with the last layer alone", "When a model is fine-tuned,"
             " the rest of it stays as it is for so many steps.", "integer", "0", most=1_000_000),
        Knob("seed", "Seed", "The same seed draws the same order of lines.", "integer", "42",
             most=2**31 - 1),
    ),
)  # fmt: skip
SCHEDULE = Group(
    "Learning rate over time",
    (
        Knob("schedule", "Schedule", "How the learning rate changes.", "choice",
             "chosen by the recipe", choices=(
                 ("plateau", "Lower when it gets no better"), ("constant", "Always the same"),
                 ("cosine", "Down along a cosine"), ("1cycle", "Up and down once"),
                 ("exponential", "Lower with each epoch"), ("step", "Lower in steps"))),
        Knob("warmup", "Warm-up steps", "The learning rate rises from nothing during these.",
             "integer", "chosen by the recipe", most=1_000_000),
        Knob("plateau_patience", "Plateau: patience", "Epochs without a gain before the rate is"
             " lowered.", "integer", "half of the patience", least=1, most=1000),
        Knob("plateau_factor", "Plateau: factor", "What the rate is multiplied by.", "number",
             "0.5", least=0.001, most=1),
        Knob("step_size", "Steps: epochs", "Epochs from one step to the next.", "integer", "10",
             least=1, most=1000),
        Knob("gamma", "Steps, exponential: factor", "What the rate is multiplied by.", "number",
             "0.1", least=0.001, most=1),
        Knob("final_rate", "Cosine: last rate", "Where the cosine ends.", "number", "0.000001",
             most=1),
    ),
)  # fmt: skip
NETWORK = Group(
    "Network",
    (
        Knob("family", "Family", "VGSL: kraken's own networks, small and quick on a processor."
             " PP-OCRv6: larger, for many lines and a graphics card.", "choice", "VGSL", READ,
             choices=(("vgsl", "VGSL"), ("ppocrv6", "PP-OCRv6"))),
        Knob("variant", "PP-OCRv6: size", "Of a new PP-OCRv6 network.", "choice", "small", READ,
             choices=(("tiny", "tiny"), ("small", "small"), ("medium", "medium"))),
        Knob("height", "PP-OCRv6: line height", "Pixels to which lines are scaled.", "integer",
             "96 pixels", READ, least=16, most=512),
        Knob("spec", "VGSL: layers", "A new network in kraken's language, from the input to the"
             " last hidden layer: [1,48,0,1 Cr3,3,32 Mp2,2 S1(1x0)1,3 Lbx100]", "text",
             "chosen by the recipe"),
        Knob("resize", "Characters or types that the base model lacks", "Add them to its own, or"
             " keep only those of these pages.", "choice", "added", choices=(
                 ("union", "Add them"), ("new", "Keep only those of the pages"))),
        Knob("padding", "Padding", "White pixels left and right of each line.", "integer", "16",
             READ, most=256),
        Knob("precision", "Precision", "Sixteen bits are quicker on graphics cards and of no use"
             " on processors.", "choice", "mixed on a graphics card", choices=(
                 ("32", "32 bits"), ("bf16", "bfloat16, mixed"), ("16", "float16, mixed"))),
        Knob("workers", "Processes", "How many cut out lines, and how many threads learn.",
             "integer", "one for each processor, four at most", least=1, most=64),
    ),
)  # fmt: skip
TEXT = Group(
    "Text",
    (
        Knob("normalization", "Unicode normalisation", "Whether é is one character or e with an"
             " accent; the base model's habit is the best choice.", "choice", "as the base model,"
             " else as typed", READ, choices=tuple((name, name) for name in (
                 "NFC", "NFD", "NFKC", "NFKD"))),
        Knob("normalize_whitespace", "Whitespace", "All kinds of spaces become one plain space.",
             "yes_no", "yes", READ),
        Knob("reorder", "Order of the eye", "Characters are learned as they stand on the page, and"
             " put in the order of reading afterwards.", "yes_no", "yes", READ),
        Knob("base_direction", "Lines without a letter", "Which way lines of digits or signs run.",
             "choice", "as the text direction", READ, choices=(
                 ("L", "Left to right"), ("R", "Right to left"))),
    ),
)  # fmt: skip
LINES = Group(
    "Lines and regions",
    (
        Knob("line_width", "Line width", "Pixels, in the size that the network sees, of the stroke"
             " that is learned for a baseline.", "integer", "8", FIND, least=1, most=64),
        Knob("line_position", "Where the line runs", "Below, above or through the letters.",
             "choice", "as the base model, else at the baseline", FIND, choices=(
                 ("baseline", "Baseline"), ("topline", "Topline"), ("centerline", "Centre line"))),
    ),
)  # fmt: skip
GROUPS = (LENGTH, LEARNING, SCHEDULE, NETWORK, TEXT, LINES)
KNOBS = {knob.name: knob for group in GROUPS for knob in group.knobs}


def fitting(task: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the options that the task has, and that are set."""
    return {
        name: value
        for name, value in options.items()
        if value not in (None, "") and (name not in KNOBS or task in KNOBS[name].tasks)
    }


def in_words(options: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Chosen options as people read them: label and value."""
    return [
        (KNOBS[name].label, dict(KNOBS[name].choices).get(str(value), str(value)))
        for name, value in options.items()
        if name in KNOBS
    ]
