/** The button of a command: icon, tooltip with its key, pressed state; one look everywhere. */
import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { icon } from "../../ui/icons";
import { type Command, hint } from "../state/command";

export function iconButton(command: Command, keys = command.keys): TemplateResult {
  return html`<button
    type="button"
    class="icon"
    data-command=${command.id}
    title=${hint(command, keys)}
    aria-label=${command.label}
    aria-keyshortcuts=${keys.join(" ").replaceAll("Ctrl", "Control") || nothing}
    aria-pressed=${ifDefined(pressed(command))}
    ?disabled=${command.enabled?.() === false}
    @click=${() => command.run()}
  >
    ${icon(command.icon ?? command.id)}
  </button>`;
}

export function textButton(command: Command, label = command.label): TemplateResult {
  return html`<button
    type="button"
    data-command=${command.id}
    title=${hint(command)}
    aria-pressed=${ifDefined(pressed(command))}
    ?disabled=${command.enabled?.() === false}
    @click=${() => command.run()}
  >
    ${label}
  </button>`;
}

function pressed(command: Command): "true" | "false" | undefined {
  if (!command.active) return undefined;
  return command.active() ? "true" : "false";
}
