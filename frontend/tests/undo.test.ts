/** Undo and redo of everything: undoing all that was done leads back, redoing it leads forth. */
import { describe, expect, it } from "vitest";
import type { Bootstrap, OntologyType, Uid } from "../src/editor/model/types";
import { assign, forgetMasks, scale, shift, straighten } from "../src/editor/state/batch-actions";
import type { Edit } from "../src/editor/state/changes";
import {
  addLine,
  addLineBelow,
  link,
  remove,
  reshape,
  reverse,
  setLineType,
  typeText,
} from "../src/editor/state/line-actions";
import { moveLinesBefore, orderInSequence } from "../src/editor/state/order-actions";
import type { Page } from "../src/editor/state/page";
import { cut, join } from "../src/editor/state/pieces";
import {
  addRegion,
  regionAround,
  setRegionType,
  splitRegions,
  toggleLock,
} from "../src/editor/state/region-actions";
import { Session } from "../src/editor/state/session";
import { pageData, serverLine } from "./page-data";

type Random = (below: number) => number;
type Deed = (page: Page, random: Random) => Edit | null;

/** The same numbers for the same seed (mulberry32). */
function randomOf(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

function some(items: Iterable<Uid>, random: Random): Uid[] {
  const all = [...items];
  const first = all[random(all.length || 1)];
  return all.filter((uid) => uid === first || random(4) === 0);
}

const one = (items: Iterable<Uid>, random: Random): Uid => some(items, random)[0] ?? "none";
const at = (random: Random): [number, number] => [60 + random(800), 60 + random(1300)];
const lines = (page: Page, random: Random) => some(page.order, random);
const regions = (page: Page, random: Random) => some(page.regions.keys(), random);

function box(random: Random): [number, number][] {
  const [x, y] = at(random);
  const [right, low] = [x + 40 + random(300), y + 40 + random(300)];
  return [
    [x, y],
    [right, y],
    [right, low],
    [x, low],
  ];
}

const DEEDS: readonly Deed[] = [
  (page, random) => typeText(page, one(page.order, random), `words ${random(1000)}`),
  (page, random) => typeText(page, one(page.order, random), ""),
  (page, random) => addLine(page, [at(random), at(random)], random(2) ? 1 : null),
  (page, random) => addLineBelow(page, one(page.order, random)),
  (page, random) => remove(page, lines(page, random), []),
  (page, random) => remove(page, [], regions(page, random)),
  (page, random) => reshape(page, one(page.order, random), "baseline", [at(random), at(random)]),
  (page, random) => reshape(page, one(page.order, random), "mask", box(random)),
  (page, random) => reshape(page, one(page.regions.keys(), random), "polygon", box(random)),
  (page, random) => reverse(page, lines(page, random)),
  (page, random) => setLineType(page, lines(page, random), random(3) || null),
  (page, random) => setRegionType(page, regions(page, random), random(3) || null),
  (page, random) => toggleLock(page, regions(page, random)),
  (page, random) => link(page, lines(page, random), random(2) === 0),
  (page, random) => assign(page, lines(page, random), one(page.regions.keys(), random)),
  (page, random) => join(page, lines(page, random)),
  (page, random) => {
    const line = one(page.order, random);
    return cut(page, { line, at: { segment: 0, distance: 0, along: 0.4, point: [300, 100] } });
  },
  (page, random) => addRegion(page, box(random), random(2) ? 1 : null),
  (page, random) => regionAround(page, lines(page, random), null),
  (page, random) => splitRegions(page, [at(random), at(random)], new Set(regions(page, random))),
  (page, random) => moveLinesBefore(page, lines(page, random), one(page.order, random)),
  (page, random) => orderInSequence(page, lines(page, random)),
  (page, random) =>
    shift(page, { lines: new Set(lines(page, random)), regions: new Set() }, random(20), 5),
  (page, random) => scale(page, { lines: new Set(lines(page, random)), regions: new Set() }, 0.9),
  (page, random) => straighten(page, lines(page, random)),
  (page, random) => forgetMasks(page, lines(page, random)),
];

function session(): Session {
  const types: OntologyType[] = [1, 2].map((id) => ({ id, name: `type ${id}`, color: "#000000" }));
  const data = {
    ...pageData(),
    lines: [100, 150, 200, 250, 300, 500, 600].map((y, order) =>
      serverLine(`line-${order}`, y, order % 3 === 2 ? null : `text of line ${order}`, order),
    ),
    line_types: types,
    region_types: types,
    urls: {} as Bootstrap["urls"],
    filmstrip: { count: 0, start: 0, frames: [] },
  };
  return new Session(data);
}

/** What a person can see or have made of the page. */
function seen({ lines, regions, order, part }: Page): unknown {
  const texts = order.map((uid) => {
    const line = lines.get(uid);
    return line && { ...line, text: line.text?.text ?? "" };
  });
  const byUid = [...regions.values()].sort((a, b) => (a.uid < b.uid ? -1 : 1));
  return { texts, regions: byUid, manual: part.has_manual_order };
}

async function undoAll(work: Session): Promise<void> {
  for (let steps = 0; work.history.canUndo && steps < 1000; steps += 1) await work.undo();
}

async function redoAll(work: Session): Promise<void> {
  for (let steps = 0; work.history.canRedo && steps < 1000; steps += 1) await work.redo();
}

function work(on: Session, random: Random, deeds: number): void {
  for (let count = 0; count < deeds; count += 1) {
    const deed = DEEDS[random(DEEDS.length)];
    on.commit(deed?.(on.page, random) ?? null);
  }
}

describe("undo and redo", () => {
  it.each(Array.from({ length: 60 }, (_, seed) => seed))(
    "lead back to the start and forth to the end (seed %i)",
    async (seed) => {
      const on = session();
      const random = randomOf(seed);
      const start = seen(on.page);
      work(on, random, 40);
      const end = seen(on.page);
      await undoAll(on);
      expect(seen(on.page)).toEqual(start);
      await redoAll(on);
      expect(seen(on.page)).toEqual(end);
      await undoAll(on);
      expect(seen(on.page)).toEqual(start);
    },
  );

  it.each(DEEDS.map((_, index) => index))("take back one deed of each kind (%i)", async (index) => {
    for (let seed = 0; seed < 10; seed += 1) {
      const on = session();
      const random = randomOf(seed);
      const start = seen(on.page);
      on.commit(DEEDS[index]?.(on.page, random) ?? null);
      const end = seen(on.page);
      await undoAll(on);
      expect(seen(on.page)).toEqual(start);
      await redoAll(on);
      expect(seen(on.page)).toEqual(end);
    }
  });

  it("know no limit", async () => {
    const on = session();
    const start = seen(on.page);
    for (let count = 0; count < 2000; count += 1) {
      on.commit(typeText(on.page, "line-0", `words ${count}`));
    }
    for (let count = 0; count < 2000; count += 1) await on.undo();
    expect(seen(on.page)).toEqual(start);
    expect(on.history.canUndo).toBe(false);
  });
});
