/** The commands that make and change regions. */
import type { ToolName } from "../canvas/tools/tool";
import type { Region } from "../model/types";
import type { Command } from "../state/command";
import { joinRegions, regionAround, toggleLock } from "../state/region-actions";
import type { Session } from "../state/session";
import type { Stage } from "./stage";

function toolCommands(stage: Stage): Command[] {
  const { session } = stage;
  const tool = (name: ToolName, id: string, label: string, key: string): Command => ({
    id,
    label,
    icon: id,
    group: "Tools",
    keys: [key],
    edits: true,
    active: () => session.mode === "regions" && stage.canvas()?.toolName === name,
    run: () => {
      session.setMode("regions");
      stage.setTool(name);
    },
  });
  return [
    tool("rectangle", "draw-rectangle", "Draw rectangular regions", "B"),
    tool("cut", "split-region", "Split regions by a stroke", "Shift+C"),
  ];
}

function chosen({ selection, page }: Session): Region[] {
  return [...selection.regions].flatMap((uid) => page.regions.get(uid) ?? []);
}

/** Joins the selected regions; the library for it is loaded when it is first needed. */
async function join(session: Session): Promise<void> {
  const regions = chosen(session).filter(({ locked }) => !locked);
  if (regions.length < 2) {
    session.say("Locked regions are not joined. Unlock them first (K).");
    return;
  }
  const { unionOf } = await import("../state/region-union");
  const ring = unionOf(regions.map(({ polygon }) => polygon));
  const uids = regions.map(({ uid }) => uid);
  session.commit(joinRegions(session.page, uids, ring));
}

export function regionCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { selection } = session;
  const group = { group: "Selection", edits: true } as const;
  return [
    ...toolCommands(stage),
    {
      ...group,
      id: "region-around",
      label: "Make a region around the selected lines",
      icon: "region-around",
      keys: ["G"],
      enabled: () => session.canEdit && selection.lines.size > 0,
      run: () => {
        session.commit(regionAround(session.page, selection.lines, session.regionType));
      },
    },
    {
      ...group,
      id: "join-regions",
      label: "Join the selected regions",
      icon: "join-regions",
      keys: ["J"],
      enabled: () => session.canEdit && selection.regions.size > 1,
      run: () => void join(session),
    },
    {
      ...group,
      id: "lock",
      label: "Lock or unlock the selected regions",
      icon: "lock",
      keys: ["K"],
      enabled: () => session.canEdit && selection.regions.size > 0,
      active: () => chosen(session).some(({ locked }) => locked),
      run: () => session.commit(toggleLock(session.page, selection.regions)),
    },
  ];
}
