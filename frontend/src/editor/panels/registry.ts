/**
 * What the editor can show: panels side by side, and sheets that open at the end of the window.
 *
 * A panel or sheet is a custom element that extends `Panel`. Sheets are loaded when they are first
 * opened. The command `sheet-<id>` opens and closes a sheet; it is made from this table.
 */
import type { PanelKey } from "../state/command";

export interface SheetKind {
  readonly id: string;
  readonly label: string;
  readonly icon: string;
  readonly tag: string;
  readonly keys: readonly string[];
  /** Also where a person types. */
  readonly whileTyping?: boolean;
  /** Only for people who may change the page. */
  readonly edits?: boolean;
  load(): Promise<unknown>;
}

export const SHEETS: readonly SheetKind[] = [
  {
    id: "legend",
    label: "Legend",
    icon: "legend",
    tag: "es-legend",
    keys: ["Shift+Q"],
    load: () => import("./legend"),
  },
  {
    id: "find",
    label: "Find",
    icon: "search",
    tag: "es-find",
    keys: ["Ctrl+F"],
    whileTyping: true,
    load: () => import("./find-sheet"),
  },
  {
    id: "worklist",
    label: "Correct next",
    icon: "worklist",
    tag: "es-work-list",
    keys: ["Ctrl+Shift+L"],
    whileTyping: true,
    load: () => import("./work-list"),
  },
  {
    id: "page-history",
    label: "History of the page",
    icon: "page-history",
    tag: "es-page-history",
    keys: ["Ctrl+Alt+H"],
    whileTyping: true,
    load: () => import("./page-history"),
  },
  {
    id: "details",
    label: "Page details",
    icon: "details",
    tag: "es-page-details",
    keys: ["Ctrl+5"],
    load: () => import("./page-details"),
  },
  {
    id: "comments",
    label: "Comments",
    icon: "comment",
    tag: "es-comments",
    keys: ["Ctrl+Alt+M"],
    whileTyping: true,
    load: () => import("./comments"),
  },
  {
    id: "keyboard",
    label: "Keyboard",
    icon: "keyboard",
    tag: "es-keyboard",
    keys: ["Ctrl+Shift+K"],
    whileTyping: true,
    edits: true,
    load: () => import("./keyboard"),
  },
  {
    id: "characters",
    label: "Characters",
    icon: "characters",
    tag: "es-characters",
    keys: ["Ctrl+Shift+E"],
    whileTyping: true,
    edits: true,
    load: () => import("./characters"),
  },
  {
    id: "annotations",
    label: "Annotations",
    icon: "annotate",
    tag: "es-annotations",
    keys: ["Ctrl+Shift+A"],
    whileTyping: true,
    load: () => import("./annotations"),
  },
  {
    id: "text-settings",
    label: "Look of the text",
    icon: "typeface",
    tag: "es-text-settings",
    keys: [],
    load: () => import("./text-settings"),
  },
  {
    id: "line-history",
    label: "History of the line",
    icon: "history",
    tag: "es-line-history",
    keys: ["H"],
    load: () => import("./line-history"),
  },
  {
    id: "adjust",
    label: "Adjust the selection",
    icon: "adjust",
    tag: "es-adjust",
    keys: ["Shift+J"],
    edits: true,
    load: () => import("./adjust"),
  },
];

export interface PanelKind {
  readonly id: PanelKey;
  readonly label: string;
  readonly icon: string;
  /** Loads the element of a panel that is rarely open. */
  load?(): Promise<unknown>;
}

export const PANELS: readonly PanelKind[] = [
  { id: "image", label: "Image", icon: "panel-image" },
  { id: "over-page", label: "Over the page", icon: "panel-over-page" },
  { id: "text", label: "Text", icon: "panel-text" },
  { id: "strips", label: "Strips", icon: "panel-strips", load: () => import("./strips") },
];
