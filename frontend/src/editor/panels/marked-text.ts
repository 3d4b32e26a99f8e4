/**
 * A text with its markup shown: `<em> <strong> <s> <u>` become elements, all else stays characters.
 *
 * Lit writes every stretch as a text node, so nothing a person typed is ever read as HTML.
 */
import { html, type TemplateResult } from "lit";
import { markedRuns, type Tag } from "../model/markup";

type Shown = string | TemplateResult;

const WRAP: Readonly<Record<Tag, (inner: Shown) => TemplateResult>> = {
  em: (inner) => html`<em>${inner}</em>`,
  strong: (inner) => html`<strong>${inner}</strong>`,
  s: (inner) => html`<s>${inner}</s>`,
  u: (inner) => html`<u>${inner}</u>`,
};

export function markedText(text: string): Shown[] {
  return markedRuns(text).map((run) =>
    run.tags.reduceRight<Shown>((inner, tag) => WRAP[tag](inner), run.text),
  );
}
