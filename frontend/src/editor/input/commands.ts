/** The one table of commands: toolbar, tooltips, shortcuts and help are made from it. */
import type { Shown } from "../canvas/layers";
import { annotationCommands } from "./annotation-commands";
import type { Command } from "../state/command";
import { withChosenKeys } from "../state/keymap";
import { batchCommands } from "./batch-commands";
import { choiceCommands } from "./choice-commands";
import { clipboardCommands } from "./clipboard-commands";
import { pageCommands } from "./page-commands";
import { compareCommands } from "./compare-commands";
import { markupCommands } from "./markup-commands";
import { overPageCommands } from "./over-page-commands";
import { orderCommands } from "./order-commands";
import { regionCommands } from "./region-commands";
import { findCommands } from "./find-commands";
import { sheetCommands } from "./sheet-commands";
import { selectionCommands } from "./selection-commands";
import type { Stage } from "./stage";
import { textCommands } from "./text-commands";
import { toolCommands } from "./tool-commands";
import { viewCommands } from "./view-commands";
import { workCommands } from "./work-commands";

function historyCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { history } = session;
  const general = { group: "General", whileTyping: true, edits: true } as const;
  return [
    {
      ...general,
      id: "undo",
      label: "Undo",
      icon: "undo",
      keys: ["Ctrl+Z"],
      enabled: () => history.canUndo,
      run: () => void session.undo(),
    },
    {
      ...general,
      id: "redo",
      label: "Redo",
      icon: "redo",
      keys: ["Ctrl+Y", "Ctrl+Shift+Z"],
      enabled: () => history.canRedo,
      run: () => void session.redo(),
    },
  ];
}

function generalCommands(stage: Stage): Command[] {
  const { selection } = stage.session;
  const leaveTool = () => {
    if ((stage.canvas()?.toolName ?? "select") === "select") selection.clear();
    else stage.setTool("select");
  };
  const general = (id: string, label: string, keys: string[], run: () => void): Command => ({
    id,
    label,
    group: "General",
    keys,
    run,
  });
  return [
    general("clear", "Select nothing, or leave the tool", ["Escape"], leaveTool),
    {
      ...general("palette", "Find a command, page or layer", ["Ctrl+K"], () => stage.openPalette()),
      icon: "search",
      whileTyping: true,
    },
    {
      ...general("help", "Help and keys", ["?", "F1"], () => stage.openHelp()),
      icon: "help",
      whileTyping: true,
    },
  ];
}

function shownCommands(stage: Stage): Command[] {
  const toggle = (what: keyof Shown, label: string, key: string): Command => ({
    id: `toggle-${what}`,
    label,
    icon: what,
    group: "View",
    keys: [key],
    run: () => {
      stage.canvas()?.toggle(what);
      stage.session.say(stage.session.notice);
    },
    active: () => stage.canvas()?.layers.shown[what] ?? false,
  });
  return [
    toggle("lines", "Show lines", "Shift+L"),
    toggle("masks", "Show masks", "Shift+M"),
    { ...toggle("regions", "Show regions", "Shift+R"), icon: "regions" },
    toggle("numbers", "Show line numbers", "N"),
    toggle("arrows", "Show the order as arrows", "Shift+N"),
    toggle("labels", "Show the types of regions", "Q"),
  ];
}

function dialogCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { urls } = session.bootstrap;
  const dialog = (id: "segment" | "transcribe" | "masks", label: string): Command => ({
    id,
    label,
    group: "General",
    keys: [],
    edits: true,
    run: () => {
      const url = urls[id];
      if (url) void session.openDialog(url);
    },
  });
  const work = (id: "segment" | "transcribe", verb: string): Command[] => {
    const usual = session.bootstrap.usual?.[id];
    if (!usual) return [dialog(id, `${verb}…`)];
    const run = (): void => void session.workNow(urls[id] ?? "", usual);
    const choices = { ...dialog(id, `${verb} with other choices…`), id: `${id}-choices` };
    return [
      { ...dialog(id, `${verb} with ${usual}`), run },
      { ...choices, icon: "menu" },
    ];
  };
  return [
    ...work("segment", "Segment"),
    ...work("transcribe", "Transcribe"),
    dialog("masks", "Compute masks…"),
    {
      id: "export",
      label: "Export this page…",
      group: "General",
      keys: [],
      enabled: () => Boolean(urls.export),
      run: () => void session.openDialog(`${urls.export ?? ""}&layer=${session.page.layer ?? ""}`),
    },
  ];
}

export function makeCommands(stage: Stage): ReadonlyMap<string, Command> {
  const all = [
    ...toolCommands(stage),
    ...choiceCommands(stage),
    ...selectionCommands(stage),
    ...batchCommands(stage),
    ...clipboardCommands(stage),
    ...regionCommands(stage),
    ...orderCommands(stage),
    ...historyCommands(stage),
    ...generalCommands(stage),
    ...viewCommands(stage),
    ...shownCommands(stage),
    ...textCommands(stage),
    ...workCommands(stage),
    ...compareCommands(stage),
    ...overPageCommands(stage),
    ...markupCommands(),
    ...pageCommands(stage),
    ...dialogCommands(stage),
    ...annotationCommands(stage),
    ...sheetCommands(stage),
    ...findCommands(stage),
  ];
  return withChosenKeys(all, stage.session.preferences);
}
