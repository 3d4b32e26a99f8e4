/** The command that draws what is annotated on the image. */
import type { Command } from "../state/command";
import type { Stage } from "./stage";

export function annotationCommands(stage: Stage): Command[] {
  const { annotations } = stage.session;
  return [
    {
      id: "annotate",
      label: "Draw the chosen annotation",
      icon: "annotate",
      group: "Tools",
      keys: [],
      edits: true,
      enabled: () => stage.session.canEdit && annotations.taxonomies.length > 0,
      active: () => stage.canvas()?.toolName === "annotate",
      run: () => stage.setTool(annotations.chosen ? "annotate" : "select"),
    },
  ];
}
