/** The bar above the page: where I am, other pages, how the image fits, help. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import { hint } from "../state/command";
import { iconButton, textButton } from "./command-button";
import { commandRow, commandRows } from "./command-list";
import "./image-menu";
import "./page-status";
import { Panel } from "./panel";
import "./people";
import type { PopMenu } from "./pop-menu";
import "./pop-menu";
import { PANELS, SHEETS } from "./registry";

const JOBS = ["segment", "transcribe", "masks", "export"] as const;
const VERBS = { segment: "Segment", transcribe: "Transcribe" } as const;

class TopBar extends Panel {
  static override properties = { ...Panel.properties, percent: { attribute: false } };
  /** How large the image is shown. */
  declare percent: number;

  static override styles = [
    base,
    buttons,
    fields,
    commandRows,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 44px;
        padding: 4px 12px;
        background: var(--surface, #fff);
        border-block-end: 1px solid var(--line, #dcd9d1);
        overflow-x: auto;
        scrollbar-width: none;
      }
      a.home {
        display: inline-flex;
        color: var(--ink, #1d1f22);
      }
      .crumb {
        min-inline-size: 6ch;
        max-inline-size: 30ch;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        color: var(--quiet, #5d6168);
        text-decoration: none;
      }
      .crumb:hover {
        color: var(--accent, #1f5f8b);
        text-decoration: underline;
      }
      strong {
        font-weight: 600;
        white-space: nowrap;
      }
      .pager {
        display: inline-flex;
        align-items: center;
        gap: 2px;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
      .pager input {
        inline-size: 5.5ch;
        padding-inline: 4px;
        text-align: center;
      }
      .pager[dir="rtl"] svg {
        transform: scaleX(-1);
      }
      .set {
        display: inline-flex;
        padding: 1px;
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 8px;
      }
      .split {
        display: inline-flex;
      }
      .split button:first-child {
        border-start-end-radius: 0;
        border-end-end-radius: 0;
      }
      .split button.icon {
        border: 1px solid var(--line, #dcd9d1);
        border-inline-start: 0;
        border-start-start-radius: 0;
        border-end-start-radius: 0;
      }
      @media (pointer: fine) {
        .set button.icon {
          block-size: 28px;
        }
      }
      .percent {
        min-inline-size: 4.5ch;
        text-align: center;
        font-variant-numeric: tabular-nums;
      }
      @media (max-width: 1199px) {
        .roomy {
          display: none;
        }
      }
      @media (max-width: 999px) {
        .medium {
          display: none;
        }
      }
      @media (max-width: 799px) {
        .wide {
          display: none;
        }
      }
      @media (max-width: 480px) {
        :host {
          gap: 2px;
          padding-inline: 6px;
        }
        .crumb,
        es-page-status,
        es-people {
          display: none;
        }
        .pager {
          gap: 0;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { page, bootstrap } = this.session;
    const { urls } = bootstrap;
    return html`
      <a class="home" href=${urls.home ?? "/"} title="Home" aria-label="Home">${icon("home")}</a>
      <a class="crumb" href=${urls.images} dir="auto" @click=${this.leave}>${page.document.name}</a>
      <span class="quiet medium" aria-hidden="true">›</span>
      <strong dir="auto" title=${page.part.name} class="medium">${page.part.title}</strong>
      ${this.pager()}
      <es-page-status .session=${this.session} .commands=${this.commands}></es-page-status>
      <span class="grow"></span>
      <es-people .session=${this.session} .commands=${this.commands}></es-people>
      ${this.jobs()}
      <span class="set wide" role="group" aria-label="Panels">
        ${PANELS.map(({ id }) => iconButton(this.command(`panel-${id}`)))}
      </span>
      <span class="set roomy" role="group" aria-label="Size of the image">
        ${["fit-page", "fit-width", "fit-line"].map((id) => iconButton(this.command(id)))}
      </span>
      <span class="roomy percent quiet" title="Size of the image"
        >${this.percent ? `${this.percent} %` : ""}</span
      >
      <es-pop-menu label="View of the image" icon="view" hint=${hint(this.command("image-menu"))}>
        <es-image-menu .session=${this.session} .commands=${this.commands}></es-image-menu>
      </es-pop-menu>
      ${iconButton(this.command("palette"))}
      <es-pop-menu label="More" icon="menu">${this.more()}</es-pop-menu>
      <span class="medium">${iconButton(this.command("help"))}</span>
    `;
  }

  private pager(): TemplateResult {
    const { part, document: facts } = this.session.page;
    const number = part.order + 1;
    return html`<span class="pager" dir=${facts.read_direction}>
      ${iconButton(this.command("previous-page"))}
      <span class="number" dir="ltr">
        <label class="hidden-label" for="number">Page number</label>
        <input
          id="number"
          inputmode="numeric"
          autocomplete="off"
          .value=${String(number)}
          ?disabled=${!this.session.bootstrap.urls.page_template}
          @keydown=${this.onNumber}
          @blur=${(event: FocusEvent) => {
            (event.target as HTMLInputElement).value = String(number);
          }}
        />
        <span class="quiet">/ ${part.count}</span></span
      >
      ${iconButton(this.command("next-page"))}
    </span>`;
  }

  private jobs(): TemplateResult | typeof nothing {
    if (!this.session.canEdit) return nothing;
    return html`<span class="roomy">${this.work("segment")} ${this.work("transcribe")}</span>`;
  }

  /** One click does what is usual; the arrow, or Shift, opens all choices. */
  private work(id: keyof typeof VERBS): TemplateResult | typeof nothing {
    const { urls, usual } = this.session.bootstrap;
    if (!urls[id]) return nothing;
    if (!usual?.[id]) return textButton(this.command(id));
    const choices = this.command(`${id}-choices`);
    const orChoices = (event: MouseEvent): void => {
      if (!event.shiftKey) return;
      event.stopPropagation();
      choices.run();
    };
    return html`<span class="split" @click=${{ handleEvent: orChoices, capture: true }}
      >${textButton(this.command(id), VERBS[id])} ${iconButton(choices)}</span
    >`;
  }

  /** What is opened now and then: the sheets, and work on the page. */
  private more(): TemplateResult {
    const { canEdit, bootstrap } = this.session;
    const sheets = SHEETS.filter((sheet) => canEdit || !sheet.edits);
    const jobs = JOBS.filter((id) => bootstrap.urls[id]);
    const { usual } = bootstrap;
    const ids = jobs.flatMap((id) =>
      (id === "segment" || id === "transcribe") && usual?.[id] ? [id, `${id}-choices`] : [id],
    );
    const allowed = ids.map((id) => this.command(id)).filter(({ edits }) => canEdit || !edits);
    return html`<div class="rows">
      ${sheets.map(({ id }) => commandRow(this.command(`sheet-${id}`)))}
      ${sheets.length > 0 ? html`<hr />` : nothing} ${allowed.map((command) => commandRow(command))}
      ${allowed.length > 0 ? html`<hr />` : nothing} ${commandRow(this.command("film"))}
      ${commandRow(this.command("help"))}
    </div>`;
  }

  /** Puts the caret in the box with the page's number. */
  focusNumber(): void {
    this.renderRoot.querySelector<HTMLInputElement>("#number")?.select();
  }

  openImageMenu(): void {
    this.renderRoot.querySelector<PopMenu>("es-pop-menu")?.show();
  }

  private readonly onNumber = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    const field = event.target as HTMLInputElement;
    const template = this.session.bootstrap.urls.page_template;
    const wanted = Number.parseInt(field.value, 10);
    const { count } = this.session.page.part;
    if (!template || !(wanted >= 1 && wanted <= count)) {
      this.session.say(`This document has the pages 1 to ${count}.`);
      return;
    }
    void this.session.leaveFor(template.replace("/page/0/", `/page/${wanted}/`));
  };

  private readonly leave = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    void this.session.leaveFor(this.session.bootstrap.urls.images);
  };
}

customElements.define("es-top-bar", TopBar);
export type { TopBar };
