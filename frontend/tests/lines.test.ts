import { describe, expect, it } from "vitest";
import { boundingBox, nearestOnPath, pathLength, rectangle } from "../src/editor/model/geometry";
import { linesInside, regionsInside } from "../src/editor/model/hit";
import {
  alignedTo,
  crossings,
  inserted,
  lengthened,
  levelled,
  middles,
  nearestOnRing,
  straightened,
  stretchWithin,
  without,
} from "../src/editor/model/shaping";
import { snapped } from "../src/editor/model/snapping";
import type { Line, Point } from "../src/editor/model/types";
import {
  align,
  assign,
  forgetMasks,
  lengthen,
  level,
  orient,
  scale,
  shift,
  simplifyAll,
  straighten,
} from "../src/editor/state/batch-actions";
import { type Edit, invert, merge } from "../src/editor/state/changes";
import { copied, parseCopied, paste } from "../src/editor/state/clipboard";
import { reshape, reverse, typeText } from "../src/editor/state/line-actions";
import { type Page, pageOf, rebased } from "../src/editor/state/page";
import { cut, cutAll, grounded, guessedTexts, join } from "../src/editor/state/pieces";
import { memoryOutbox } from "../src/editor/state/outbox";
import { Store } from "../src/editor/state/store";
import { Sync } from "../src/editor/state/sync";
import { toChangeSet } from "../src/editor/state/wire";
import { FakeServer } from "./fake-server";
import { pageData, serverLine } from "./page-data";

const page = pageOf(pageData());
const bent: Point[] = [
  [0, 0],
  [100, 0],
  [100, 100],
];
const NONE: ReadonlySet<string> = new Set();
const only = (...lines: string[]) => ({ lines: new Set(lines), regions: NONE });

function after(change: Edit | null, start = pageData()): Page {
  const store = new Store(start);
  if (change) store.apply(change);
  return store.page;
}

const baseline = (state: Page, uid: string) => state.lines.get(uid)?.baseline;

describe("shapes", () => {
  it("gain and lose points", () => {
    expect(inserted(bent, 1, [50, 0])).toHaveLength(4);
    expect(without(bent, new Set([1]))).toEqual([
      [0, 0],
      [100, 100],
    ]);
    expect(middles(bent, false)).toEqual([
      [50, 0],
      [100, 50],
    ]);
    expect(middles(bent, true)).toHaveLength(3);
    expect(nearestOnRing([0, 52], rectangle([0, 0], [100, 100]))?.point).toEqual([0, 52]);
  });

  it("are lengthened and shortened at both ends", () => {
    expect(lengthened(bent, 10, 20)).toEqual([
      [-10, 0],
      [100, 0],
      [100, 120],
    ]);
    expect(pathLength(lengthened(bent, -30, -120))).toBeCloseTo(50);
    expect(lengthened(bent, 0, -500)).toHaveLength(1);
  });

  it("are made straight and level", () => {
    expect(straightened(bent)).toEqual([bent[0], bent[2]]);
    const slope: Point[] = [
      [0, 10],
      [100, 30],
    ];
    expect(levelled(slope, 0)).toEqual([
      [0, 20],
      [100, 20],
    ]);
    expect(levelled(slope, 1)).toEqual([
      [50, 10],
      [50, 30],
    ]);
  });

  it("are drawn out or cut to a guide, also from right to left", () => {
    const flat: Point[] = [
      [20, 5],
      [60, 5],
      [90, 5],
    ];
    expect(alignedTo(flat, "start", 10, 0)[0]).toEqual([10, 5]);
    expect(alignedTo(flat, "start", 70, 0)).toEqual([
      [70, 5],
      [90, 5],
    ]);
    expect(alignedTo(flat, "end", 100, 0).at(-1)).toEqual([100, 5]);
    expect(alignedTo([...flat].reverse(), "start", 100, 0)[0]).toEqual([100, 5]);
  });

  it("are crossed by strokes and boxes", () => {
    const stroke: Point[] = [
      [50, -10],
      [50, 10],
      [110, 50],
    ];
    const found = crossings(bent, stroke);
    expect(found.map((place) => place.along)).toEqual([0.25, expect.closeTo(0.717, 2)]);
    const [from, to] = stretchWithin(bent, rectangle([-5, -5], [30, 5])) ?? [];
    expect([from?.along, to?.point]).toEqual([0, [30, 0]]);
    expect(stretchWithin(bent, rectangle([200, 200], [300, 300]))).toBeNull();
  });
});

