/** The commands that change what is selected. */
import { addLineBelow, link, remove, reverse, setLineType } from "../state/line-actions";
import { join } from "../state/pieces";
import { typeSubject } from "../state/legend";
import { setRegionType } from "../state/region-actions";
import type { Uid } from "../model/types";
import type { Edit } from "../state/changes";
import type { Command } from "../state/command";
import type { Page } from "../state/page";
import type { Session } from "../state/session";
import type { Stage } from "./stage";

type Make = (page: Page, lines: ReadonlySet<Uid>, regions: ReadonlySet<Uid>) => Edit | null;

/** Each makes one edit of at least so many selected lines. */
const EDITS: readonly (readonly [string, string, string, number, Make])[] = [
  ["join", "Join the selected lines", "J", 2, join],
  ["reverse", "Reverse the direction", "I", 1, reverse],
  ["link", "Bind to the region around", "Y", 1, (page, lines) => link(page, lines, true)],
  ["unlink", "Free from the region", "U", 1, (page, lines) => link(page, lines, false)],
  [
    "line-below",
    "Add a line below",
    "D",
    1,
    (page, lines) => addLineBelow(page, [...lines].at(-1) ?? ""),
  ],
];

export function selectionCommands(stage: Stage): Command[] {
  const { session } = stage;
  const { selection } = session;
  const group = { group: "Selection", edits: true } as const;
  const any = () => session.canEdit && selection.lines.size + selection.regions.size > 0;
  const run = (make: Make) => () => {
    session.commit(make(session.page, selection.lines, selection.regions));
  };
  const simple = EDITS.map(([id, label, key, count, make]): Command => ({
    ...group,
    id,
    label,
    keys: [key],
    enabled: () => session.canEdit && selection.lines.size >= count,
    run: run(make),
  }));
  const [type, del] = [
    { id: "type", icon: "tag" },
    { id: "delete", icon: "trash" },
  ];
  return [
    ...simple,
    {
      ...group,
      ...type,
      label: "Set the type…",
      keys: ["T"],
      enabled: () => session.canEdit,
      run: () => stage.openTypes(),
    },
    { ...group, ...del, label: "Delete", keys: ["Delete"], enabled: any, run: run(remove) },
  ];
}

/** Sets the type of what is selected, and of what is drawn next. */
export function chooseType(session: Session, type: number | null): void {
  const { selection, page } = session;
  const { kind, count } = typeSubject(session);
  const types = kind === "regions" ? page.regionTypes : page.lineTypes;
  if (kind === "regions") {
    session.regionType = type;
    session.commit(setRegionType(page, selection.regions, type));
  } else {
    session.lineType = type;
    session.commit(setLineType(page, selection.lines, type));
  }
  const name = types.find(({ id }) => id === type)?.name;
  if (count === 0) session.say(`New ${kind} get ${name ? `the type “${name}”` : "no type"}.`);
}
