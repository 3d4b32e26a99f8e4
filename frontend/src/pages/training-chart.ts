/**
 * The learning curve of a training.
 *
 * The page has `[data-training-chart]` with a `.chart` in it; the fragment that the server renews
 * while the training runs has the points as JSON in `#training-curve`:
 * rows of epoch, learning loss, accuracy on the validation pages, learning rate; and the best
 * epoch in `#training-best`. The arrow keys lead from epoch to epoch, with the values in words.
 */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

type Row = [epoch: number, loss: number, accuracy: number, rate?: number | null];

const HEIGHT = 260;

function json(selector: string): unknown {
  try {
    return JSON.parse(document.querySelector(selector)?.textContent ?? "null");
  } catch {
    return null;
  }
}

function rows(): Row[] {
  const value = json("#training-curve");
  return Array.isArray(value) ? (value as Row[]) : [];
}

/** The epoch that reads best: the one that the server names, else the first with the best figure. */
function bestEpoch(points: readonly Row[]): number {
  const named = json("#training-best");
  if (typeof named === "number") return named;
  const best = Math.max(...points.map(([, , accuracy]) => accuracy));
  return points.find(([, , accuracy]) => accuracy === best)?.[0] ?? 0;
}

const wrong = (accuracy: number): number => (1 - accuracy) * 100;

function columns(points: readonly Row[]): uPlot.AlignedData {
  return [
    points.map(([epoch]) => epoch),
    points.map(([, loss]) => loss),
    points.map(([, , accuracy]) => wrong(accuracy)),
  ];
}

/** A colour token as the canvas understands it: light or dark is decided by the browser. */
function color(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  const { color: resolved } = getComputedStyle(probe);
  probe.remove();
  return resolved;
}

function axis(label: string, stroke: string, scale: string, side: number): uPlot.Axis {
  return {
    label,
    scale,
    // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- uPlot declares Side as a const enum, of which modules see only the numbers
    side,
    stroke,
    font: "12px Inter Variable",
    labelFont: "12px Inter Variable",
    grid: { show: side === 3, stroke: color("--line"), width: 1 },
    ticks: { stroke: color("--line"), width: 1 },
    ...(scale === "x" ? { incrs: [1, 2, 5, 10, 20, 50, 100] } : {}),
  };
}

/** Marks the best epoch with a line from top to bottom and its name. */
function markBest(chart: uPlot): void {
  const best = bestEpoch(rows());
  if (!best) return;
  const { ctx, bbox } = chart;
  const x = Math.round(chart.valToPos(best, "x", true));
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = color("--done");
  ctx.lineWidth = window.devicePixelRatio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  const isLate = x > bbox.left + bbox.width * 0.8;
  ctx.textAlign = isLate ? "right" : "left";
  const mark = chart.root.closest<HTMLElement>("[data-mark]")?.dataset["mark"] ?? "best";
  ctx.textBaseline = "top";
  ctx.fillText(`${mark}: ${String(best)}`, x + (isLate ? -6 : 6), bbox.top + 4);
  ctx.restore();
}

/** Arrow keys lead along the curve; what is there is said in words. */
function followKeys(place: HTMLElement, said: HTMLElement, chart: () => uPlot | null): void {
  let at = -1;
  place.tabIndex = 0;
  place.addEventListener("keydown", (event) => {
    const points = rows();
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key] ?? 0;
    if (!step || points.length === 0) return;
    event.preventDefault();
    at = Math.min(points.length - 1, Math.max(0, at < 0 ? points.length - 1 : at + step));
    const point = points[at];
    const drawn = chart();
    if (!point || !drawn) return;
    drawn.setCursor({ left: drawn.valToPos(point[0], "x"), top: 0 });
    const [epoch, loss, accuracy] = point;
    said.textContent = `Epoch ${String(epoch)}: learning loss ${loss.toFixed(3)}, ${wrong(accuracy).toFixed(2)} % wrong on the validation pages.`;
  });
}

function options(width: number): uPlot.Options {
  const accent = color("--accent");
  const quiet = color("--attention");
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false }, loss: {}, wrong: { range: (_c, _l, high) => [0, high * 1.05] } },
    cursor: { y: false },
    hooks: { draw: [markBest] },
    series: [
      { label: "Epoch" },
      {
        label: "Learning loss",
        scale: "loss",
        stroke: quiet,
        width: 2,
        dash: [6, 4],
        value: (_chart, value) => (Number.isFinite(value) ? value.toFixed(3) : "–"),
      },
      {
        label: "Wrong on the validation pages",
        scale: "wrong",
        stroke: accent,
        width: 2,
        value: (_chart, value) => (Number.isFinite(value) ? `${value.toFixed(2)} %` : "–"),
      },
    ],
    axes: [
      { ...axis("Epoch", color("--quiet"), "x", 2) },
      axis("Learning loss (dashed)", quiet, "loss", 1),
      axis("Wrong on the validation pages, %", accent, "wrong", 3),
    ],
  };
}

/** Draws the curve and keeps it up to date and as wide as its place. */
export function startTrainingChart(section: HTMLElement): void {
  const place = section.querySelector<HTMLElement>(".chart");
  if (!place) return;
  let chart: uPlot | null = null;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  section.append(said);
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", "Learning curve; arrow keys lead from epoch to epoch");
  followKeys(place, said, () => chart);
  const draw = (): void => {
    const points = rows();
    const empty = section.querySelector<HTMLElement>("[data-chart-empty]");
    if (empty) empty.hidden = points.length > 0;
    place.hidden = points.length === 0;
    if (points.length === 0) return;
    if (chart) chart.setData(columns(points));
    else chart = new uPlot(options(place.clientWidth), columns(points), place);
  };
  draw();
  document.body.addEventListener("htmx:afterSettle", draw);
  new ResizeObserver(() => chart?.setSize({ width: place.clientWidth, height: HEIGHT })).observe(
    section,
  );
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    chart?.destroy();
    chart = null;
    draw();
  });
}
