"""What a segmentation training learns each type as: renamed, merged with others, left out."""

from dataclasses import replace

from apps.engine.options import TrainingData, TrainingOptions, TrainingPage

GENERIC = {"lines": "default", "regions": "text"}
"""What models call lines and regions of no particular type."""


def mapped(data: TrainingData, options: TrainingOptions) -> TrainingData:
    """The pages with the types that are to be learned; the same pages where nothing is mapped."""
    if not options.merged_types and not options.left_out_types:
        return data
    return TrainingData(
        tuple(_page(page, options) for page in data.train),
        tuple(_page(page, options) for page in data.validation),
    )


def _page(page: TrainingPage, options: TrainingOptions) -> TrainingPage:
    lines = tuple(
        replace(line, type=_name("lines", line.type, options))
        for line in page.layout.lines
        if not _is_left_out("lines", line.type, options)
    )
    regions = tuple(
        replace(region, type=_name("regions", region.type, options))
        for region in page.layout.regions
        if not _is_left_out("regions", region.type, options)
    )
    return replace(page, layout=replace(page.layout, lines=lines, regions=regions))


def _name(kind: str, name: str | None, options: TrainingOptions) -> str | None:
    return options.merged_types.get(kind, {}).get(name or GENERIC[kind], name)


def _is_left_out(kind: str, name: str | None, options: TrainingOptions) -> bool:
    return (name or GENERIC[kind]) in options.left_out_types.get(kind, ())
