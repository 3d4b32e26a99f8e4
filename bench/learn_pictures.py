"""Draws the curves of ``bench/learn.py`` into docs/images: one SVG and its figures for each set."""

import json
import math
import sys
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
TITLES = {
    "a": "Medieval manuscript, from scratch",
    "b": "19th-century hand, from scratch",
    "c": "17th-century print, fine-tuned",
}
SIDES = {"program": ("#0b6e4f", ""), "ketos": ("#b3541e", "6 4")}
WIDTH, HEIGHT = 640, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 110, 48, 48


def main() -> None:
    folder = Path(sys.argv[1])
    runs: dict[str, dict[str, tuple[float, list[list[float]]]]] = {}
    for file in sorted(folder.glob("*/curve.json")):
        name, minutes, side = file.parent.name.split("-")
        known = runs.setdefault(name, {}).get(side)
        if known is None or known[0] < float(minutes):
            runs[name][side] = (float(minutes), json.loads(file.read_text("utf-8")))
    for name, sides in runs.items():
        longest = max(each for each, _ in sides.values())
        curves = {side: curve for side, (_, curve) in sides.items()}
        path = IMAGES / f"learn-{name}.svg"
        path.write_text(picture(TITLES[name], curves, longest), "utf-8")
        path.with_suffix(".json").write_text(json.dumps(curves, indent=1), "utf-8")
        print(path)


def picture(title: str, curves: dict[str, list[list[float]]], minutes: float) -> str:
    """Error against minutes, the error on a logarithmic scale, each side with its name."""
    errors = [max(error, 1e-3) for curve in curves.values() for _, error in curve] or [1.0]
    low = max(1e-3, min(errors) * 0.6)

    def x(seconds: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * seconds / (minutes * 60)

    def y(error: float) -> float:
        share = math.log(max(error, low) / low) / math.log(1 / low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(share, 1.0)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif" font-size="13" role="img">',
        f"<title>{escape(title)}: character error against minutes</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="26" font-size="16" fill="#222">{escape(title)}</text>',
    ]
    for error in (1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01):
        if error >= low:
            parts.append(_rule(LEFT, y(error), WIDTH - RIGHT, y(error)))
            parts.append(_label(LEFT - 8, y(error) + 4, f"{error:.0%}", "end"))
    for part in range(5):
        seconds = minutes * 60 * part / 4
        parts.append(_rule(x(seconds), TOP, x(seconds), HEIGHT - BOTTOM))
        parts.append(_label(x(seconds), HEIGHT - BOTTOM + 20, f"{seconds / 60:g} min", "middle"))
    for side, curve in curves.items():
        parts += _line(side, [(x(s), y(e)) for s, e in curve], x(minutes * 60), y(1))
    return "\n".join([*parts, "</svg>\n"])


def _line(side: str, points: list[tuple[float, float]], end: float, start: float) -> list[str]:
    """Steps, for between two better models the older one is what there is."""
    colour, dashes = SIDES[side]
    path, height = f"M{LEFT},{start:.1f}", start
    for across, down in points:
        path += f" H{across:.1f} V{down:.1f}"
        height = down
    path += f" H{end:.1f}"
    return [
        f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2.5" '
        f'stroke-dasharray="{dashes}"/>',
        f'<text x="{end + 8:.1f}" y="{height + 4:.1f}" fill="{colour}">{side}</text>',
    ]


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<path d="M{x1:.1f},{y1:.1f} L{x2:.1f},{y2:.1f}" stroke="#ddd"/>'


def _label(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="#444" text-anchor="{anchor}">{text}</text>'


if __name__ == "__main__":
    main()
