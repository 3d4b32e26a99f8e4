/** What a tool of the canvas is, and what it may use. */
import type { Guide } from "../../model/snapping";
import type { Point, Points, Uid } from "../../model/types";
import type { Edit } from "../../state/changes";
import type { EditMode } from "../../state/command";
import type { Preferences } from "../../state/preferences";
import type { Selection } from "../../state/selection";
import type { Store } from "../../state/store";

export type ToolName =
  "select" | "pan" | "line" | "region" | "mask" | "cut" | "rectangle" | "annotate" | "order";

export interface Pointer {
  readonly point: Point;
  /** How near is near enough, in page pixels. */
  readonly reach: number;
  readonly shift: boolean;
  /** Ctrl, or ⌘. */
  readonly control: boolean;
  readonly alt: boolean;
}

/** What the canvas lends its tools. */
export interface Bench {
  readonly store: Store;
  readonly selection: Selection;
  /** Applies and records an edit, and selects what it made. */
  commit(edit: Edit | null, key?: string): void;
  /** Opens the line's text in the list. */
  openLine(uid: Uid): void;
  /** Shows points that are not on the page yet; closed for a region. */
  sketch(points: Points, closed: boolean): void;
  readonly preferences: Preferences;
  /** Type for what is drawn next. */
  readonly lineType: number | null;
  readonly regionType: number | null;
  /** What adding, cutting and selecting is about. */
  readonly mode: EditMode;
  readonly canEdit: boolean;
  guide: Guide | null;
  /** Whether masks are drawn, so that handles of a line may stand on its mask. */
  readonly masksShown: boolean;
  setTool(name: ToolName): void;
  /** Goes on with a baseline from one of its ends. */
  continueLine(uid: Uid, atStart: boolean): void;
  /** The place that the pointer sticks to, with a mark, or its own. */
  snap(pointer: Pointer, except?: Iterable<Uid>): Point;
  /** Shows the mark of snapping, or takes it away. */
  mark(place: Point | null): void;
  say(notice: string): void;
  /** Leaves things out of the drawing that the tool draws itself. */
  hide(uids: Iterable<Uid>): void;
}

export interface Tool {
  readonly name: ToolName;
  readonly cursor: string;
  /** Takes the pointer for itself (true), or leaves it to panning. */
  down?(pointer: Pointer): boolean;
  drag?(pointer: Pointer): void;
  up?(pointer: Pointer): void;
  move?(pointer: Pointer): void;
  click?(pointer: Pointer): void;
  doubleClick?(pointer: Pointer): void;
  /** Right button, or a long press: true when the tool used it and no menu is wanted. */
  secondary?(pointer: Pointer): boolean;
  /** Enter, Escape, Backspace while the tool is at work; true when it used the key. */
  key?(key: string): boolean;
  start?(): void;
  stop?(): void;
}
