import { describe, expect, it } from "vitest";
import {
  fitted,
  isJoined,
  runsLeft,
  type TextFrame,
  textFrame,
} from "../src/editor/model/text-frame";
import type { Point } from "../src/editor/model/types";

const box = (x0: number, y0: number, x1: number, y1: number): Point[] => [
  [x0, y0],
  [x1, y0],
  [x1, y1],
  [x0, y1],
];

const line = (baseline: Point[] | null, mask: Point[] | null = null) => ({ baseline, mask });

describe("the place of a text over the page", () => {
  it("lies on the baseline, turned as it is", () => {
    const frame = textFrame(
      line([
        [100, 200],
        [500, 200],
      ]),
      60,
      "horizontal-lr",
    );
    expect(frame).toMatchObject({ start: [100, 200], length: 400, vertical: false, curve: null });
    expect(frame?.angle).toBeCloseTo(0);
    const slanted = textFrame(
      line([
        [0, 0],
        [100, 100],
      ]),
      60,
      "horizontal-lr",
    );
    expect(slanted?.angle).toBeCloseTo(45);
  });

  it("is never upside down, whichever way the baseline is drawn", () => {
    const frame = textFrame(
      line([
        [500, 200],
        [100, 210],
      ]),
      60,
      "horizontal-rl",
    );
    expect(frame?.start[0]).toBe(100);
    expect(Math.abs(frame?.angle ?? 180)).toBeLessThan(5);
    const rising = textFrame(
      line([
        [100, 500],
        [100, 100],
      ]),
      60,
      "horizontal-lr",
    );
    expect(rising?.angle).toBeCloseTo(-90);
  });

  it("takes its size from the mask, and never more than the lines leave", () => {
    const baseline: Point[] = [
      [100, 200],
      [500, 200],
    ];
    const low = textFrame(line(baseline, box(100, 170, 500, 210)), 60, "horizontal-lr");
    expect(low?.size).toBeCloseTo(32);
    const high = textFrame(line(baseline, box(100, 0, 500, 400)), 60, "horizontal-lr");
    expect(high?.size).toBeCloseTo(54);
  });

  it("follows a bent baseline, and leaves a nearly straight one straight", () => {
    const bent: Point[] = [
      [0, 100],
      [200, 60],
      [400, 100],
    ];
    expect(textFrame(line(bent), 60, "horizontal-lr")?.curve).toEqual(bent);
    const flat: Point[] = [
      [0, 100],
      [200, 97],
      [400, 100],
    ];
    expect(textFrame(line(flat), 60, "horizontal-lr")?.curve).toBe(null);
    const drawnBack = textFrame(line([...bent].reverse()), 60, "horizontal-rl");
    expect(drawnBack?.curve).toEqual(bent);
  });

  it("runs down the middle of a column in vertical writing", () => {
    const frame = textFrame(
      line(
        [
          [300, 100],
          [300, 700],
        ],
        box(280, 100, 340, 700),
      ),
      80,
      "vertical-rl",
    );
    expect(frame).toMatchObject({ start: [310, 100], length: 600, vertical: true });
    expect(frame?.angle).toBeCloseTo(0);
    const number = textFrame(
      line([
        [300, 900],
        [380, 900],
      ]),
      80,
      "vertical-rl",
    );
    expect(number?.vertical).toBe(false);
  });

  it("makes do with a mask, and with nothing", () => {
    const frame = textFrame(line(null, box(100, 100, 500, 140)), 60, "horizontal-lr");
    expect(frame).toMatchObject({ start: [100, 130], length: 400 });
    expect(textFrame(line(null), 60, "horizontal-lr")).toBe(null);
  });

  it("presses and stretches within reason", () => {
    const frame = { start: [0, 0], angle: 0, length: 400, size: 40, vertical: false, curve: null };
    const fit = (natural: number, letters = 10, joined = false) =>
      fitted(natural, frame as TextFrame, letters, joined);
    expect(fit(400)).toEqual({ along: 1, across: 1, spacing: 0 });
    expect(fit(500)).toEqual({ along: 0.8, across: 1, spacing: 0 });
    expect(fit(800)).toMatchObject({ along: 0.5, across: 0.5 / 0.6 });
    const apart = fit(300);
    expect(apart.along).toBe(1.2);
    expect((300 + 10 * apart.spacing) * apart.along).toBeCloseTo(400);
    expect(fit(10)).toEqual({ along: 1.2, across: 1, spacing: 18 });
    expect(fit(250, 10, true)).toEqual({ along: 1.6, across: 1, spacing: 0 });
    expect(fit(0)).toEqual({ along: 1, across: 1, spacing: 0 });
  });

  it("knows scripts that join and scripts that run left", () => {
    expect(isJoined("\u0643\u062a\u0627\u0628")).toBe(true);
    expect(isJoined("\u05e1\u05e4\u05e8")).toBe(false);
    expect(runsLeft("12 \u05e1\u05e4\u05e8")).toBe(true);
    expect(runsLeft("book \u05e1\u05e4\u05e8")).toBe(false);
  });
});
