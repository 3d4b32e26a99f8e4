/** The commands that go from difference to difference and take texts from another layer. */
import type { Command } from "../state/command";
import type { Stage } from "./stage";

export function compareCommands(stage: Stage): Command[] {
  return [...stepCommands(stage), ...takeCommands(stage), copyCommand(stage)];
}

function stepCommands({ session }: Stage): Command[] {
  const { compare } = session;
  const step = (id: string, label: string, icon: string, key: string, by: 1 | -1): Command => ({
    id,
    label,
    icon,
    group: "Text",
    keys: [key],
    whileTyping: true,
    enabled: () => compare.layer !== null,
    run: () => {
      if (!compare.step(by)) session.say("There is no further difference on this page.");
    },
  });
  return [
    step("next-difference", "Next difference to the other layer", "forward", "F7", 1),
    step("previous-difference", "Previous difference to the other layer", "back", "Shift+F7", -1),
  ];
}

function takeCommands({ session }: Stage): Command[] {
  const { compare } = session;
  const on = () => compare.layer !== null;
  const take = { group: "Text", edits: true } as const;
  return [
    {
      ...take,
      id: "take-line",
      label: "Take the line from the other layer",
      keys: ["F8"],
      whileTyping: true,
      enabled: () => on() && session.selection.current !== null,
      run: () => {
        if (session.selection.current) compare.takeLine(session.selection.current);
      },
    },
    {
      ...take,
      id: "take-page",
      label: "Take all lines of the page that have text in the other layer",
      keys: [],
      enabled: () => on() && compare.differs,
      run: () => compare.takePage(),
    },
  ];
}

function copyCommand({ session }: Stage): Command {
  const { compare } = session;
  const { copy } = session.bootstrap.urls;
  return {
    id: "copy-layer",
    label: "Copy a layer into another…",
    group: "Text",
    keys: [],
    edits: true,
    enabled: () => copy !== undefined,
    run: () => {
      const { page } = session;
      const from = compare.layer ?? page.layer ?? "";
      const into = compare.layer === null ? "" : (page.layer ?? "");
      if (copy) void session.openDialog(`${copy}&source=${from}&target=${into}`);
    },
  };
}
