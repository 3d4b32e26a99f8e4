/** What a command is: one entry of the table that makes toolbar, tooltips, shortcuts and help. */

/** The panels that stand side by side. */
export type PanelKey = "image" | "over-page" | "text" | "strips";

/** What adding, cutting, selecting all and the like are about. */
export type EditMode = "lines" | "masks" | "regions";

export interface Command {
  readonly id: string;
  readonly label: string;
  readonly group: "Tools" | "Selection" | "View" | "Pages" | "Text" | "General";
  /** Name of its icon, where it has a button. */
  readonly icon?: string;
  /** Keys such as `Ctrl+Z`; Ctrl is also ⌘. The first one is shown. */
  readonly keys: readonly string[];
  /** The keys it came with, where the person may have chosen others; see `keymap.ts`. */
  readonly standardKeys?: readonly string[];
  /** Works while a person types in a text field. */
  readonly whileTyping?: boolean;
  /** Changes the page; hidden where the page may only be read. */
  readonly edits?: boolean;
  /** Where it is not enabled, its keys do what they do in any page: copy words, scroll. */
  readonly yields?: boolean;
  enabled?(): boolean;
  /** Pressed: the tool in hand, the thing shown. */
  active?(): boolean;
  run(): void;
}

export const isMac =
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Delete: "Del",
  PageUp: "Page Up",
  PageDown: "Page Down",
};
const MAC_SIGNS: Readonly<Record<string, string>> = { "Ctrl+": "⌘", "Shift+": "⇧", "Alt+": "⌥" };

/** A key as people read it. */
export function keyName(name: string, mac = isMac): string {
  const [, modifiers = "", key = name] = /^((?:Ctrl\+|Alt\+|Shift\+)*)(.+)$/.exec(name) ?? [];
  const signs = mac
    ? modifiers.replace(/Ctrl\+|Alt\+|Shift\+/g, (m) => MAC_SIGNS[m] ?? m)
    : modifiers;
  return signs + (SIGNS[key] ?? key);
}

/** Label and shortcut, for a tooltip. */
export function hint(command: Command, keys = command.keys): string {
  const [key] = keys;
  return key ? `${command.label} (${keyName(key)})` : command.label;
}
