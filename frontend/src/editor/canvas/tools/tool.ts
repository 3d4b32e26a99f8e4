/** What a tool of the canvas is, and what it may use. */
import type { Point, Points, Uid } from "../../model/types";
import type { Edit } from "../../state/changes";
import type { Selection } from "../../state/selection";
import type { Store } from "../../state/store";

export type ToolName = "select" | "pan" | "line" | "region" | "vertices" | "cut";

export interface Pointer {
  readonly point: Point;
  /** How near is near enough, in page pixels. */
  readonly reach: number;
  readonly shift: boolean;
}

/** What the canvas lends its tools. */
export interface Bench {
  readonly store: Store;
  readonly selection: Selection;
  /** Applies and records an edit, and selects what it made. */
  commit(edit: Edit | null): void;
  /** Opens the line's text in the list. */
  openLine(uid: Uid): void;
  /** Shows points that are not on the page yet; closed for a region. */
  sketch(points: Points, closed: boolean): void;
  /** Type for what is drawn next. */
  readonly lineType: number | null;
  readonly regionType: number | null;
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
  /** Enter, Escape, Backspace while the tool is at work; true when it used the key. */
  key?(key: string): boolean;
  start?(): void;
  stop?(): void;
}
