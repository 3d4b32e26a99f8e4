/** The page as immutable state: load it, apply an edit to it, rebase an edit onto it. */
import { editedGlyphs, spelledOut } from "../model/glyphs";
import type {
  DocumentFacts,
  EditorData,
  Layer,
  Line,
  LineText,
  OntologyType,
  Part,
  Region,
  Uid,
} from "../model/types";
import {
  changedKeys,
  type Edit,
  type LineShape,
  type Patch,
  type Piece,
  same,
  shapeOf,
  type TextPatch,
  lying,
  withPieces,
} from "./changes";
import { turnedTo } from "./turning";

export interface Page {
  readonly part: Part;
  readonly document: DocumentFacts;
  readonly canEdit: boolean;
  readonly layer: number | null;
  readonly layers: readonly Layer[];
  readonly regionTypes: readonly OntologyType[];
  readonly lineTypes: readonly OntologyType[];
  readonly regions: ReadonlyMap<Uid, Region>;
  readonly lines: ReadonlyMap<Uid, Line>;
  /** The uids of the lines in reading order. */
  readonly order: readonly Uid[];
}

/** A text that two people changed; `theirs` is null where the line itself is gone. */
export interface Conflict {
  readonly line: Uid;
  readonly layer: number;
  readonly mine: string;
  readonly theirs: string | null;
  readonly version: number;
  readonly author: string;
  /** How the line was here, where it is gone, so that it can be put back. */
  readonly shape?: LineShape | null;
}

/** The conflict against what the server has by now: its text may be another, its line gone or back. */
export function renewed(conflict: Conflict, page: Page): Conflict {
  if (conflict.layer !== page.layer) return conflict;
  const line = page.lines.get(conflict.line);
  if (!line) return { ...conflict, theirs: null };
  return { ...conflict, theirs: line.text?.text ?? "", version: line.text?.version ?? 0 };
}

export function pageOf(data: EditorData): Page {
  const byOrder = <T extends { order: number }>(items: readonly T[]) =>
    [...items].sort((a, b) => a.order - b.order);
  const lines = byOrder(data.lines).map((line): Line => {
    const text = line.text && spelledOut(line.text);
    return { ...shapeOf({ ...line, text }), text };
  });
  const regions = byOrder(data.regions).map(({ uid, polygon, type, locked }): Region => ({
    uid,
    polygon,
    type,
    locked,
  }));
  return {
    part: data.part,
    document: data.document,
    canEdit: data.can_edit,
    layer: data.layer,
    layers: data.layers,
    regionTypes: data.region_types,
    lineTypes: data.line_types,
    regions: new Map(regions.map((region) => [region.uid, region])),
    lines: new Map(lines.map((line) => [line.uid, line])),
    order: lines.map((line) => line.uid),
  };
}

/** Puts the patches into a map; `keep` builds the new value from the one that was there. */
function patched<S, T extends S>(
  items: ReadonlyMap<Uid, T>,
  patches: readonly Patch<S>[],
  keep: (after: S, now: T | undefined) => T,
): ReadonlyMap<Uid, T> {
  if (patches.length === 0) return items;
  const next = new Map(items);
  for (const { uid, after } of patches) {
    if (after === null) next.delete(uid);
    else next.set(uid, keep(after, items.get(uid)));
  }
  return next;
}

/** What a person typed is not doubted; characters that stay keep their confidence. */
function typedText(now: LineText | null, after: string, version: number): LineText {
  if (!now?.glyphs && !now?.first) return { text: after, confidence: null, glyphs: null, version };
  const first = now.first ?? now;
  if (first.text === after) return { ...first, version };
  const glyphs = editedGlyphs(now.glyphs ?? [], after, (char) => [char, null] as const);
  const known = glyphs.length > 0 ? glyphs : null;
  return { text: after, confidence: null, glyphs: known, version, first };
}

function withTexts(page: Page, lines: ReadonlyMap<Uid, Line>, texts: readonly TextPatch[]) {
  if (texts.length === 0) return lines;
  const next = new Map(lines);
  for (const { line: uid, layer, after, base } of texts) {
    const line = next.get(uid);
    if (!line || layer !== page.layer) continue;
    const version = line.text?.version ?? base;
    next.set(uid, { ...line, text: typedText(line.text, after, version) });
  }
  return next;
}

function withPieceTexts(page: Page, lines: ReadonlyMap<Uid, Line>, pieces: readonly Piece[]) {
  const shown = pieces.filter((piece) => piece.layer === page.layer);
  if (shown.length === 0) return lines;
  const next = new Map(lines);
  for (const { line: uid, after } of shown.flatMap((piece) => piece.texts)) {
    const line = next.get(uid);
    if (line) next.set(uid, { ...line, text: after });
  }
  return next;
}

/** Whether the lines of a piece are still as it needs them. */
function isWhole(piece: Piece, page: Page): boolean {
  const others = piece.lines.filter((uid) => uid !== piece.into);
  const expected = (piece.kind === "join") !== piece.undone;
  return page.lines.has(piece.into) && others.every((uid) => page.lines.has(uid) === expected);
}

