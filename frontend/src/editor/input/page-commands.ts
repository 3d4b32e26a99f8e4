/** The commands that lead to other pages. */
import type { Command } from "../state/command";
import type { Stage } from "./stage";

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
  ];
}
