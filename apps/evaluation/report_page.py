"""An evaluation as one HTML file that needs nothing else: figures, confusions, worst lines."""

import base64
from collections import defaultdict
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from PIL import Image

from apps.documents.models import Part
from apps.evaluation import figures, layout_tabs
from apps.evaluation.crops import Crop, crops
from apps.evaluation.findings import TextFindings, unpack_layout, unpack_text
from apps.evaluation.layout_figures import totals
from apps.evaluation.models import Evaluation, Task
from apps.evaluation.storing import load
from apps.evaluation.text_tabs import charts

WORST_SHOWN = 40
PICTURED = 24
"""So many lines have their image in the file: each costs a few kilobytes."""
_HEIGHT = 72


def report_page(user: Any, evaluation: Evaluation, kinds: Sequence[str]) -> str:
    """The whole report as text."""
    if evaluation.task == Task.LAYOUT:
        context = _layout(evaluation)
    else:
        context = _text(user, unpack_text(load(evaluation)), kinds)
    shared = {"evaluation": evaluation, "style": _style()}
    return render_to_string(f"evaluation/report_{evaluation.task}.html", {**shared, **context})


def _style() -> SafeString:
    """The style sheet of the report, in the file itself: nothing else comes with it."""
    found = finders.find("css/evaluation-report.css")
    text = Path(str(found)).read_text("utf-8") if found else ""
    return SafeString(f"<style>{text}</style>")


def _layout(evaluation: Evaluation) -> dict[str, Any]:
    findings = unpack_layout(load(evaluation))
    made = totals(findings)
    return {
        "totals": made,
        "drawings": [
            layout_tabs.drawing(page, made[0].position, {})
            for page in findings.pages
            if page.found[made[0].position]
        ],
        "chosen": made[0],
    }


def _text(user: Any, findings: TextFindings, kinds: Sequence[str]) -> dict[str, Any]:
    made = figures.readings(findings, kinds)
    groups = figures.groups(findings, made) if findings.has_truth else {}
    rows = figures.worst(findings, made[0], kinds)[:WORST_SHOWN] if findings.has_truth else []
    pictures = line_pictures(user, crops(user, [row.line for row in rows[:PICTURED]]))
    return {
        "findings": findings,
        "kinds": kinds,
        "readings": made,
        "chosen": made[0],
        "charts": charts(made, groups["Page"]) if groups else [],
        "groups": groups,
        "confusions": made[0].report.confusions[:60],
        "verdicts": {
            one.position: figures.verdict(one.versus) for one in made if one.versus is not None
        },
        "rows": [
            {"row": row, "title": _title(findings, row), "picture": pictures.get(row.line.uid)}
            for row in rows
        ],
    }


def _title(findings: TextFindings, row: figures.MarkedLine) -> str:
    return f"{findings.pages[row.line.page].title}, line {row.line.number}"


def line_pictures(user: Any, places: dict[str, Crop]) -> dict[str, str]:
    """Small images of lines as ``data:`` addresses, by uid; each page is opened once."""
    by_part: dict[int, list[tuple[str, Crop]]] = defaultdict(list)
    for uid, crop in places.items():
        by_part[crop.part].append((uid, crop))
    parts = Part.objects.visible_to(user).filter(pk__in=by_part).select_related("image")
    pictures: dict[str, str] = {}
    for part in parts:
        if part.image.view:
            pictures |= _of_page(part, by_part[part.pk])
    return pictures


def _of_page(part: Part, wanted: Iterable[tuple[str, Crop]]) -> dict[str, str]:
    try:
        with part.image.view.open("rb") as file, Image.open(file) as image:
            page = image.convert("L")
    except OSError:
        return {}
    scale = page.width / part.image.width
    return {uid: _picture(page, crop, scale) for uid, crop in wanted}


def _picture(page: Image.Image, crop: Crop, scale: float) -> str:
    left, top, width, height = (side * scale for side in crop.box)
    line = page.crop((int(left), int(top), round(left + width), round(top + height)))
    line.thumbnail((900, 900 if crop.is_upright else _HEIGHT))
    buffer = BytesIO()
    line.save(buffer, "JPEG", quality=70)
    return "data:image/jpeg;base64," + base64.b64encode(buffer.getvalue()).decode()
