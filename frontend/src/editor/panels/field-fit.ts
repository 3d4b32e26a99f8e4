/** Makes a text as wide as its line on the image: by spacing where scripts allow it, else by scaling. */

/** Letters of these scripts join or hang on a common line: space between them would break words. */
const JOINED =
  /[\u0600-\u08ff\u0900-\u0dff\u1800-\u18af\ufb50-\ufdff\ufe70-\ufefe]|\ud83a[\udd00-\udd5f]/;
const MOST_SPACING = 0.6;
const LEAST_SCALE = 0.45;
const MOST_SCALE = 2;

export interface Fit {
  /** Between letters, in pixels. */
  readonly spacing: number;
  /** Along the line. */
  readonly scale: number;
}

export const PLAIN: Fit = { spacing: 0, scale: 1 };

/** How a text of a natural length gets a wanted one; sizes in pixels. */
export function fitOf(text: string, natural: number, wanted: number, size: number): Fit {
  if (text === "" || natural <= 0 || wanted <= 0) return PLAIN;
  const ratio = wanted / natural;
  if (ratio < 1) return { spacing: 0, scale: Math.max(LEAST_SCALE, ratio) };
  if (JOINED.test(text)) return { spacing: 0, scale: Math.min(MOST_SCALE, ratio) };
  const gaps = Array.from(text).length;
  return { spacing: Math.min((wanted - natural) / gaps, size * MOST_SPACING), scale: 1 };
}

const pen = document.createElement("canvas").getContext("2d");

/** How long a text is in a font, as CSS writes fonts. */
function lengthOf(text: string, font: string): number {
  if (!pen) return 0;
  pen.font = font;
  return pen.measureText(text).width;
}

/**
 * Lays a field so that its text covers a span of the strip above it; `null` lays it plainly.
 *
 * `lay` holds the field and whatever is to look the same.
 */
export function fitField(
  lay: HTMLElement,
  field: HTMLInputElement,
  span: { readonly start: number; readonly length: number } | null,
  vertical: boolean,
): void {
  const { fontSize, fontFamily, fontStyle, direction } = getComputedStyle(field);
  const natural = span ? lengthOf(field.value, `${fontStyle} ${fontSize} ${fontFamily}`) : 0;
  const size = Number.parseFloat(fontSize);
  const { spacing, scale } = span ? fitOf(field.value, natural, span.length, size) : PLAIN;
  const style = {
    letterSpacing: spacing > 0 ? `${spacing}px` : "",
    inlineSize: scale === 1 ? "" : `${100 / scale}%`,
    transform: scale === 1 ? "" : vertical ? `scaleY(${scale})` : `scaleX(${scale})`,
    transformOrigin: vertical ? "top" : direction === "rtl" ? "right" : "left",
  };
  Object.assign(lay.style, style);
  lay.style.setProperty("--line-start", span ? `${Math.max(0, span.start / scale)}px` : "8px");
}
