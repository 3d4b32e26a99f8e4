/** The types of the document on this page: how often each is used, which ones are seen. */
import type { Line, OntologyType, Region } from "../model/types";
import type { Page } from "./page";
import type { Preferences } from "./preferences";
import type { Session } from "./session";

export type Kind = "regions" | "lines";

/** A row of the legend; `id` is 0 for what has no type. */
export interface LegendRow {
  readonly id: number;
  readonly type: OntologyType | null;
  readonly count: number;
}

/** What a type is chosen for: what is selected, else (a count of 0) what is drawn next. */
export function typeSubject({ selection, mode }: Pick<Session, "selection" | "mode">): {
  readonly kind: Kind;
  readonly count: number;
} {
  const { regions, lines } = selection;
  if (regions.size > 0) return { kind: "regions", count: regions.size };
  if (lines.size > 0) return { kind: "lines", count: lines.size };
  return { kind: mode === "regions" ? "regions" : "lines", count: 0 };
}

function things(page: Page, kind: Kind): readonly (Region | Line)[] {
  return [...page[kind].values()];
}

/** What has no type first, then the types in the order of the document. */
export function legendRows(page: Page, kind: Kind): LegendRow[] {
  const counts = new Map<number, number>();
  for (const { type } of things(page, kind)) {
    counts.set(type ?? 0, (counts.get(type ?? 0) ?? 0) + 1);
  }
  const types = kind === "regions" ? page.regionTypes : page.lineTypes;
  const row = (type: OntologyType | null) => {
    const id = type?.id ?? 0;
    return { id, type, count: counts.get(id) ?? 0 };
  };
  return [row(null), ...types.map(row)];
}

export function isTypeShown(preferences: Preferences, kind: Kind, type: number | null): boolean {
  return !preferences.get("editor.hidden_types")[kind].includes(type ?? 0);
}

/** The lines that are drawn: what is not seen is not hit either. */
export function seenLines(page: Page, preferences: Preferences): Line[] {
  if (!preferences.get("editor.shown").lines) return [];
  return [...page.lines.values()].filter(({ type }) => isTypeShown(preferences, "lines", type));
}

export function seenRegions(page: Page, preferences: Preferences): Region[] {
  if (!preferences.get("editor.shown").regions) return [];
  return [...page.regions.values()].filter(({ type }) => isTypeShown(preferences, "regions", type));
}

export function toggleType(preferences: Preferences, kind: Kind, id: number): void {
  const hidden = preferences.get("editor.hidden_types");
  const kept = hidden[kind].filter((other) => other !== id);
  const next = kept.length < hidden[kind].length ? kept : [...kept, id];
  preferences.set("editor.hidden_types", { ...hidden, [kind]: next });
}

/** Shows this type alone of its kind, or all of them again where it is alone already. */
export function showOnly(page: Page, preferences: Preferences, kind: Kind, id: number): void {
  const hidden = preferences.get("editor.hidden_types");
  const ids = legendRows(page, kind).map((row) => row.id);
  const others = ids.filter((other) => other !== id);
  const alone = others.every((other) => hidden[kind].includes(other)) && !hidden[kind].includes(id);
  const elsewhere = hidden[kind].filter((other) => !ids.includes(other));
  preferences.set("editor.hidden_types", {
    ...hidden,
    [kind]: [...elsewhere, ...(alone ? [] : others)],
  });
}
