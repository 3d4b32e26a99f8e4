/** Puts what is unsent here on top of what the server has by now, and finds what clashes. */
import type { Line, LineText, Uid } from "../model/types";
import { type Edit, edit, isEmpty, type LineShape, type TextPatch } from "./changes";
import { withLine } from "../model/reading-order";
import { applied, type Conflict, type Page, rebased } from "./page";
import type { ChangeAnswer, TheirText } from "./wire";

export interface Settled {
  readonly page: Page;
  readonly changes: readonly Edit[];
  readonly conflicts: readonly Conflict[];
}

type Named = (place: { line: Uid; layer: number }) => TheirText | undefined;

/** A text of a layer that is not shown stands against the one that the server named. */
function elsewhere(text: TextPatch, other: TheirText): Conflict {
  const { line, layer, after } = text;
  return { line, layer, mine: after, theirs: other.text, version: other.version, author: "" };
}

function settle(change: Edit, page: Page, named: Named) {
  const result = rebased(change, page);
  const found: Conflict[] = [];
  const texts = result.change.texts.filter((text) => {
    const other = text.layer === page.layer ? undefined : named(text);
    if (other) found.push(elsewhere(text, other));
    return !other;
  });
  const conflicts = [...result.conflicts, ...found].map((conflict) => ({
    ...conflict,
    author: named(conflict)?.author ?? "",
  }));
  return { change: { ...result.change, texts }, conflicts };
}

/** The server's whole page with the unsent changes on it, as far as they still make sense. */
export function settled(
  page: Page,
  unsent: readonly Edit[],
  theirs: readonly TheirText[],
): Settled {
  const named: Named = ({ line, layer }) =>
    theirs.find((other) => other.line === line && other.layer === layer);
  const conflicts: Conflict[] = [];
  let now = page;
  const changes = unsent.map((change) => {
    const outcome = settle(change, now, named);
    now = applied(now, outcome.change);
    conflicts.push(...outcome.conflicts);
    return outcome.change;
  });
  return { page: now, changes, conflicts };
}

/** The order that an answer gives the lines, unless a newer one is still to be sent. */
export function givenOrder(
  { order }: ChangeAnswer,
  unsent: readonly { readonly change: Edit }[],
): readonly Uid[] | null {
  const hasNewer = unsent.some(({ change }) => change.order !== null);
  return hasNewer ? null : (order ?? null);
}

function withTexts(page: Page, texts: ReadonlyMap<Uid, LineText | null>): Page {
  const lines = new Map(page.lines);
  for (const [uid, text] of texts) {
    const line = lines.get(uid);
    if (line) lines.set(uid, { ...line, text });
  }
  return { ...page, lines };
}

/** The page as it is here, with the server's texts of some lines under the unsent changes. */
export function settledTexts(
  page: Page,
  unsent: readonly Edit[],
  texts: ReadonlyMap<Uid, LineText | null>,
): Settled {
  const touched = (text: TextPatch) => text.layer === page.layer && texts.has(text.line);
  const conflicts: Conflict[] = [];
  let now = withTexts(page, texts);
  const changes = unsent.map((change) => {
    const result = rebased(edit({ texts: change.texts.filter(touched) }), now);
    if (!isEmpty(result.change)) now = applied(now, result.change);
    conflicts.push(...result.conflicts);
    const rest = change.texts.filter((text) => !touched(text));
    return { ...change, texts: [...rest, ...result.change.texts] };
  });
  return { page: now, changes, conflicts };
}

/** The conflict against what the server has by now in one of the lines. */
export function withTheirs(
  conflict: Conflict,
  layer: number | null,
  texts: ReadonlyMap<Uid, LineText | null>,
): Conflict {
  const text = texts.get(conflict.line);
  if (conflict.layer !== layer || text === undefined) return conflict;
  return { ...conflict, theirs: text?.text ?? "", version: text?.version ?? 0 };
}

/** Lines that were worked on here and that somebody else deleted: they can be put back. */
export function lostLines(before: Page, after: Page, touched: ReadonlySet<Uid>): Conflict[] {
  return [...touched].flatMap((uid): Conflict[] => {
    const line: Line | undefined = before.lines.get(uid);
    if (!line || after.lines.has(uid) || before.layer === null) return [];
    const { text, ...shape } = line;
    const mine = text?.text ?? "";
    return [{ line: uid, layer: before.layer, mine, theirs: null, version: 0, author: "", shape }];
  });
}

/** Makes a line again that is gone, in its region where that is still there. */
export function putBack(page: Page, shape: LineShape): Edit {
  const region = shape.region !== null && page.regions.has(shape.region) ? shape.region : null;
  const after = { ...shape, region };
  const order = withLine(page.order, page.lines, { ...after, text: null }, page.part.direction);
  return edit({
    lines: [{ uid: after.uid, before: null, after }],
    order: { before: page.order, after: order },
  });
}