describe("snapping", () => {
  const around = {
    lines: page.lines.values(),
    regions: [...page.regions.values()],
    guide: { axis: 0, at: 300 } as const,
  };
  const near = () => ({ ...around, lines: [...page.lines.values()] });

  it("takes the nearest end, then the guide, then an edge", () => {
    expect(snapped([104, 97], near(), 8)).toEqual([100, 100]);
    expect(snapped([304, 333], near(), 8)).toEqual([300, 333]);
    expect(snapped([604, 300], near(), 8)).toEqual([600, 300]);
    expect(snapped([596, 396], near(), 8)).toEqual([600, 400]);
    expect(snapped([800, 800], near(), 8)).toBeNull();
  });

  it("leaves out what is being moved", () => {
    expect(snapped([104, 97], { ...near(), except: new Set(["a"]) }, 8)).toBeNull();
  });
});

describe("a lasso", () => {
  it("takes lines and regions that lie in it", () => {
    const lasso: Point[] = [
      [50, 60],
      [700, 60],
      [700, 250],
      [50, 250],
    ];
    expect(linesInside(lasso, page.lines.values())).toEqual(["a", "b"]);
    expect(regionsInside(lasso, page.regions.values())).toEqual([]);
    expect(regionsInside(rectangle([0, 0], [999, 999]), page.regions.values())).toEqual(["r1"]);
  });
});

describe("batches", () => {
  it("move lines with their masks and stop at the edge of the page", () => {
    const state = after(shift(page, only("a"), -150, 5));
    expect(baseline(state, "a")).toEqual([
      [0, 105],
      [400, 105],
    ]);
    expect(state.lines.get("a")?.mask?.[0]).toEqual([0, 75]);
    expect(state.lines.get("a")?.mask_manual).toBe(false);
  });

  it("scale, straighten, level, lengthen and simplify", () => {
    expect(baseline(after(scale(page, only("a"), 0.5)), "a")).toEqual([
      [200, 100],
      [400, 100],
    ]);
    const wavy = reshape(page, "a", "baseline", [
      [100, 100],
      [300, 104],
      [500, 120],
    ]);
    const state = after(wavy);
    expect(state.lines.get("a")?.mask).toBeNull();
    expect(baseline(after(merge(wavy as Edit, straighten(state, ["a"]))), "a")).toHaveLength(2);
    expect(baseline(after(merge(wavy as Edit, level(state, ["a"]))), "a")?.[0]).toEqual([100, 108]);
    expect(baseline(after(lengthen(page, ["a"], 10, -50)), "a")).toEqual([
      [90, 100],
      [450, 100],
    ]);
    const simple = simplifyAll(state, only("a"), 20);
    expect(baseline(after(merge(wavy as Edit, simple)), "a")).toHaveLength(2);
  });

  it("align to the first selected, or to the guide", () => {
    const longer = after(lengthen(page, ["b"], 30, 0));
    const first = align(longer, ["b", "a"], "start", null);
    expect(first.lines.find(({ uid }) => uid === "a")?.after?.baseline?.[0]).toEqual([70, 100]);
    const guided = align(page, ["a"], "end", 420);
    expect(guided.lines[0]?.after?.baseline?.at(-1)).toEqual([420, 100]);
  });

  it("turn what runs to the left, whatever the direction of the text", () => {
    expect(orient(page, ["a", "b"]).lines).toHaveLength(0);
    const turned = after(reverse(page, ["a"]));
    expect(orient(turned, ["a", "b"]).lines).toHaveLength(1);
    const arabic = { ...turned, part: { ...page.part, direction: "horizontal-rl" as const } };
    expect(orient(arabic, ["a", "b"]).lines).toHaveLength(1);
  });

  it("put lines into a region, and give masks back", () => {
    expect(after(assign(page, ["c"], "r1")).lines.get("c")?.region).toBe("r1");
    expect(after(forgetMasks(page, ["a"])).lines.get("a")?.mask).toBeNull();
  });
});

