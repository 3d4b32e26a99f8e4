/** Joining lines and cutting them: geometry here, texts of all layers on the server. */
import { newUuid } from "../../api/uuid";
import { boundingBox, cutMask, cutPath, type PathPlace } from "../model/geometry";
import { middleOf } from "../model/shaping";
import { runsAgainst } from "../model/reading-order";
import { cutText, joinTexts } from "../model/text-diff";
import { isVertical, type Line, type LineText, type Point, type Uid } from "../model/types";
import { type Edit, edit, type LineShape, merge, type Piece, shapeOf } from "./changes";
import { linesOf, patchLines } from "./line-actions";
import { applied, type Page } from "./page";

/** A place on a line where it is cut; with `until`, what lies between the two is taken out. */
export interface Cut {
  readonly line: Uid;
  readonly at: PathPlace;
  readonly until?: PathPlace;
}

type Glyphs = NonNullable<LineText["glyphs"]>;

function textOf(text: string, glyphs: Glyphs | null, from: LineText): LineText {
  return { ...from, text, glyphs, confidence: from.confidence };
}

function joinedText(texts: readonly (LineText | null)[], separator: string): LineText | null {
  const known = texts.filter((text): text is LineText => text !== null && text.text !== "");
  const [first] = known;
  if (!first) return texts.find((text) => text !== null) ?? null;
  if (known.length === 1) return first;
  const space: Glyphs = separator ? [[separator, null]] : [];
  const glyphs = known.flatMap(({ glyphs: row, text }, index) => [
    ...(index > 0 ? space : []),
    ...(row ?? Array.from(text).map((char): Glyphs[number] => [char, null])),
  ]);
  const words = known.map(({ text }) => text);
  const text = separator ? joinTexts(words) : words.join("");
  return textOf(text, known.some((item) => item.glyphs) ? glyphs : null, first);
}

function cutTextOf(text: LineText, share: number): [LineText, LineText | null] {
  const [head, tail] = cutText(text.text, share);
  const spelled = text.glyphs?.map(([char]) => char).join("") === text.text;
  const glyphs = spelled ? text.glyphs : null;
  const headGlyphs = glyphs && glyphs.slice(0, Array.from(head).length);
  const tailGlyphs = glyphs && glyphs.slice(glyphs.length - Array.from(tail).length);
  return [textOf(head, headGlyphs, text), tail ? textOf(tail, tailGlyphs, text) : null];
}

/** How far a line reaches along the direction of reading. */
function reach(line: Line, page: Page): [number, number] {
  const { x0, x1, y0, y1 } = boundingBox(line.baseline ?? line.mask ?? []);
  if (isVertical(page.part.direction)) return [y0, y1];
  return page.part.direction === "horizontal-rl" ? [-x1, -x0] : [x0, x1];
}

/** Lines in the order in which they are joined: pieces of one line by place, others as read. */
function joinOrder(page: Page, lines: readonly Line[]): readonly Line[] {
  const placed = lines
    .map((line) => ({ line, place: reach(line, page) }))
    .sort((a, b) => a.place[0] - b.place[0]);
  const side = placed.every(({ place }, index) => {
    const before = placed[index - 1]?.place;
    if (!before) return true;
    const shorter = Math.min(before[1] - before[0], place[1] - place[0]);
    return before[1] - place[0] <= shorter / 2;
  });
  return side ? placed.map(({ line }) => line) : lines;
}

/** Joins lines in reading order into the first of them. */
export function join(page: Page, uids: Iterable<Uid>): Edit | null {
  const found = linesOf(page, uids).filter((line) => line.baseline !== null);
  const lines = joinOrder(page, found);
  const [first, ...others] = lines;
  if (!first || others.length === 0) return null;
  const against = runsAgainst(first.baseline ?? [], page.part.direction);
  const drawnOrder = against ? [...lines].reverse() : lines;
  const baseline = drawnOrder.flatMap((line) => line.baseline ?? []);
  const gone = new Set(others.map((line) => line.uid));
  const drawn = lines.some((line) => line.mask_manual);
  const text = joinedText(
    lines.map((line) => line.text),
    isVertical(page.part.direction) ? "" : " ",
  );
  const order = page.order.filter((uid) => !gone.has(uid));
  const piece: Piece = {
    ...blank(page, "join", first.uid),
    lines: lines.map((line) => line.uid),
    texts: [
      { line: first.uid, before: first.text, after: text },
      ...others.map((line) => ({ line: line.uid, before: line.text, after: null })),
    ],
  };
  return {
    ...edit({ order: { before: page.order, after: order } }),
    lines: [
      ...patchLines([first], () => ({ baseline, mask: null, mask_manual: drawn })).lines,
      ...others.map((line) => ({ uid: line.uid, before: shapeOf(line), after: null })),
    ],
    pieces: [piece],
  };
}

