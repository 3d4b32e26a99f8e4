/** The commands that shape all selected lines at once, and what they are aligned to. */
import { request } from "../../api/client";
import type { Uid } from "../model/types";
import {
  align,
  axisOf,
  forgetMasks,
  level,
  orient,
  shift,
  straighten,
} from "../state/batch-actions";
import type { Edit } from "../state/changes";
import type { Command } from "../state/command";
import type { Page } from "../state/page";
import type { Session } from "../state/session";
import type { Stage } from "./stage";

const STEP_PX = 10;

const ARROWS = [
  ["left", "ArrowLeft", -1, 0],
  ["right", "ArrowRight", 1, 0],
  ["up", "ArrowUp", 0, -1],
  ["down", "ArrowDown", 0, 1],
] as const;

function some({ canEdit, selection }: Session): boolean {
  return canEdit && selection.lines.size + selection.regions.size > 0;
}

/** Arrow keys in the image move points, else what is selected; a series of them is one step. */
function nudgeCommands(stage: Stage): Command[] {
  const { session } = stage;
  const move = (dx: number, dy: number) => {
    if (stage.canvas()?.hasPoints) stage.canvas()?.nudgePoints(dx, dy);
    else session.commit(shift(session.page, session.selection, dx, dy), "nudge");
  };
  const command = (name: string, key: string, pixels: number, run: () => void): Command => ({
    id: `nudge-${name}-${pixels}`,
    label: `Move ${name} by ${pixels === 1 ? "1 pixel" : `${pixels} pixels`}`,
    icon: "nudge",
    group: "Selection",
    keys: [key],
    edits: true,
    yields: true,
    enabled: () => some(session) && stage.imageHasFocus(),
    run,
  });
  return ARROWS.flatMap(([name, key, dx, dy]) => [
    command(name, key, 1, () => move(dx, dy)),
    command(name, `Shift+${key}`, STEP_PX, () => move(dx * STEP_PX, dy * STEP_PX)),
  ]);
}

/** Where the selected lines start, else the middle of the page. */
function guidePlace({ page, selection }: Session): number {
  const axis = axisOf(page);
  const [first] = [...selection.lines].flatMap((uid) => page.lines.get(uid)?.baseline ?? []);
  const { width, height } = page.part;
  return first?.[axis] ?? Math.round((axis === 0 ? width : height) / 2);
}

function guideCommands({ session }: Stage): Command[] {
  const { preferences } = session;
  return [
    {
      id: "guide",
      label: "Show a guide to align to",
      group: "View",
      keys: ["Shift+G"],
      edits: true,
      active: () => session.guide !== null,
      run: () => {
        const guide = { axis: axisOf(session.page), at: guidePlace(session) };
        session.setGuide(session.guide ? null : guide);
      },
    },
    {
      id: "snap",
      label: "Snap to ends, edges and the guide (not with Alt)",
      group: "View",
      keys: ["Shift+Z"],
      edits: true,
      active: () => preferences.get("editor.snap"),
      run: () => preferences.set("editor.snap", !preferences.get("editor.snap")),
    },
  ];
}

type Shape = (page: Page, lines: ReadonlySet<Uid>) => Edit;

function shapeCommands({ session }: Stage): Command[] {
  const { selection } = session;
  const guide = () => session.guide?.at ?? null;
  const command = (id: string, label: string, key: string, shape: Shape): Command => ({
    id,
    label,
    group: "Selection",
    keys: key ? [key] : [],
    edits: true,
    enabled: () => session.canEdit && selection.lines.size > 0,
    run: () => session.commit(shape(session.page, selection.lines)),
  });
  return [
    command("straighten", "Make baselines straight", "Shift+S", straighten),
    command("level", "Make baselines level", "Shift+E", level),
    command("align-start", "Align starts to the guide or the first", "", (page, uids) =>
      align(page, uids, "start", guide()),
    ),
    command("align-end", "Align ends to the guide or the first", "", (page, uids) =>
      align(page, uids, "end", guide()),
    ),
    command("orient", "Let all run to the right (or down)", "Shift+O", orient),
    {
      ...command("mask-forget", "Replace masks drawn by hand by computed ones", "", forgetMasks),
      enabled: () =>
        [...selection.lines].some((uid) => session.page.lines.get(uid)?.mask_manual ?? false),
    },
  ];
}

/** Asks for masks; where it fails the person is told why. */
async function computeMasks(session: Session, only: readonly Uid[]): Promise<void> {
  await session.sync?.flush();
  try {
    await request("POST", session.bootstrap.urls.reset_masks ?? "", { only });
  } catch (error) {
    session.say(error instanceof Error ? error.message : String(error));
  }
}

export function batchCommands(stage: Stage): Command[] {
  const { session } = stage;
  return [
    ...shapeCommands(stage),
    {
      id: "mask-selected",
      label: "Compute masks of the selected lines",
      icon: "masks",
      group: "Selection",
      keys: ["Alt+M"],
      edits: true,
      enabled: () => session.canEdit && session.selection.lines.size > 0,
      run: () => void computeMasks(session, [...session.selection.lines]),
    },
    {
      id: "delete-points",
      label: "Delete the selected points",
      icon: "trash",
      group: "Selection",
      keys: ["Ctrl+Delete"],
      edits: true,
      enabled: () => stage.canvas()?.hasPoints ?? false,
      run: () => stage.canvas()?.deletePoints(),
    },
    ...nudgeCommands(stage),
    ...guideCommands(stage),
  ];
}
