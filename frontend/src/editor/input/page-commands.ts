/** The commands that lead to other pages, or turn this one. */
import { request } from "../../api/client";
import type { Command } from "../state/command";
import type { Stage } from "./stage";

/** Turns the page itself, for everybody; its image is then made again. */
function turnCommands({ session }: Stage): Command[] {
  const { rotate } = session.bootstrap.urls;
  const turn = async (angle: number): Promise<void> => {
    try {
      if ((await session.sync?.flush()) === false) throw new Error("It is saved first: try again.");
      await request("POST", rotate ?? "", { angle });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      session.say(`The page was not turned. ${why}`);
    }
  };
  const command = (id: string, label: string, icon: string, angle: number): Command => ({
    id,
    label,
    icon,
    group: "Pages",
    keys: [],
    edits: true,
    enabled: () => session.canEdit && Boolean(rotate),
    run: () => void turn(angle),
  });
  return [
    command("turn-page-right", "Turn the page itself to the right", "rotate-right", 90),
    command("turn-page-left", "Turn the page itself to the left", "rotate-left", -90),
  ];
}

export function pageCommands(stage: Stage): Command[] {
  const { session } = stage;
  const rtl = session.page.document.read_direction === "rtl";
  const turn = (way: "previous" | "next", icon: string, keys: readonly string[]): Command => ({
    id: `${way}-page`,
    label: way === "next" ? "Next page" : "Previous page",
    icon,
    group: "Pages",
    keys,
    whileTyping: true,
    enabled: () => session.page.part[way] !== null,
    run: () => session.goToPart(session.page.part[way]),
  });
  const [left, right] = ["Ctrl+ArrowLeft", "Ctrl+ArrowRight"];
  return [
    turn("previous", "back", ["PageUp", rtl ? right : left]),
    turn("next", "forward", ["PageDown", rtl ? left : right]),
    {
      id: "go-to-page",
      label: "Go to a page by its number",
      icon: "go-to-page",
      group: "Pages",
      keys: ["Alt+G"],
      whileTyping: true,
      run: () => stage.focusPageNumber(),
    },
    ...turnCommands(stage),
  ];
}