/** The edit without joins and cuts of lines that somebody else deleted meanwhile. */
function withoutBroken(change: Edit, page: Page): Edit {
  const pieces = (change.pieces ?? []).filter((piece) => isWhole(piece, page));
  if (pieces.length === (change.pieces?.length ?? 0)) return change;
  const broken = (change.pieces ?? []).filter((piece) => !pieces.includes(piece));
  const named = new Set(broken.flatMap((piece) => piece.lines));
  const { regions, texts, order } = change;
  const lines = change.lines.filter(({ uid }) => !named.has(uid));
  return { regions, lines, texts, order, ...withPieces(pieces) };
}

function nextOrder(page: Page, change: Edit, lines: ReadonlyMap<Uid, Line>): readonly Uid[] {
  if (!change.order && change.lines.length === 0) return page.order;
  const wanted = (change.order?.after ?? page.order).filter((uid) => lines.has(uid));
  const placed = new Set(wanted);
  const missing = [...lines.keys()].filter((uid) => !placed.has(uid));
  return [...wanted, ...missing];
}

/** The page after the edit. `texts` of another layer are not shown and change nothing here. */
export function applied(page: Page, change: Edit, deletedTexts?: Map<Uid, LineText>): Page {
  const regions = patched(page.regions, change.regions, (after) => after);
  const shaped = patched(page.lines, change.lines, (after, now): Line => {
    const text = now ? now.text : (deletedTexts?.get(after.uid) ?? null);
    return { ...after, text };
  });
  const whole = withPieceTexts(page, shaped, change.pieces ?? []);
  const lines = withTexts(page, whole, change.texts);
  const manual = change.order?.manual;
  const part = manual ? { ...page.part, has_manual_order: manual.after } : page.part;
  return { ...page, part, regions, lines, order: nextOrder(page, change, lines) };
}

function rebasePatch<T extends { uid: Uid }>(patch: Patch<T>, now: T | null): Patch<T> | null {
  const { uid, before, after } = patch;
  if (after === null) return now && { uid, before: now, after: null };
  if (before === null) return now ? null : patch;
  if (!now) return null;
  const next = { ...now, ...changedKeys(before, after) };
  return same(now, next) ? null : { uid, before: now, after: next };
}

/** A region that is locked by now keeps its shape against those who do not know of the lock. */
function rebaseRegion(patch: Patch<Region>, now: Region | null): Patch<Region> | null {
  const { uid, before, after } = patch;
  if (now?.locked && !before?.locked) {
    if (after === null) return null;
    if (before !== null) {
      return rebasePatch({ uid, before, after: { ...after, polygon: before.polygon } }, now);
    }
  }
  return rebasePatch(patch, now);
}

/** The lines that an edit itself creates. */
type Born = ReadonlySet<Uid>;

interface Rebased {
  readonly change: Edit;
  readonly conflicts: readonly Conflict[];
}

function rebaseText(patch: TextPatch, page: Page, born: Born): TextPatch | Conflict | null {
  const { line: uid, layer, before, after } = patch;
  const line = page.lines.get(uid);
  if (!line && born.has(uid)) return { ...patch, base: 0 };
  if (!line) return { line: uid, layer, mine: after, theirs: null, version: 0, author: "" };
  if (layer !== page.layer) return patch;
  const { text: now, version } = line.text ?? { text: "", version: 0 };
  if (now === after) return null;
  if (now === before) return { ...patch, base: version };
  return { line: uid, layer, mine: after, theirs: now, version, author: "" };
}

function rebaseOrder(change: Edit, page: Page, lines: readonly Patch<LineShape>[]): Edit["order"] {
  if (!change.order) return null;
  const gone = new Set(lines.filter(({ after }) => after === null).map(({ uid }) => uid));
  const born = lines.filter(({ before }) => before === null).map(({ uid }) => uid);
  const alive = new Set([...page.order, ...born].filter((uid) => !gone.has(uid)));
  const wanted = change.order.after.filter((uid) => alive.has(uid));
  const placed = new Set(wanted);
  const after = [...wanted, ...[...alive].filter((uid) => !placed.has(uid))];
  const { manual } = change.order;
  const changesMode = manual !== undefined && manual.after !== page.part.has_manual_order;
  if (!changesMode && same(after, page.order)) return null;
  return { before: page.order, after, ...(manual && { manual }) };
}

/** The edit as it still makes sense on this page, and the texts that both sides changed. */
export function rebased(asked: Edit, page: Page): Rebased {
  const change = withoutBroken(turnedTo(asked, page.part), page);
  const regions = change.regions
    .map((patch) => rebaseRegion(patch, page.regions.get(patch.uid) ?? null))
    .filter((patch) => patch !== null);
  const lines = change.lines
    .map((patch) => {
      const now = page.lines.get(patch.uid);
      return rebasePatch(patch, now ? shapeOf(now) : null);
    })
    .filter((patch) => patch !== null);
  const born = new Set(lines.filter(({ before }) => before === null).map(({ uid }) => uid));
  const gone = new Set(lines.filter(({ after }) => after === null).map(({ uid }) => uid));
  const kept = change.texts.filter((text) => !gone.has(text.line));
  const outcomes = kept.map((patch) => rebaseText(patch, page, born));
  const texts = outcomes.filter((item): item is TextPatch => item !== null && "after" in item);
  const conflicts = outcomes.filter((item): item is Conflict => item !== null && "mine" in item);
  const order = rebaseOrder(change, page, lines);
  const whole = {
    regions,
    lines,
    texts,
    order,
    ...withPieces(change.pieces ?? []),
    ...lying(page.part.turns),
  };
  return { change: whole, conflicts };
}
