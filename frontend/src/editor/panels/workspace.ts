/**
 * The panels side by side: each with a head to switch, move and close it, and an edge to drag.
 *
 *     <es-workspace .workspace=${workspace}><div slot="image">…</div></es-workspace>
 *
 * What a panel shows is the child in the slot of its id; what else its head shows is the child in
 * the slot `head-<id>`. Children stay where they are when panels move.
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import type { PanelKey } from "../state/command";
import type { Workspace } from "../state/workspace";
import { PANELS } from "./registry";

const STEP = 0.02;
const LEAP = 0.1;
function label(panel: PanelKey): string {
  return PANELS.find(({ id }) => id === panel)?.label ?? panel;
}

class WorkspaceElement extends LitElement {
  static override properties = { workspace: { attribute: false } };
  declare workspace: Workspace;
  private stop: () => void = () => undefined;
  private readonly redraw = (): void => this.requestUpdate();

  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: flex;
        flex-direction: column;
        min-inline-size: 0;
        min-block-size: 0;
      }
      .row {
        display: flex;
        flex: 1;
        min-block-size: 0;
      }
      section {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        flex: 1 1 0;
        min-inline-size: 0;
        background: var(--surface, #fff);
      }
      header {
        display: flex;
        align-items: center;
        gap: 4px 8px;
        min-inline-size: 0;
        min-block-size: 40px;
        padding: 3px 6px 3px 8px;
        border-block-end: 1px solid var(--line, #dcd9d1);
      }
      header select {
        flex: none;
        padding-inline: 4px;
        font-weight: 600;
        background: transparent;
        border-color: transparent;
        field-sizing: content;
      }
      header select:hover {
        border-color: var(--line, #dcd9d1);
      }
      .more {
        display: block;
        flex: 1;
        min-inline-size: 0;
      }
      .acts {
        display: flex;
        flex: none;
        color: var(--quiet, #5d6168);
      }
      @media (pointer: fine) {
        .acts button.icon {
          inline-size: 28px;
          block-size: 28px;
        }
      }
      ::slotted(*) {
        min-inline-size: 0;
        min-block-size: 0;
      }
      .edge {
        position: relative;
        flex: none;
        inline-size: 1px;
        background: var(--line, #dcd9d1);
        cursor: col-resize;
        touch-action: none;
        z-index: 2;
      }
      .edge::before {
        content: "";
        position: absolute;
        inset: 0 -5px;
      }
      .edge:hover,
      .edge:focus-visible,
      .edge[data-held] {
        background: var(--accent, #1f5f8b);
        outline: 1px solid var(--accent, #1f5f8b);
        outline-offset: 0;
      }
      .switch {
        display: flex;
        gap: 4px;
        padding: 6px 12px;
        background: var(--surface, #fff);
        border-block-end: 1px solid var(--line, #dcd9d1);
      }
      .switch button {
        flex: 1;
        min-inline-size: 0;
        padding-inline: 4px;
        line-height: 16px;
        white-space: normal;
      }
      @media (pointer: coarse) {
        .edge::before {
          inset: 0 -14px;
        }
        .edge::after {
          content: "";
          position: absolute;
          inset-block-start: calc(50% - 20px);
          inset-inline-start: -2px;
          inline-size: 5px;
          block-size: 40px;
          background: var(--line-strong, #8d8a82);
          border-radius: 3px;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = this.workspace.observe(this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
  }

  protected override render(): TemplateResult {
    if (this.workspace.isSmall) return this.single();
    const { panels } = this.workspace;
    return html`<div class="row">
      ${repeat(
        panels,
        (panel) => panel,
        (panel, at) => html`${at > 0 ? this.edge(at - 1) : nothing}${this.section(panel, at)}`,
      )}
    </div>`;
  }

  protected override updated(): void {
    this.widen(this.workspace.shares);
  }

  private single(): TemplateResult {
    const { shown } = this.workspace;
    return html`
      <div class="switch" role="group" aria-label="Panel">
        ${PANELS.map(
          ({ id }) =>
            html`<button
              type="button"
              aria-pressed=${id === shown ? "true" : "false"}
              @click=${() => this.workspace.open(id)}
            >
              ${label(id)}
            </button>`,
        )}
      </div>
      <div class="row">
        <section aria-label=${label(shown)}>
          <header><slot class="more" name="head-${shown}"></slot></header>
          <slot name=${shown}></slot>
        </section>
      </div>
    `;
  }

  private section(panel: PanelKey, at: number): TemplateResult {
    const { panels } = this.workspace;
    return html`<section id=${`panel-${panel}`} data-panel=${panel} aria-label=${label(panel)}>
      <header>
        <select aria-label="What this panel shows" @change=${this.onSwitch(at)}>
          ${PANELS.map(
            ({ id }) => html`<option value=${id} .selected=${id === panel}>${label(id)}</option>`,
          )}
        </select>
        <slot class="more" name="head-${panel}"></slot>
        <span class="acts">
          ${at > 0 ? this.act("back", "Move to the left", () => this.shift(panel, -1)) : nothing}
          ${
            at < panels.length - 1
              ? this.act("forward", "Move to the right", () => this.shift(panel, 1))
              : nothing
          }
          ${
            panels.length > 1
              ? this.act("close", "Close this panel", () => this.workspace.close(panel))
              : nothing
          }
        </span>
      </header>
      <slot name=${panel}></slot>
    </section>`;
  }

  private act(name: string, words: string, run: () => void): TemplateResult {
    return html`<button type="button" class="icon" title=${words} aria-label=${words} @click=${run}>
      ${icon(name)}
    </button>`;
  }

  private edge(at: number): TemplateResult {
    const { panels, shares } = this.workspace;
    const [before, after] = [panels[at] ?? "image", panels[at + 1] ?? "text"];
    return html`<div
      class="edge"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label=${`Edge between ${label(before)} and ${label(after)}`}
      aria-valuenow=${Math.round((shares[at] ?? 0) * 100)}
      aria-controls=${`panel-${before}`}
      title="Drag, or use the arrow keys; double-click to share the width equally"
      @pointerdown=${this.onHold(at)}
      @dblclick=${() => this.even(at)}
      @keydown=${this.onEdgeKey(at)}
    ></div>`;
  }

  private widen(shares: readonly number[]): void {
    const sections = [...this.renderRoot.querySelectorAll<HTMLElement>("section")];
    const single = sections.length === 1;
    sections.forEach((section, at) => (section.style.flexGrow = String(single ? 1 : shares[at])));
  }

  private even(at: number): void {
    const [before = 0, after = 0] = this.workspace.shares.slice(at, at + 2);
    this.workspace.resize(at, (after - before) / 2);
  }

  private shift(panel: PanelKey, step: number): void {
    this.workspace.move(panel, step);
    void this.updateComplete.then(() => {
      this.renderRoot.querySelector<HTMLElement>(`#panel-${panel} .acts button`)?.focus();
    });
  }

  private onSwitch(at: number): (event: Event) => void {
    return (event) => {
      const field = event.target as HTMLSelectElement;
      this.workspace.change(at, field.value as PanelKey);
    };
  }

  private onEdgeKey(at: number): (event: KeyboardEvent) => void {
    return (event) => {
      const step = event.shiftKey ? LEAP : STEP;
      const ways: Record<string, number> = {
        ArrowLeft: -step,
        ArrowRight: step,
        Home: -1,
        End: 1,
      };
      const by = ways[event.key];
      if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      this.workspace.resize(at, by);
    };
  }

  /** Follows the pointer, and keeps the sizes once it lets go. */
  private onHold(at: number): (event: PointerEvent) => void {
    return (event) => {
      const edge = event.currentTarget as HTMLElement;
      const width = edge.parentElement?.clientWidth ?? 1;
      const from = event.clientX;
      let by = 0;
      const move = (now: PointerEvent) => {
        by = (now.clientX - from) / width;
        this.widen(this.workspace.resized(at, by));
      };
      const end = () => {
        edge.removeEventListener("pointermove", move);
        edge.removeAttribute("data-held");
        if (by !== 0) this.workspace.resize(at, by);
      };
      edge.setPointerCapture(event.pointerId);
      edge.toggleAttribute("data-held", true);
      edge.addEventListener("pointermove", move);
      edge.addEventListener("lostpointercapture", end, { once: true });
    };
  }
}

customElements.define("es-workspace", WorkspaceElement);