describe("masks", () => {
  it("say who drew them, and undo takes both back", () => {
    const ring = rectangle([100, 60], [500, 120]);
    const store = new Store(pageData());
    const done = store.apply(reshape(page, "a", "mask", ring) as Edit);
    expect(store.page.lines.get("a")).toMatchObject({ mask: ring, mask_manual: true });
    const sent = toChangeSet("x", 7, "edit", done).updated.lines;
    expect(sent).toEqual([{ uid: "a", mask: ring, mask_manual: true }]);
    const undo = toChangeSet("y", 8, "undo", store.apply(invert(done))).updated.lines;
    expect(undo[0]).toMatchObject({ mask_manual: false });
    expect(store.page.lines.get("a")?.mask).toEqual(page.lines.get("a")?.mask);
  });
});

describe("the clipboard", () => {
  it("pastes beside the original here, and at its place on another page", () => {
    const kept = parseCopied(JSON.stringify(copied(page, new Set(["a"]), new Set(["r1"]))));
    if (!kept) throw new Error("nothing copied");
    const here = paste(page, kept, 2);
    expect(here).toMatchObject({
      lines: [{ after: { region: here?.regions[0]?.uid, type: null } }],
    });
    const made = after(here);
    expect(made.order.map((uid) => baseline(made, uid)?.[0])).toContainEqual([148, 148]);
    const other = { ...page, part: { ...page.part, id: 99 } };
    expect(paste(other, kept)).toMatchObject({
      lines: [{ after: { baseline: baseline(page, "a") } }],
    });
    expect(after(here).order).toHaveLength(4);
  });

  it("takes no nonsense", () => {
    expect(parseCopied("{")).toBeNull();
    expect(parseCopied('{"lines": 3}')).toBeNull();
    expect(parseCopied(null)).toBeNull();
    expect(copied(page, NONE, NONE)).toBeNull();
  });
});

