"""Evaluations as files: a page that stands alone, tables, or JSON for programs."""

import json
from collections.abc import Sequence
from typing import Any

from apps.evaluation import report_page, tables
from apps.evaluation.findings import unpack_layout, unpack_text
from apps.evaluation.models import Evaluation, Task
from apps.evaluation.storing import load


def file_of(user: Any, evaluation: Evaluation, kind: str, kinds: Sequence[str]) -> tuple[str, str]:
    """The content of one kind of file, and what it is."""
    if kind == "html":
        page = report_page.report_page(user, evaluation, kinds)
        return page, "text/html; charset=utf-8"
    if kind == "json":
        content = json.dumps(figures_of(evaluation, kinds), ensure_ascii=False, indent=1)
        return content, "application/json"
    return _table(evaluation, kind, kinds), "text/csv; charset=utf-8"


def figures_of(evaluation: Evaluation, kinds: Sequence[str]) -> dict[str, Any]:
    """Everything an evaluation found, for programs."""
    known = {"title": evaluation.title, "reference": evaluation.reference, "task": evaluation.task}
    if evaluation.task == Task.LAYOUT:
        return known | tables.layout_json(unpack_layout(load(evaluation)))
    return known | tables.text_json(unpack_text(load(evaluation)), kinds)


def _table(evaluation: Evaluation, kind: str, kinds: Sequence[str]) -> str:
    if evaluation.task == Task.LAYOUT:
        return tables.layout_csv(unpack_layout(load(evaluation)))
    findings = unpack_text(load(evaluation))
    write = tables.lines_csv if kind == "lines" else tables.text_csv
    return write(findings, kinds)
