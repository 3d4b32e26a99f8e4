/** The editor's icons: 20 px strokes in the colour of the text. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

const SHAPES: Readonly<Record<string, SVGTemplateResult>> = {
  select: svg`<path d="M5 3l10 7-4.5 1L8 16z" />`,
  line: svg`<path d="M3 14h11M14 11l3 3-3 3" /><path d="M6 10l6-6 2 2-6 6H6z" />`,
  region: svg`<path d="M4 6l9-2 4 8-7 4-6-4z" />`,
  vertices: svg`<path d="M5 14L10 6l5 8" /><circle cx="5" cy="14" r="2" /><circle cx="10" cy="6" r="2" /><circle cx="15" cy="14" r="2" />`,
  cut: svg`<circle cx="6" cy="5.5" r="2" /><circle cx="6" cy="14.5" r="2" /><path d="M7.7 6.6L16 13M7.7 13.4L16 7" />`,
  join: svg`<path d="M2.5 10h5M12.5 10h5M6 7.5L8.5 10 6 12.5M14 7.5L11.5 10l2.5 2.5" />`,
  reverse: svg`<path d="M3 7h12M12 4l3 3-3 3M17 13H5M8 10l-3 3 3 3" />`,
  trash: svg`<path d="M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6M8.7 9v4.5M11.3 9v4.5" />`,
  tag: svg`<path d="M3 9.5V4h5.500l8 8-5.500 5.500z" /><circle cx="6.500" cy="7.200" r="1" />`,
  undo: svg`<path d="M7 5L3.500 8.500 7 12M4 8.500h8a4 4 0 010 8H9" />`,
  redo: svg`<path d="M13 5l3.500 3.500L13 12M16 8.500H8a4 4 0 000 8h3" />`,
  help: svg`<circle cx="10" cy="10" r="7" /><path d="M8 8a2 2 0 114 .300c0 1.200-2 1.500-2 3M10 14v.200" />`,
  home: svg`<path d="M3.500 9.500L10 4l6.500 5.500M5.500 8.500V16h9V8.500" />`,
  back: svg`<path d="M12 5l-5 5 5 5" />`,
  forward: svg`<path d="M8 5l5 5-5 5" />`,
  regions: svg`<rect x="3.5" y="4" width="13" height="12" rx="1" stroke-dasharray="3 2.2" />`,
  masks: svg`<path d="M3 8c3-2 11-2 14 0v5c-3 1.500-11 1.500-14 0z" />`,
  numbers: svg`<path d="M7 4L5.500 16M13.500 4L12 16M4 8h12M3.500 12h12" />`,
  compare: svg`<path d="M3 6.500h11M11.500 4L14 6.500 11.500 9M17 13.500H6M8.500 11L6 13.500 8.500 16" />`,
  history: svg`<path d="M4 5v3.500h3.500M4.300 8.500A6.300 6.300 0 1010 3.700 6.500 6.500 0 005 6.300M10 7v3.300l2.300 1.700" />`,
  "mark-em": svg`<path d="M8.500 4h6M5.500 16h6M11.500 4l-3 12" />`,
  "mark-strong": svg`<path d="M6 4h5a3 3 0 010 6H6zM6 10h6a3 3 0 010 6H6z" stroke-width="2.200" />`,
  "mark-u": svg`<path d="M6 4v5a4 4 0 008 0V4M5 16.500h10" />`,
  "mark-s": svg`<path d="M13.500 6C12.500 4.500 7 4 7 7c0 1.500 1.500 2.300 3 3M13.200 12.500c.600 3.500-5.700 3.700-7 1.200M4 10h12" />`,
  close: svg`<path d="M5 5l10 10M15 5L5 15" />`,
  film: svg`<path d="M3 5h14v10H3zM7.600 5v10M12.300 5v10" />`,
};

/** One icon; the button around it carries the words. */
export function icon(name: string): TemplateResult {
  return html`<svg
    viewBox="0 0 20 20"
    width="20"
    height="20"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    ${SHAPES[name]}
  </svg>`;
}
