/** Marks annotated words in the rows of a list, in the way of their kind. */
import type { Taxonomy } from "../model/annotation";
import type { Annotations } from "../state/annotations";
import { highlight, rangeIn } from "./text-ranges";

const nameOf = (taxonomy: Taxonomy) => `es-mark-${taxonomy.pk}`;

/** The ranges of each list that were marked last. */
const marked = new WeakMap<Node, { readonly name: string; readonly range: Range }[]>();
const sheets = new WeakMap<ShadowRoot, CSSStyleSheet>();

/** A highlight can colour and underline, but not change the letters: bold and italic are hinted. */
function rule(taxonomy: Taxonomy): string {
  const color = taxonomy.marker_detail;
  const looks = {
    Rectangle: "",
    Polygon: "",
    "Background Color": `background-color: color-mix(in srgb, ${color} 35%, transparent)`,
    "Text Color": `color: ${color}; text-decoration: underline 1px ${color}`,
    Bold: `text-shadow: 0.6px 0 currentColor; text-decoration: underline 3px ${color}`,
    Italic: `text-decoration: underline wavy 1px ${color}`,
  };
  return `::highlight(${nameOf(taxonomy)}) { ${looks[taxonomy.marker_type]} }`;
}

function dress(root: ShadowRoot, taxonomies: readonly Taxonomy[]): void {
  let sheet = sheets.get(root);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheets.set(root, sheet);
    root.adoptedStyleSheets.push(sheet);
  }
  sheet.replaceSync(taxonomies.map(rule).join("\n"));
}

/** Marks the annotated words in the rows under `root`; call it whenever the rows were drawn. */
export function markAnnotations(root: ShadowRoot, annotations: Annotations): void {
  if (!("highlights" in CSS)) return;
  for (const { name, range } of marked.get(root) ?? []) highlight(name).delete(range);
  marked.delete(root);
  if (annotations.inText.length === 0) return;
  dress(root, annotations.taxonomies);
  const found = [...root.querySelectorAll<HTMLElement>("[data-line]")].flatMap((row) => {
    const text = row.querySelector(".row .text");
    return text ? rangesOf(annotations, row.dataset["line"] ?? "", text) : [];
  });
  for (const { name, range } of found) highlight(name).add(range);
  marked.set(root, found);
}

function rangesOf(annotations: Annotations, uid: string, text: Element) {
  return annotations.marks(uid).flatMap((mark) => {
    const taxonomy = annotations.taxonomyOf(mark);
    const range = rangeIn(text, mark.from, mark.to);
    return taxonomy && range ? [{ name: nameOf(taxonomy), range }] : [];
  });
}