function blank(page: Page, kind: Piece["kind"], into: Uid): Omit<Piece, "lines" | "texts"> {
  return { uid: newUuid(), kind, into, at: [0, 0], undone: false, layer: page.layer };
}

/** Cuts lines in two, all as one step. */
export function cutAll(page: Page, cuts: readonly Cut[]): Edit | null {
  let [now, whole]: [Page, Edit | null] = [page, null];
  for (const one of cuts) {
    const change = cut(now, one);
    if (!change) continue;
    now = applied(now, change);
    whole = whole ? merge(whole, change) : change;
  }
  return whole;
}

/** Cuts a line in two, or shortens it where what is cut out lies at one of its ends. */
export function cut(page: Page, { line: uid, at, until = at }: Cut): Edit | null {
  const line = page.lines.get(uid);
  if (!line?.baseline) return null;
  const [head, tail] = cutShapes(line, at, until);
  const against = runsAgainst(line.baseline, page.part.direction);
  const [first, second] = against ? [tail, head] : [head, tail];
  if (first && second) return divided(page, line, [first, second], [at, until]);
  const left = at === until ? null : (first ?? second);
  return left ? patchLines([line], () => ({ baseline: left.baseline, ...maskOf(line) })) : null;
}

/** Two lines of one; the text is cut at the nearest space. */
function divided(
  page: Page,
  line: Line,
  [first, rest]: readonly [LineShape, LineShape],
  [at, until]: readonly [PathPlace, PathPlace],
): Edit {
  const second = { ...rest, uid: newUuid() };
  const place = page.order.indexOf(line.uid) + 1;
  const after = [...page.order.slice(0, place), second.uid, ...page.order.slice(place)];
  const along = (at.along + until.along) / 2;
  const share = runsAgainst(line.baseline ?? [], page.part.direction) ? 1 - along : along;
  const [head, tail] = line.text ? cutTextOf(line.text, share) : [null, null];
  const piece: Piece = {
    ...blank(page, "cut", line.uid),
    at: middleOf([at.point, until.point]).map(Math.round) as Point,
    lines: [line.uid, second.uid],
    texts: [
      { line: line.uid, before: line.text, after: head },
      { line: second.uid, before: null, after: tail },
    ],
  };
  return {
    ...edit({ order: { before: page.order, after } }),
    lines: [
      { uid: line.uid, before: shapeOf(line), after: first },
      { uid: second.uid, before: null, after: second },
    ],
    pieces: [piece],
  };
}

/** A computed mask is old once its baseline is another. */
function maskOf(line: Line): Pick<LineShape, "mask"> {
  return { mask: line.mask_manual ? line.mask : null };
}

/** The halves before one place and behind another; a half without length is `null`. */
function cutShapes(
  line: Line,
  at: PathPlace,
  until: PathPlace,
): readonly [LineShape | null, LineShape | null] {
  const { baseline, mask } = line;
  if (!baseline) return [null, null];
  const halves = (place: PathPlace) =>
    sorted(mask ? cutMask(mask, baseline, place) : [], baseline.at(-1));
  const shape = (path: Point[] | undefined, half: Point[] | null): LineShape | null => {
    const drawn = line.mask_manual && half !== null;
    return path ? { ...shapeOf(line), baseline: path, mask: half, mask_manual: drawn } : null;
  };
  const head = shape(cutPath(baseline, at)?.[0], halves(at)[1]);
  const tail = shape(cutPath(baseline, until)?.[1], halves(until)[0]);
  return [head, tail];
}

/** The halves of a mask, the one nearer to the end of the line first. */
function sorted(
  masks: readonly (Point[] | null)[],
  end: Point | undefined,
): [Point[] | null, Point[] | null] {
  const [a = null, b = null] = masks;
  if (!a || !b || !end) return [null, null];
  const gap = (mask: Point[]) =>
    Math.min(...mask.map((point) => Math.hypot(point[0] - end[0], point[1] - end[1])));
  return gap(a) <= gap(b) ? [a, b] : [b, a];
}

/** What the lines of a piece say here until the server tells. */
export function guessedTexts(change: Edit): Map<Uid, string> {
  const texts = (change.pieces ?? []).flatMap((piece) => piece.texts);
  return new Map(texts.flatMap(({ line, after }) => (after ? [[line, after.text]] : [])));
}

/** The edit with texts that were typed over a guess based on what the server made of it. */
export function grounded(change: Edit, guessed: ReadonlyMap<Uid, string>, page: Page): Edit {
  if (guessed.size === 0) return change;
  const texts = change.texts.map((text) => {
    const now = page.lines.get(text.line)?.text?.text ?? "";
    const guess = text.layer === page.layer && guessed.get(text.line) === text.before;
    return guess ? { ...text, before: now } : text;
  });
  return { ...change, texts };
}
