/** The bar above the page: where I am, other pages, how the image fits, help. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import { iconButton, textButton } from "./command-button";
import { Panel } from "./panel";

class TopBar extends Panel {
  static override styles = [
    base,
    buttons,
    fields,
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
      @media (max-width: 799px) {
        .wide {
          display: none;
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
      <span class="quiet wide" aria-hidden="true">›</span>
      <strong dir="auto" title=${page.part.name} class="wide">${page.part.title}</strong>
      ${this.pager()}
      <span class="grow"></span>
      ${this.jobs()}
      <span class="wide">${textButton(this.command("fit-page"), "Page")}</span>
      <span class="wide">${textButton(this.command("fit-width"), "Width")}</span>
      <span class="wide">${textButton(this.command("fit-line"), "Line")}</span>
      ${iconButton(this.command("help"))}
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
    const { urls } = this.session.bootstrap;
    if (!this.session.canEdit) return html`<span class="quiet wide">You may read this page.</span>`;
    return html`
      ${urls.segment ? textButton(this.command("segment")) : nothing}
      ${urls.transcribe ? textButton(this.command("transcribe")) : nothing}
      ${urls.history ? html`<span class="wide">${textButton(this.command("history"))}</span>` : nothing}
    `;
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
