/** The commands of the work list: on to the next line that teaches most, or past this one. */
import type { Command } from "../state/command";
import type { Settled } from "../state/work-list";
import type { Stage } from "./stage";

export function workCommands({ session }: Stage): Command[] {
  const step = (id: string, label: string, key: string, state: Settled): Command => ({
    id,
    label,
    icon: "worklist",
    group: "Text",
    keys: [key],
    whileTyping: true,
    enabled: () => Boolean(session.bootstrap.urls.worklist),
    run: () => {
      if (session.sheet?.id !== "worklist") session.openSheet("worklist", "arrival");
      void session.workList.next(state);
    },
  });
  return [
    step("work-next", "Done: next line to correct", "F9", "checked"),
    { ...step("work-skip", "Skip: next line to correct", "Shift+F9", "skipped"), edits: true },
  ];
}