describe("joins and cuts", () => {
  const place = nearestOnPath([300, 100], page.lines.get("a")?.baseline ?? []);
  if (!place) throw new Error("no place");

  it("send what is joined and cut, and no texts", () => {
    const set = toChangeSet("x", 7, "edit", join(page, ["b", "a"]) as Edit);
    expect(set.texts).toEqual([]);
    expect(set.joins).toEqual([
      { id: expect.any(String) as string, into: "a", from: ["a", "b"], undone: false },
    ]);
    const change = cut(page, { line: "a", at: place }) as Edit;
    const undo = toChangeSet("y", 8, "undo", invert(change));
    expect(undo.cuts?.[0]).toMatchObject({ line: "a", at: [300, 100], undone: true });
    expect(undo.deleted.lines).toEqual([undo.cuts?.[0]?.second]);
  });

  it("keep what is known of the characters", () => {
    const start = pageData();
    const glyphs = Array.from("ab cd").map((char) => [char, 0.5] as const);
    const text = { text: "ab cd", confidence: 0.5, glyphs, version: 1 };
    const known = { ...start, lines: [{ ...serverLine("a", 100, "", 0), text }] };
    const state = pageOf(known);
    const change = cut(state, { line: "a", at: place });
    const texts = change?.pieces?.[0]?.texts.map((item) => item.after?.glyphs);
    expect(texts).toEqual([glyphs.slice(0, 2), glyphs.slice(3)]);
  });

  it("join pieces of one line by place, from the right where that is read so", () => {
    const data = pageData();
    const at = (uid: string, x: number, order: number): Line & { order: number } => ({
      ...serverLine(uid, 100, uid, order),
      baseline: [
        [x, 100],
        [x + 80, 100],
      ],
    });
    const lines = [at("left", 100, 0), at("right", 200, 1)];
    const latin = pageOf({ ...data, lines });
    expect(join(latin, ["right", "left"])?.pieces?.[0]?.lines).toEqual(["left", "right"]);
    const part = { ...data.part, direction: "horizontal-rl" as const };
    const arabic = pageOf({ ...data, part, lines });
    const joined = join(arabic, ["left", "right"]);
    expect(joined?.pieces).toMatchObject([{ lines: ["right", "left"] }]);
    expect(boundingBox(joined?.lines[0]?.after?.baseline ?? [])).toMatchObject({
      x0: 100,
      x1: 280,
    });
  });

  it("cut a line read from the right so that its first half lies there", () => {
    const data = pageData();
    const part = { ...data.part, direction: "horizontal-rl" as const };
    const arabic = pageOf({ ...data, part });
    const quarter = nearestOnPath([200, 100], page.lines.get("a")?.baseline ?? []);
    if (!quarter) throw new Error("no place");
    const change = cut(arabic, { line: "a", at: quarter }) as Edit;
    expect(change).toMatchObject({
      lines: [
        {
          after: {
            baseline: [
              [200, 100],
              [500, 100],
            ],
          },
        },
        { before: null },
      ],
      pieces: [{ texts: [{ after: { text: "one two three" } }, { after: { text: "four" } }] }],
    });
  });

  it("take the middle out, or shorten at an end", () => {
    const cutOut = (x0: number, x1: number) => {
      const path = page.lines.get("a")?.baseline ?? [];
      const stretch = stretchWithin(path, rectangle([x0, 90], [x1, 110]));
      if (!stretch) throw new Error("no stretch");
      return after(cutAll(page, [{ line: "a", at: stretch[0], until: stretch[1] }]));
    };
    const state = cutOut(200, 250);
    expect(baseline(state, "a")?.at(-1)).toEqual([200, 100]);
    expect(baseline(state, String(state.order[1]))?.[0]).toEqual([250, 100]);
    const shorter = cutOut(50, 250);
    expect(shorter.order).toHaveLength(3);
    expect(baseline(shorter, "a")?.[0]).toEqual([250, 100]);
  });

  it("are given up where a line of theirs is gone", () => {
    const gone = { ...pageData(), lines: pageData().lines.filter(({ uid }) => uid !== "b") };
    const { change } = rebased(join(page, ["a", "b"]) as Edit, pageOf(gone));
    expect([change.lines, change.pieces]).toEqual([[], undefined]);
  });

  it("let what was typed meanwhile stand on what the server made of it", () => {
    const change = cut(page, { line: "a", at: place }) as Edit;
    const now = after(change);
    const typed = typeText(now, "a", "typed");
    const guessed = guessedTexts(change);
    expect(guessed.get("a")).toBe("one two");
    const server = after(typeText(now, "a", "one two three"));
    expect(grounded(typed, guessed, page).texts[0]?.before).toBe("one two three four");
    expect(server.lines.has("a")).toBe(true);
  });

  it("are sent apart from what is typed after them, which is no conflict", async () => {
    const server = new FakeServer();
    const store = new Store(structuredClone(server.data));
    const sync = new Sync(store, memoryOutbox(), server);
    sync.push(store.apply(join(store.page, ["a", "b"]) as Edit));
    expect(store.page.lines.get("a")?.text?.text).toBe("one two three four second");
    sync.push(store.apply(typeText(store.page, "a", "typed")));
    expect(await sync.flush()).toBe(true);
    expect(server.received.map(({ joins, texts }) => [joins?.length ?? 0, texts.length])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(sync.conflicts).toEqual([]);
    expect(server.line("a")?.text?.text).toBe("typed");
  });
});
