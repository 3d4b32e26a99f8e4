/** Marks the other people on a page: a chip with their initials, and what they do in words. */
import { css, html, nothing, type TemplateResult } from "lit";
import { colorClass, deed, initials, type Person } from "../state/people";

/** The chip alone; its words are for whoever cannot see it. */
export function chip(person: Person, words: string): TemplateResult {
  return html`<span class="chip ${colorClass(person)}" title=${words}
    ><span aria-hidden="true" dir="auto">${initials(person.name)}</span
    ><span class="hidden-label">${words}</span></span
  >`;
}

/** Who has a line open, to stand beside it; in full words where somebody types. */
export function hereMark(people: readonly Person[]): TemplateResult | typeof nothing {
  if (people.length === 0) return nothing;
  return html`<span class="here" role="status">
    ${people.map(
      (person) =>
        html`${chip(person, deed(person))}${
          person.typing
            ? html`<span class="deed" aria-hidden="true"
                ><bdi>${person.name}</bdi> is typing…</span
              >`
            : nothing
        }`,
    )}
  </span>`;
}

export const hereStyles = css`
  .chip {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    min-inline-size: 22px;
    block-size: 22px;
    padding-inline: 4px;
    border-radius: 11px;
    font: 600 11px/1 var(--font, "Inter Variable", system-ui, sans-serif);
    color: #fff;
  }
  .person-0 {
    background: #8f3f9e;
  }
  .person-1 {
    background: #0b7285;
  }
  .person-2 {
    background: #b3541e;
  }
  .person-3 {
    background: #3b5bdb;
  }
  .person-4 {
    background: #66700a;
  }
  .person-5 {
    background: #c2255c;
  }
  .here {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    flex: none;
  }
  .deed {
    font: 12px/16px var(--font, "Inter Variable", system-ui, sans-serif);
    color: var(--quiet, #5d6168);
  }
`;
