/** The commands that select more, or others. */
import type { Uid } from "../model/types";
import type { Command } from "../state/command";
import type { Session } from "../state/session";
import type { Stage } from "./stage";

function selectAll({ selection, page, mode }: Session): void {
  if (mode === "regions") selection.selectRegions([...page.regions.keys()]);
  else selection.selectLines(page.order);
}

function invert({ selection, page, mode }: Session): void {
  const others = (all: readonly Uid[], chosen: ReadonlySet<Uid>) =>
    all.filter((uid) => !chosen.has(uid));
  if (mode === "regions" || selection.regions.size > 0) {
    selection.selectRegions(others([...page.regions.keys()], selection.regions));
  } else selection.selectLines(others(page.order, selection.lines));
}

/** All that have a type that one of the selected has. */
function selectAlike({ selection, page }: Session): void {
  const { lines, regions } = page;
  if (selection.regions.size > 0) {
    const types = new Set([...selection.regions].map((uid) => regions.get(uid)?.type));
    const alike = [...regions.values()].filter((region) => types.has(region.type));
    selection.selectRegions(alike.map(({ uid }) => uid));
  } else {
    const types = new Set([...selection.lines].map((uid) => lines.get(uid)?.type));
    selection.selectLines(page.order.filter((uid) => types.has(lines.get(uid)?.type)));
  }
}

/** All lines of the selected regions, or of the regions that the selected lines are in. */
function selectOfRegion({ selection, page }: Session): void {
  const own = [...selection.lines].map((uid) => page.lines.get(uid)?.region ?? null);
  const regions = new Set<Uid | null>([...selection.regions, ...own]);
  selection.selectLines(
    page.order.filter((uid) => regions.has(page.lines.get(uid)?.region ?? null)),
  );
}

export function choiceCommands({ session }: Stage): Command[] {
  const { selection } = session;
  const some = () => selection.lines.size + selection.regions.size > 0;
  const choose = (
    id: string,
    label: string,
    key: string,
    run: (session: Session) => void,
  ): Command => ({ id, label, group: "Selection", keys: [key], run: () => run(session) });
  return [
    choose("select-all", "Select all lines or regions", "Ctrl+A", selectAll),
    choose("select-invert", "Select all others instead", "Shift+X", invert),
    { ...choose("select-type", "Select all of this type", "Shift+T", selectAlike), enabled: some },
    {
      ...choose("select-siblings", "Select all lines of the region", "Shift+Y", selectOfRegion),
      enabled: some,
    },
  ];
}
