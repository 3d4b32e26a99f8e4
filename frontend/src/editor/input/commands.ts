/** The one table of commands: toolbar, tooltips, shortcuts and help are made from it. */
import type { ToolName } from "../canvas/tools/tool";
import type { Shown } from "../canvas/layers";
import type { Command } from "../state/command";
import { withChosenKeys } from "../state/keymap";
import { pageCommands } from "./page-commands";
import { compareCommands } from "./compare-commands";
import { markupCommands } from "./markup-commands";
import { overPageCommands } from "./over-page-commands";
import { sheetCommands } from "./sheet-commands";
import { selectionCommands } from "./selection-commands";
import type { Stage } from "./stage";
import { textCommands } from "./text-commands";
import { viewCommands } from "./view-commands";

function toolCommands(stage: Stage): Command[] {
  const tool = (name: ToolName, id: string, label: string, icon: string, key: string): Command => ({
    id,
    label,
    icon,
    group: "Tools",
    keys: [key],
    edits: name !== "select" && name !== "pan",
    active: () => (stage.canvas()?.toolName ?? "select") === name,
    run: () => stage.setTool(name),
  });
  return [
    tool("select", "select", "Select", "select", "S"),
    tool("pan", "pan", "Move the page (or hold Space)", "pan", "P"),
    tool("line", "draw-line", "Draw lines", "line", "A"),
    tool("region", "draw-region", "Draw regions", "region", "Shift+A"),
    tool("vertices", "vertices", "Edit points", "vertices", "E"),
    tool("cut", "cut", "Cut a line", "cut", "C"),
  ];
}

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
    general("select-all", "Select all lines", ["Ctrl+A"], () => {
      selection.selectLines([...stage.session.page.order]);
    }),
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
    toggle("lines", "Show lines", "L"),
    toggle("masks", "Show masks", "M"),
    { ...toggle("regions", "Show regions", "R"), icon: "regions" },
    toggle("numbers", "Show line numbers", "N"),
  ];
}

function dialogCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { urls } = session.bootstrap;
  const dialog = (id: "segment" | "transcribe" | "masks" | "history", label: string): Command => ({
    id,
    label,
    group: "General",
    keys: [],
    edits: id !== "history",
    run: () => {
      const url = urls[id];
      if (url) void session.openDialog(url);
    },
  });
  return [
    dialog("segment", "Segment…"),
    dialog("transcribe", "Transcribe…"),
    dialog("masks", "Compute masks…"),
    dialog("history", "History…"),
  ];
}

export function makeCommands(stage: Stage): ReadonlyMap<string, Command> {
  const all = [
    ...toolCommands(stage),
    ...selectionCommands(stage),
    ...historyCommands(stage),
    ...generalCommands(stage),
    ...viewCommands(stage),
    ...shownCommands(stage),
    ...textCommands(stage),
    ...compareCommands(stage),
    ...markupCommands(),
    ...overPageCommands(stage),
    ...pageCommands(stage),
    ...dialogCommands(stage),
    ...sheetCommands(stage),
  ];
  return withChosenKeys(all, stage.session.preferences);
}
