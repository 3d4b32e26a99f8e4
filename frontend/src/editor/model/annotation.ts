/** What people mark on the image and in the text; see the annotations of the REST API. */
import type { Points, Uid } from "./types";

export interface AnnotationQuestion {
  readonly pk: number;
  readonly name: string;
  readonly allowed_values: readonly string[] | null;
}

export type Marker =
  "Rectangle" | "Polygon" | "Background Color" | "Text Color" | "Bold" | "Italic";

export interface Taxonomy {
  readonly pk: number;
  readonly name: string;
  readonly abbreviation: string | null;
  readonly marker_type: Marker;
  readonly marker_detail: string;
  readonly has_comments: boolean;
  readonly typology: { readonly name: string } | null;
  readonly components: readonly AnnotationQuestion[];
}

export interface AnnotationAnswer {
  readonly component: AnnotationQuestion;
  readonly value: string;
}

interface Common {
  readonly pk: number;
  readonly taxonomy: number;
  readonly comments: readonly string[] | null;
  readonly components: readonly AnnotationAnswer[];
}

export interface ImageAnnotation extends Common {
  readonly coordinates: Points;
}

/** Offsets are code points; the lines are `null` where the marked words are gone. */
export interface TextAnnotation extends Common {
  readonly transcription: number;
  readonly quote: string;
  readonly start_uid: Uid | null;
  readonly start_offset: number | null;
  readonly end_uid: Uid | null;
  readonly end_offset: number | null;
}

export type Annotation = ImageAnnotation | TextAnnotation;

export function isOnImage(annotation: Annotation): annotation is ImageAnnotation {
  return "coordinates" in annotation;
}

export function marksImage(taxonomy: Taxonomy): boolean {
  return taxonomy.marker_type === "Rectangle" || taxonomy.marker_type === "Polygon";
}

/** Code points before a place in a text that JavaScript counts in UTF-16 units. */
export function codePoints(text: string, units: number): number {
  return Array.from(text.slice(0, units)).length;
}

/** UTF-16 units before a place that is counted in code points. */
export function codeUnits(text: string, points: number): number {
  return Array.from(text).slice(0, points).join("").length;
}

export interface Mark {
  readonly pk: number;
  readonly taxonomy: number;
  /** UTF-16 units in the text of the line. */
  readonly from: number;
  readonly to: number;
}

/** The pieces of one line's text that are marked; `order` is that of the lines of the page. */
export function marksOfLine(
  annotations: readonly TextAnnotation[],
  order: readonly Uid[],
  uid: Uid,
  text: string,
): Mark[] {
  const at = order.indexOf(uid);
  const placed = annotations.flatMap(({ start_uid, end_uid, ...item }) => {
    const [first, last] = [order.indexOf(start_uid ?? ""), order.indexOf(end_uid ?? "")];
    return first >= 0 && first <= at && at <= last ? [{ ...item, first, last }] : [];
  });
  return placed.flatMap(({ pk, taxonomy, first, last, start_offset, end_offset }) => {
    const from = at > first ? 0 : codeUnits(text, start_offset ?? 0);
    const to = at < last ? text.length : codeUnits(text, end_offset ?? 0);
    return to > from ? [{ pk, taxonomy, from, to }] : [];
  });
}
