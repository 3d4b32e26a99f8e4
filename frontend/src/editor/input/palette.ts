/** What the editor adds to the palette: its commands, the page of a number, layers, line types. */
import {
  hasWords,
  PALETTE_ASKS,
  type PaletteGroup,
  type PaletteQuestion,
  type PaletteRow,
} from "../../ui/palette-source";
import { type Command, keyName } from "../state/command";
import { chooseType } from "./selection-commands";
import type { Stage } from "./stage";

/** Without words the list is an invitation; with words it shows all that fits. */
const FEW = 8;

/** Answers the palette's questions until the returned function is called. */
export function startPalette(stage: Stage, commands: ReadonlyMap<string, Command>): () => void {
  const answer = (event: Event) => {
    const { query, groups } = (event as CustomEvent<PaletteQuestion>).detail;
    groups.push(...paletteGroups(stage, commands, query));
  };
  document.body.addEventListener(PALETTE_ASKS, answer);
  return () => document.body.removeEventListener(PALETTE_ASKS, answer);
}

export function paletteGroups(
  stage: Stage,
  commands: ReadonlyMap<string, Command>,
  query: string,
): PaletteGroup[] {
  const { canEdit } = stage.session;
  const usable = [...commands.values()].filter(
    (command) =>
      command.id !== "palette" &&
      command.enabled?.() !== false &&
      (canEdit || !command.edits) &&
      hasWords(`${command.label} ${command.group}`, query),
  );
  const shown =
    query === "" ? usable.filter(({ icon }) => icon).slice(0, FEW) : ranked(usable, query);
  return [
    { title: "Commands", rows: shown.map(commandRow) },
    { title: "Pages", rows: pageRows(stage, query) },
    { title: "Layers", rows: layerRows(stage, query) },
    { title: "Types", rows: typeRows(stage, query) },
  ];
}

/** What begins with the words stands before what merely has them. */
function ranked(commands: readonly Command[], query: string): readonly Command[] {
  const words = query.toLocaleLowerCase();
  const begins = ({ label }: Command) => label.toLocaleLowerCase().startsWith(words);
  return [...commands].sort((a, b) => Number(begins(b)) - Number(begins(a)));
}

function commandRow(command: Command): PaletteRow {
  const [key] = command.keys;
  const row = { label: command.label, run: () => command.run() };
  return key ? { ...row, key: keyName(key) } : row;
}

/** Pages by their name are found by the server. */
function pageRows({ session }: Stage, query: string): PaletteRow[] {
  const { page_template: template } = session.bootstrap.urls;
  const { count, order } = session.page.part;
  const number = /^\d+$/.test(query) ? Number(query) : 0;
  if (!template || number < 1 || number > count || number === order + 1) return [];
  const url = template.replace("/page/0/", `/page/${number}/`);
  return [{ label: `Page ${number} of ${count}`, run: () => void session.leaveFor(url) }];
}

function layerRows({ session }: Stage, query: string): PaletteRow[] {
  const { layers, layer } = session.page;
  return layers
    .filter(({ id, name }) => query && id !== layer && hasWords(`layer ${name}`, query))
    .map(({ id, name }) => ({
      label: `Show the layer ${name}`,
      run: () => void session.showLayer(id),
    }));
}

/** The type for what is selected, and for what is drawn next. */
function typeRows({ session }: Stage, query: string): PaletteRow[] {
  const { selection, page, canEdit } = session;
  const regions = selection.regions.size > 0;
  const kind = regions ? "region" : "line";
  return (regions ? page.regionTypes : page.lineTypes)
    .filter(({ name }) => canEdit && query && hasWords(`type ${kind} ${name}`, query))
    .map(({ id, name }) => ({
      label: `Type of ${kind}: ${name}`,
      run: () => chooseType(session, id),
    }));
}
