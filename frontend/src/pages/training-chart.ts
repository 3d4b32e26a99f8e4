/**
 * The learning curve of a training.
 *
 * The page has `[data-training-chart]` with a `.chart` in it; the fragment that the server renews
 * while the training runs has the points as JSON in `#training-curve`:
 * rows of epoch, learning loss, accuracy on the validation pages.
 */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

type Row = [epoch: number, loss: number, accuracy: number];

const HEIGHT = 260;

function rows(): Row[] {
  const text = document.querySelector("#training-curve")?.textContent ?? "";
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as Row[]) : [];
  } catch {
    return [];
  }
}

function columns(points: readonly Row[]): uPlot.AlignedData {
  return [
    points.map(([epoch]) => epoch),
    points.map(([, loss]) => loss),
    points.map(([, , accuracy]) => accuracy * 100),
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

function options(width: number): uPlot.Options {
  const accent = color("--accent");
  const quiet = color("--attention");
  return {
    width,
    height: HEIGHT,
    scales: { x: { time: false }, loss: {}, accuracy: {} },
    cursor: { y: false },
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
        label: "Accuracy on the validation pages",
        scale: "accuracy",
        stroke: accent,
        width: 2,
        value: (_chart, value) => (Number.isFinite(value) ? `${value.toFixed(2)} %` : "–"),
      },
    ],
    axes: [
      { ...axis("Epoch", color("--quiet"), "x", 2) },
      axis("Learning loss (dashed)", quiet, "loss", 1),
      axis("Accuracy, %", accent, "accuracy", 3),
    ],
  };
}

/** Draws the curve and keeps it up to date and as wide as its place. */
export function startTrainingChart(section: HTMLElement): void {
  const place = section.querySelector<HTMLElement>(".chart");
  if (!place) return;
  let chart: uPlot | null = null;
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
