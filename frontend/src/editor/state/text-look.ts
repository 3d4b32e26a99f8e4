/** How texts are shown to this person: type face, size, spacing, fit, and marks of doubt. */
import type { ConfidenceLook } from "../model/confidence";
import type { Preferences } from "./preferences";

/** Type faces by the name that is kept; the first are served by the site, the last by the system. */
export const FONTS: Readonly<Record<string, { readonly label: string; readonly family: string }>> =
  {
    serif: { label: "Noto Serif", family: "" },
    sans: { label: "Inter", family: '"Inter Variable", system-ui, sans-serif' },
    medieval: {
      label: "Junicode, where it is installed",
      family: '"Junicode", "Junicode Two Beta", "Junicode VF", "Junicode Medieval"',
    },
    "system-serif": { label: "Serif of this computer", family: "ui-serif, Georgia, serif" },
    "system-sans": { label: "Sans serif of this computer", family: "system-ui, sans-serif" },
    mono: {
      label: "Typewriter",
      family: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', monospace",
    },
  };
export const SIZES: readonly number[] = [13, 15, 17, 19, 22, 26, 30, 36, 44];

/** The CSS font family; the standard one backs every other, so that no character is missing. */
export function fontFamily(preferences: Preferences): string {
  const { font } = preferences.get("editor.text");
  const own = FONTS[font]?.family ?? `"${font.replace(/["\\;{}]/g, "")}"`;
  return own ? `${own}, var(--text-font)` : "var(--text-font)";
}

/** The next larger (1) or smaller (-1) size; the same at the end. */
export function stepSize(preferences: Preferences, step: 1 | -1): void {
  const look = preferences.get("editor.text");
  const size =
    step > 0 ? SIZES.find((item) => item > look.size) : SIZES.findLast((item) => item < look.size);
  if (size) preferences.set("editor.text", { ...look, size });
}

export function confidenceLook(preferences: Preferences): ConfidenceLook {
  const { threshold, colours, scale } = preferences.get("editor.text");
  return { threshold, colours, scale };
}
