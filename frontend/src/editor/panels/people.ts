/**
 * Who else has this page open; a click goes to the line where they are.
 *
 *     <es-people .session=${session} .commands=${commands}></es-people>
 */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import { chip, hereStyles } from "./here";
import type { Person } from "../state/people";
import { Panel } from "./panel";

class PeopleList extends Panel {
  private stopPeople: (() => void) | null = null;
  private known: ReadonlyMap<number, string> = new Map();
  private news = "";

  static override styles = [
    base,
    buttons,
    hereStyles,
    css`
      :host {
        display: inline-flex;
      }
      ul {
        display: flex;
        gap: 2px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      button {
        min-inline-size: 32px;
        min-block-size: 32px;
        padding: 4px;
        border-color: transparent;
      }
      @media (pointer: coarse) {
        button {
          min-inline-size: 44px;
          min-block-size: 44px;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopPeople = this.session.people.observe(() => this.noteNews());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopPeople?.();
  }

  protected override render(): TemplateResult {
    const { others } = this.session.people;
    return html`
      ${
        others.length === 0
          ? nothing
          : html`<ul aria-label="Also on this page">
              ${others.map((person) => html`<li>${this.person(person)}</li>`)}
            </ul>`
      }
      <span class="hidden-label" role="status">${this.news}</span>
    `;
  }

  private person(person: Person): TemplateResult {
    const { line } = person;
    const number = line === null ? 0 : this.session.page.order.indexOf(line) + 1;
    const words = number > 0 ? `${person.name} is at line ${number}` : `${person.name} is here`;
    return html`<button
      type="button"
      title=${words}
      @click=${() => {
        if (line !== null) this.session.openLine(line);
      }}
    >
      ${chip(person, words)}
    </button>`;
  }

  /** Says once who came and who left. */
  private noteNews(): void {
    const now = new Map(this.session.people.others.map(({ user, name }) => [user, name]));
    const came = [...now].filter(([user]) => !this.known.has(user)).map(([, name]) => name);
    const left = [...this.known].filter(([user]) => !now.has(user)).map(([, name]) => name);
    this.known = now;
    const said = [
      came.length > 0 ? `${came.join(", ")} came to this page.` : "",
      left.length > 0 ? `${left.join(", ")} left this page.` : "",
    ].filter((words) => words !== "");
    if (said.length > 0) this.news = said.join(" ");
  }
}

customElements.define("es-people", PeopleList);
