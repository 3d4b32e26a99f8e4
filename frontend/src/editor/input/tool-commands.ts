/** The commands that take a tool in hand, and choose what tools are about. */
import type { ToolName } from "../canvas/tools/tool";
import type { Command, EditMode } from "../state/command";
import type { Stage } from "./stage";

/** The tools that add what a mode is about. */
const ADDS: Readonly<Record<EditMode, ToolName>> = {
  lines: "line",
  masks: "mask",
  regions: "region",
};
const toolOf = (stage: Stage): ToolName => stage.canvas()?.toolName ?? "select";

/** Goes on adding, but things of the other mode. */
function changeMode(stage: Stage, mode: EditMode): void {
  const { session } = stage;
  const [tool, before] = [toolOf(stage), session.mode];
  session.setMode(mode);
  if (tool === ADDS[before]) stage.setTool(ADDS[mode]);
  const layers = stage.canvas()?.layers;
  if (layers && !layers.shown[mode]) stage.canvas()?.toggle(mode);
}

function modeCommands(stage: Stage): Command[] {
  const mode = (id: EditMode, label: string, icon: string, key: string): Command => ({
    id: `mode-${id}`,
    label,
    icon,
    group: "Tools",
    keys: [key],
    edits: true,
    active: () => stage.session.mode === id,
    run: () => changeMode(stage, id),
  });
  return [
    mode("lines", "Work on lines", "mode-lines", "L"),
    mode("masks", "Work on masks", "masks", "M"),
    mode("regions", "Work on regions", "regions", "R"),
  ];
}

/** A tool of one mode changes to that mode. */
function drawCommands(stage: Stage): Command[] {
  const draw = (id: string, mode: EditMode, tool: ToolName, label: string): Command => ({
    id,
    label,
    icon: tool,
    group: "Tools",
    keys: [],
    edits: true,
    active: () => toolOf(stage) === tool,
    run: () => {
      changeMode(stage, mode);
      stage.setTool(tool);
    },
  });
  return [
    draw("draw-line", "lines", "line", "Draw lines"),
    draw("draw-mask", "masks", "mask", "Draw the mask of a line"),
    { ...draw("draw-region", "regions", "region", "Draw regions"), keys: ["Shift+A"] },
  ];
}

export function toolCommands(stage: Stage): Command[] {
  const tool = (id: string, label: string, key: string, name: () => ToolName): Command => ({
    id,
    label,
    icon: id,
    group: "Tools",
    keys: [key],
    edits: id !== "select" && id !== "pan",
    active: () => toolOf(stage) === name(),
    run: () => stage.setTool(name()),
  });
  const { session } = stage;
  return [
    ...modeCommands(stage),
    tool("select", "Select and edit points", "S", () => "select"),
    tool("pan", "Move the page (or hold Space)", "P", () => "pan"),
    tool("add", "Add lines, masks or regions", "A", () => ADDS[session.mode]),
    tool("cut", "Cut lines or regions", "C", () => "cut"),
    ...drawCommands(stage),
  ];
}
