/** What the editor knows of a page: plain data in pixels of the upright original image. */

export type Point = [number, number];
export type Points = readonly Point[];
export type Uid = string;
export type TextDirection = "horizontal-lr" | "horizontal-rl" | "vertical-lr" | "vertical-rl";

/** The text of a line in one layer; `glyphs` pairs each character with its confidence. */
export interface LineText {
  readonly text: string;
  readonly confidence: number | null;
  readonly glyphs: readonly (readonly [string, number | null])[] | null;
  readonly version: number;
  /** How it came from the server, where it was changed here since. */
  readonly first?: LineText;
}

export interface Region {
  readonly uid: Uid;
  readonly polygon: Points;
  readonly type: number | null;
  /** Not moved, reshaped or deleted until it is unlocked. */
  readonly locked: boolean;
}

export interface Line {
  readonly uid: Uid;
  readonly baseline: Points | null;
  readonly mask: Points | null;
  /** A person drew the mask: it is not computed again unless asked for. */
  readonly mask_manual: boolean;
  readonly region: Uid | null;
  readonly type: number | null;
  /** The text in the layer that is shown. */
  readonly text: LineText | null;
}

export interface OntologyType {
  readonly id: number;
  readonly name: string;
  readonly color: string;
}

export interface Layer {
  readonly id: number;
  readonly name: string;
  readonly is_ground_truth: boolean;
}

export type PartStatus = "todo" | "in_progress" | "to_review" | "done";

export interface Part {
  readonly id: number;
  readonly name: string;
  readonly title: string;
  readonly order: number;
  readonly count: number;
  readonly previous: number | null;
  readonly next: number | null;
  readonly width: number;
  readonly height: number;
  readonly revision: number;
  readonly image: string;
  readonly thumbnail: string;
  readonly direction: TextDirection;
  readonly line_offset: string;
  readonly status: PartStatus;
  /** Id of the person who works on the page. */
  readonly assignee: number | null;
  readonly assignee_name?: string | null;
  /** How many quarters people turned the image clockwise. */
  readonly turns: number;
  /** A person put the lines in order: the automatic order comes only when asked for. */
  readonly has_manual_order: boolean;
}

export interface DocumentFacts {
  readonly id: number;
  readonly name: string;
  readonly read_direction: "ltr" | "rtl";
  readonly script_direction: string;
}

/**
 * A text as it comes with a page: where the glyphs are the characters of the text, their
 * confidences come alone, in thousandths.
 */
export interface SentText extends Omit<LineText, "glyphs"> {
  readonly glyphs: LineText["glyphs"] | readonly (number | null)[];
}

/** One page as the server sends it: `GET …/editor/`. */
export interface EditorData {
  readonly part: Part;
  readonly document: DocumentFacts;
  readonly can_edit: boolean;
  readonly layer: number | null;
  readonly layers: readonly Layer[];
  readonly region_types: readonly OntologyType[];
  readonly line_types: readonly OntologyType[];
  readonly regions: readonly (Region & { readonly order: number })[];
  readonly lines: readonly (Omit<Line, "text"> & {
    readonly order: number;
    readonly text: SentText | null;
  })[];
}

export interface Urls {
  readonly changes: string;
  readonly editor: string;
  readonly events: string;
  readonly images: string;
  /** Address of a page's editor; its `/part/0/` is replaced by the page's id. */
  readonly part_template: string;
  /** Address that leads to the page with the number that replaces `/page/0/`. */
  readonly page_template?: string;
  readonly home?: string;
  /** The file of the image as it was uploaded. */
  readonly original?: string;
  /** Stretches of the strip of pages. */
  readonly film?: string;
  readonly preferences?: string;
  /** Characters of a line, given as `?layer=&line=`. */
  readonly glyphs?: string;
  /** Who has the page open; see `api/presence.ts`. */
  readonly presence?: string;
  /** Addresses of the dialogs that ask for work on this page, or show its history. */
  readonly segment?: string;
  readonly transcribe?: string;
  readonly masks?: string;
  readonly export?: string;
  readonly reset_masks?: string;
  /** The order of the lines as the server computes it. */
  readonly automatic_order?: string;
  /** The page of the document's types, and where types are made and changed. */
  readonly types?: string;
  readonly region_types?: string;
  readonly line_types?: string;
  /** The snapshots of this page. */
  readonly snapshots?: string;
  readonly search?: string;
  /** Where the page is turned for everybody. */
  readonly rotate?: string;
  /** The page itself, what is known about it, and the rows of its metadata. */
  readonly part?: string;
  readonly details?: string;
  readonly metadata?: string;
  readonly comments?: string;
  /** What to correct next in the document. */
  readonly worklist?: string;
  /** What is annotated on this page, what may be, and the page where that is decided. */
  readonly annotations?: string;
  readonly taxonomies?: string;
  readonly taxonomies_page?: string;
  readonly keyboards?: string;
  readonly characters?: string;
  /** Versions of a line's text; its zero UUID is replaced by the line's uid. */
  readonly line_history?: string;
  /** Dialog that copies a layer into another. */
  readonly copy?: string;
  /** Texts of this page in the layer given as `?layer=`. */
  readonly texts?: string;
}

export interface CommentPlace {
  readonly line: Uid | null;
  readonly region: Uid | null;
}

export interface FilmFrame {
  readonly id: number;
  readonly thumbnail: string;
  readonly title: string;
  /** The image that its editor will show. */
  readonly image: string;
  readonly status: PartStatus;
}

/** Some pages of the document, in order, from the place `start` on. */
export interface Film {
  readonly count: number;
  readonly start: number;
  readonly frames: readonly FilmFrame[];
}

/** What the editor page carries in its JSON script. */
export interface Bootstrap extends EditorData {
  /** Whether anything may be annotated in this document. */
  readonly has_taxonomies?: boolean;
  readonly project?: { readonly id: number; readonly name: string };
  /** What the unresolved comments of the page are about; the page itself without both. */
  readonly comments?: readonly CommentPlace[];
  readonly urls: Urls;
  readonly filmstrip: Film;
  readonly user?: { readonly id: number; readonly name: string };
  /** What the person chose on any device; see `state/preferences.ts`. */
  readonly preferences?: Readonly<Record<string, unknown>>;
  /** What one click on "Segment" and "Transcribe" works with; empty where people are asked. */
  readonly usual?: { readonly segment: string; readonly transcribe: string };
}

export function isVertical(direction: TextDirection): boolean {
  return direction.startsWith("vertical");
}
