/** The one table of commands: toolbar, tooltips, shortcuts and help are made from it. */
import type { PageCanvas } from "../canvas/page-canvas";
import type { ToolName } from "../canvas/tools/tool";
import type { Shown } from "../canvas/layers";
import {
  addLineBelow,
  join,
  link,
  remove,
  reverse,
  setLineType,
  setRegionType,
} from "../state/actions";
import type { Command } from "../state/command";
import type { Session } from "../state/session";

/** What commands act on besides the session. */
export interface Stage {
  readonly session: Session;
  canvas(): PageCanvas | null;
  setTool(name: ToolName): void;
  openHelp(): void;
  openTypes(): void;
  focusImage(): void;
}

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

function selectionCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { selection } = session;
  const some = () => selection.lines.size > 0;
  const any = () => some() || selection.regions.size > 0;
  const on = (
    id: string,
    label: string,
    key: string,
    run: () => void,
    enabled = some,
  ): Command => ({
    id,
    label,
    group: "Selection",
    keys: [key],
    edits: true,
    enabled: () => session.canEdit && enabled(),
    run,
  });
  return [
    {
      ...on("join", "Join the selected lines", "J", () => {
        session.commit(join(session.page, selection.lines));
      }),
      enabled: () => session.canEdit && selection.lines.size > 1,
      icon: "join",
    },
    {
      ...on("reverse", "Reverse the direction", "I", () => {
        session.commit(reverse(session.page, selection.lines));
      }),
      icon: "reverse",
    },
    { ...on("type", "Set the type…", "T", () => stage.openTypes(), any), icon: "tag" },
    {
      ...on(
        "delete",
        "Delete what is selected",
        "Delete",
        () => {
          session.commit(remove(session.page, selection.lines, selection.regions));
        },
        any,
      ),
      icon: "trash",
    },
    on("link", "Bind to the region around", "Y", () => {
      session.commit(link(session.page, selection.lines, true));
    }),
    on("unlink", "Free from the region", "U", () => {
      session.commit(link(session.page, selection.lines, false));
    }),
    on("line-below", "Add a line below", "D", () => {
      const [uid] = [...selection.lines].slice(-1);
      if (uid) session.commit(addLineBelow(session.page, uid));
    }),
  ];
}

function generalCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { selection, history } = session;
  return [
    {
      id: "undo",
      label: "Undo",
      icon: "undo",
      group: "General",
      keys: ["Ctrl+Z"],
      whileTyping: true,
      edits: true,
      enabled: () => history.canUndo,
      run: () => void session.undo(),
    },
    {
      id: "redo",
      label: "Redo",
      icon: "redo",
      group: "General",
      keys: ["Ctrl+Y", "Ctrl+Shift+Z"],
      whileTyping: true,
      edits: true,
      enabled: () => history.canRedo,
      run: () => void session.redo(),
    },
    {
      id: "select-all",
      label: "Select all lines",
      group: "General",
      keys: ["Ctrl+A"],
      run: () => selection.selectLines([...session.page.order]),
    },
    {
      id: "clear",
      label: "Select nothing; back to the select tool",
      group: "General",
      keys: ["Escape"],
      run: () => {
        if ((stage.canvas()?.toolName ?? "select") === "select") selection.clear();
        else stage.setTool("select");
      },
    },
    {
      id: "help",
      label: "Help on keys",
      icon: "help",
      group: "General",
      keys: ["?", "F1"],
      run: () => stage.openHelp(),
    },
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
    view("fit-page", "Fit the page", ["Ctrl+Backspace"], () => stage.canvas()?.fit("page")),
    view("fit-width", "Fit the width", ["W"], () => stage.canvas()?.fit("width")),
    view("fit-line", "Fit the line", ["F"], () => stage.canvas()?.fit("line")),
    view("zoom-in", "Zoom in", ["+"], () => stage.canvas()?.zoomBy(1.4)),
    view("zoom-out", "Zoom out", ["-"], () => stage.canvas()?.zoomBy(1 / 1.4)),
    toggle("lines", "Show lines", "L"),
    { ...toggle("masks", "Show masks", "M") },
    { ...toggle("regions", "Show regions", "R"), icon: "region" },
    { ...toggle("numbers", "Show line numbers", "N") },
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

function jobCommands(stage: Stage): Command[] {
  const { session } = stage;
  const job = (id: "segment" | "transcribe", label: string): Command => ({
    id,
    label,
    group: "General",
    keys: [],
    edits: true,
    run: () => {
      const url = session.bootstrap.urls[id];
      if (url) void session.start(url, label);
    },
  });
  return [job("segment", "Segment"), job("transcribe", "Transcribe")];
}

/** Sets the type of what is selected, and of what is drawn next. */
export function chooseType(session: Session, type: number | null): void {
  const { selection, page } = session;
  if (selection.regions.size > 0) {
    session.regionType = type;
    session.commit(setRegionType(page, selection.regions, type));
  } else {
    session.lineType = type;
    session.commit(setLineType(page, selection.lines, type));
  }
}

export function makeCommands(stage: Stage): ReadonlyMap<string, Command> {
  const all = [
    ...toolCommands(stage),
    ...selectionCommands(stage),
    ...generalCommands(stage),
    ...viewCommands(stage),
    ...textCommands(stage),
    ...pageCommands(stage),
    ...jobCommands(stage),
  ];
  return new Map(all.map((command) => [command.id, command]));
}
