/** The one table of commands: toolbar, tooltips, shortcuts and help are made from it. */
import type { ToolName } from "../canvas/tools/tool";
import type { Shown } from "../canvas/layers";
import type { Command } from "../state/command";
import { compareCommands } from "./compare-commands";
import { markupCommands } from "./markup-commands";
import { sheetCommands } from "./sheet-commands";
import { selectionCommands } from "./selection-commands";
import type { Stage } from "./stage";

function toolCommands(stage: Stage): Command[] {
  const tool = (name: ToolName, id: string, label: string, icon: string, key: string): Command => ({
    id,
    label,
    icon,
    group: "Tools",
    keys: [key],
    edits: name !== "select",
    active: () => (stage.canvas()?.toolName ?? "select") === name,
    run: () => stage.setTool(name),
  });
  return [
    tool("select", "select", "Select", "select", "S"),
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
    { ...general("help", "Help on keys", ["?", "F1"], () => stage.openHelp()), icon: "help" },
  ];
}

function viewCommands(stage: Stage): Command[] {
  const view = (id: string, label: string, keys: string[], run: () => void): Command => ({
    id,
    label,
    group: "View",
    keys,
    run,
  });
  const toggle = (what: keyof Shown, label: string, key: string): Command => ({
    ...view(`toggle-${what}`, label, [key], () => {
      stage.canvas()?.toggle(what);
      stage.session.say(stage.session.notice);
    }),
    icon: what,
    active: () => stage.canvas()?.layers.shown[what] ?? false,
  });
  return [
    view("fit-page", "Fit the page", ["Ctrl+Backspace"], () => stage.view.fit("page")),
    view("fit-width", "Fit the width", ["W"], () => stage.view.fit("width")),
    view("fit-line", "Fit the line", ["F"], () => stage.view.fit("line")),
    view("zoom-in", "Zoom in", ["+"], () => stage.view.zoomBy(1.4)),
    view("zoom-out", "Zoom out", ["-"], () => stage.view.zoomBy(1 / 1.4)),
    toggle("lines", "Show lines", "L"),
    toggle("masks", "Show masks", "M"),
    { ...toggle("regions", "Show regions", "R"), icon: "regions" },
    toggle("numbers", "Show line numbers", "N"),
  ];
}

function pageCommands(stage: Stage): Command[] {
  const { session } = stage;
  const rtl = () => session.page.document.read_direction === "rtl";
  const { part } = session.page;
  const to = (id: string, label: string, icon: string, key: string, side: string): Command => ({
    id: `${id}-page`,
    label,
    icon,
    group: "Pages",
    keys: [key, side],
    whileTyping: true,
    enabled: () => (id === "next" ? part.next : part.previous) !== null,
    run: () => session.goToPart(id === "next" ? part.next : part.previous),
  });
  const [left, right] = ["Ctrl+ArrowLeft", "Ctrl+ArrowRight"];
  return [
    to("previous", "Previous page", "back", "PageUp", rtl() ? right : left),
    to("next", "Next page", "forward", "PageDown", rtl() ? left : right),
  ];
}

function textCommands(stage: Stage): Command[] {
  const { session } = stage;
  const open = (id: string, label: string, keys: string[], run: () => void): Command => ({
    id,
    label,
    group: "Text",
    keys,
    run,
  });
  return [
    open("open-line", "Type the text of the line", ["Enter"], () => {
      const uid = session.selection.current ?? session.page.order[0];
      if (uid) session.openLine(uid);
    }),
    open("attention", "Next empty or uncertain line", ["Alt+ArrowDown"], () => {
      session.moveToAttention();
    }),
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
    ...textCommands(stage),
    ...compareCommands(stage),
    ...markupCommands(),
    ...pageCommands(stage),
    ...dialogCommands(stage),
    ...sheetCommands(stage),
  ];
  return new Map(all.map((command) => [command.id, command]));
}
