/** The editor's icons: 20 px strokes in the colour of the text. */
import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";

const SHAPES: Readonly<Record<string, SVGTemplateResult>> = {
  select: svg`<path d="M5 3l10 7-4.5 1L8 16z" />`,
  line: svg`<path d="M3 14h11M14 11l3 3-3 3" /><path d="M6 10l6-6 2 2-6 6H6z" />`,
  region: svg`<path d="M4 6l9-2 4 8-7 4-6-4z" />`,
  "mode-lines": svg`<path d="M3 6h14M3 10.500h14M3 15h9" />`,
  mask: svg`<path d="M3 8c3-2 8-2 10-1M3 8v5c3 1.500 11 1.500 14 0v-2" /><path d="M10 11l6-6 2 2-6 6h-2z" />`,
  add: svg`<path d="M10 4v12M4 10h12" />`,
  adjust: svg`<path d="M3 6h7M14 6h3M3 14h3M10 14h7" /><circle cx="12" cy="6" r="2" /><circle cx="8" cy="14" r="2" />`,
  nudge: svg`<path d="M10 3v14M3 10h14M8 5l2-2 2 2M8 15l2 2 2-2M5 8l-2 2 2 2M15 8l2 2-2 2" />`,
  guide: svg`<path d="M7 3v14" stroke-dasharray="3 2" /><path d="M7 7h9M7 13h6" />`,
  snap: svg`<path d="M5 4v6a5 5 0 0010 0V4h-3v6a2 2 0 01-4 0V4zM5 6.500h3M12 6.500h3" />`,
  straighten: svg`<path d="M3 14h14M3 8c4-4 5 3 8 0s4-2 6-2" />`,
  level: svg`<path d="M3 14h14M3 9l14-4" />`,
  "align-start": svg`<path d="M4 3v14M7 7h9M7 13h6" />`,
  "align-end": svg`<path d="M16 3v14M13 7H4M13 13H7" />`,
  orient: svg`<path d="M3 6h11M12 4l2 2-2 2M3 14h11M12 12l2 2-2 2" />`,
  paste: svg`<path d="M6 5h8v12H6zM8 3.500h4v3H8z" />`,
  "cut-out": svg`<path d="M4 4h12v12H4z" stroke-dasharray="3 2" /><path d="M8 8l4 4M12 8l-4 4" />`,
  duplicate: svg`<path d="M4 8h8v8H4zM8 8V4h8v8h-4" />`,
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
  "over-page-smaller": svg`<path d="M4 15l3.500-9 3.500 9M5.200 12h4.600M13 10h4.500" />`,
  "over-page-larger": svg`<path d="M3 15l3.500-9L10 15M4.200 12h4.600M12.500 10H17.500M15 7.500v5" />`,
  "over-page-confidence": svg`<path d="M5 12.500l3.500-9 3.500 9M6.200 9.500h4.600" /><path d="M3 16.500h.2M6.400 16.500h.2M9.800 16.500h.2M13.200 16.500h.2M16.600 16.500h.2" stroke-width="2.200" />`,
  "mark-em": svg`<path d="M8.500 4h6M5.500 16h6M11.500 4l-3 12" />`,
  "mark-strong": svg`<path d="M6 4h5a3 3 0 010 6H6zM6 10h6a3 3 0 010 6H6z" stroke-width="2.200" />`,
  "mark-u": svg`<path d="M6 4v5a4 4 0 008 0V4M5 16.500h10" />`,
  "mark-s": svg`<path d="M13.500 6C12.500 4.500 7 4 7 7c0 1.500 1.500 2.300 3 3M13.200 12.500c.600 3.500-5.700 3.700-7 1.200M4 10h12" />`,
  comment: svg`<path d="M3.500 4.500h13v9H9l-3.500 3v-3h-2z" />`,
  keyboard: svg`<rect x="2.500" y="5" width="15" height="10" rx="1.500" /><path d="M5.500 8.200h.010M8.500 8.200h.010M11.500 8.200h.010M14.500 8.200h.010M6.500 11.800h7" />`,
  characters: svg`<path d="M4 15.500L8 4.500l4 11M5.300 12h5.400" /><path d="M17 9.500c-2.500-1-3.500 1-3.500 3s1 3.500 3.500 2.500" />`,
  details: svg`<rect x="3.500" y="3.500" width="13" height="13" rx="1.500" /><path d="M6.500 7.500h.010M9 7.500h4.500M6.500 10.500h.010M9 10.500h4.500M6.500 13.500h.010M9 13.500h3" />`,
  "status-todo": svg`<circle cx="10" cy="10" r="6.500" />`,
  plus: svg`<path d="M10 4.500v11M4.500 10h11" />`,
  pencil: svg`<path d="M4 16l.8-3.600 8.400-8.400L16 6.800l-8.400 8.400z" />`,
  copy: svg`<rect x="6.500" y="6.500" width="10" height="10" rx="1" /><path d="M13.500 6.500v-3h-10v10h3" />`,
  star: svg`<path d="M10 3.500l2 4.300 4.700.5-3.500 3.200 1 4.700-4.200-2.400-4.200 2.400 1-4.700-3.500-3.200 4.700-.5z" />`,
  "draw-rectangle": svg`<path d="M4 5.500h12v9H4z" /><path d="M2.500 4h3v3h-3zM14.500 13h3v3h-3z" fill="var(--surface, #fff)" />`,
  "split-region": svg`<path d="M4 4h12v12H4z" stroke-dasharray="3 2.200" /><path d="M2.500 13.500L17.500 6.500" />`,
  "region-around": svg`<path d="M3.500 4h13v12h-13z" stroke-dasharray="3 2.200" /><path d="M6 8h8M6 12h6" />`,
  "join-regions": svg`<path d="M3.500 4h8v5h5v7h-8v-5h-5z" />`,
  lock: svg`<rect x="4.500" y="9" width="11" height="7.500" rx="1.500" /><path d="M7 9V6.500a3 3 0 016 0V9" />`,
  order: svg`<path d="M4.500 4v4M3.500 5l1-1M3 16h3l-3-3.500c.600-1.300 3-1 3 .500M9.500 6h7.500M9.500 14h7.500" />`,
  "order-automatic": svg`<path d="M9 5h8M9 10h6M9 15h4M5 4v12M2.800 13.800L5 16l2.200-2.200" />`,
  arrows: svg`<path d="M4 4.500h9l-7 11h10M13.500 13l2.500 2.500-2.500 2.500" />`,
  labels: svg`<path d="M3.500 5h8v4h-8zM3.500 9v7.500h13V7" />`,
  "view-off": svg`<path d="M2.500 10c2-3.600 4.600-5.300 7.500-5.300s5.500 1.700 7.500 5.300c-2 3.600-4.600 5.300-7.500 5.300S4.500 13.600 2.500 10zM4 16.500L16 3.500" />`,
  lines: svg`<path d="M3 6h11M12 4l2.500 2L12 8M3 14h11M12 12l2.500 2-2.500 2" />`,
  legend: svg`<circle cx="5" cy="5.500" r="1.800" fill="currentColor" /><circle cx="5" cy="10" r="1.800" /><circle cx="5" cy="14.500" r="1.800" fill="currentColor" /><path d="M9.500 5.500H17M9.500 10H17M9.500 14.500H17" />`,
  annotate: svg`<path d="M3.500 4h13v9h-7l-3.500 3.500V13H3.500z" /><path d="M6.500 7h7M6.500 10h4" />`,
  close: svg`<path d="M5 5l10 10M15 5L5 15" />`,
  film: svg`<path d="M3 5h14v10H3zM7.600 5v10M12.300 5v10" />`,
  pan: svg`<path d="M7 10V5.200a1.200 1.200 0 012.400 0V9M9.400 9V4.200a1.200 1.200 0 012.400 0V9M11.800 9V5.200a1.200 1.200 0 012.400 0v6.300c0 3-2 5-4.600 5-2.300 0-3.300-1-4.300-2.800L3.700 11a1.200 1.200 0 012-1.300L7 11.500" />`,
  "page-history": svg`<path d="M5 3h7l3 3v4M5 3v14h5" /><circle cx="13.500" cy="14" r="3.500" /><path d="M13.500 12.200V14l1.300 .800" />`,
  search: svg`<circle cx="8.800" cy="8.800" r="5" /><path d="M12.600 12.600L17 17" />`,
  menu: svg`<path d="M3.500 6h13M3.500 10h13M3.500 14h13" />`,
  view: svg`<path d="M2.500 10c2-3.600 4.600-5.300 7.500-5.300s5.500 1.700 7.500 5.300c-2 3.600-4.600 5.300-7.500 5.300S4.500 13.600 2.500 10z" /><circle cx="10" cy="10" r="2.300" />`,
  "image-menu": svg`<circle cx="10" cy="10" r="3" /><path d="M10 2.800v2M10 15.200v2M2.800 10h2M15.200 10h2M4.900 4.900l1.400 1.400M13.700 13.700l1.400 1.400M15.100 4.900l-1.400 1.400M6.300 13.700l-1.400 1.400" />`,
  invert: svg`<circle cx="10" cy="10" r="6.500" /><path d="M10 3.500a6.500 6.500 0 010 13z" fill="currentColor" />`,
  "fit-page": svg`<path d="M6 3.500h8v13H6z" /><path d="M3 7V3.500M3 13v3.500M17 7V3.500M17 13v3.500" />`,
  "fit-width": svg`<path d="M3.500 4v12M16.500 4v12M6.500 10h7M8.500 8l-2 2 2 2M11.500 8l2 2-2 2" />`,
  "fit-line": svg`<path d="M3 10h14" /><path d="M3.500 6.500h13M3.500 13.500h13" stroke-dasharray="2 2.400" />`,
  "zoom-in": svg`<circle cx="8.800" cy="8.800" r="5" /><path d="M12.600 12.600L17 17M6.800 8.800h4M8.800 6.800v4" />`,
  "zoom-out": svg`<circle cx="8.800" cy="8.800" r="5" /><path d="M12.600 12.600L17 17M6.800 8.800h4" />`,
  "view-reset": svg`<path d="M3.500 7V3.500H7M13 3.500h3.500V7M16.500 13v3.500H13M7 16.500H3.500V13" /><rect x="7" y="6.500" width="6" height="7" />`,
  "rotate-right": svg`<path d="M15.500 10a5.500 5.500 0 11-2-4.200" /><path d="M14 2.800v3.400h-3.400" />`,
  "rotate-left": svg`<path d="M4.500 10a5.500 5.500 0 102-4.200" /><path d="M6 2.800v3.400h3.400" />`,
  "download-image": svg`<path d="M10 3.500v8.500M6.500 9l3.500 3.500L13.500 9M4 16.200h12" />`,
  "go-to-page": svg`<path d="M5.500 3.500h6l3 3v10h-9z" /><path d="M8 10h4.500M10.700 8.200l1.800 1.800-1.800 1.800" />`,
  "panel-image": svg`<rect x="3" y="4" width="14" height="12" rx="1.500" /><circle cx="7.200" cy="8" r="1.300" /><path d="M3.500 14.500l4-3.500 2.500 2 3-3 3.500 3.500" />`,
  "panel-over-page": svg`<rect x="3" y="4" width="14" height="12" rx="1.500" /><path d="M7 13l3-6.500L13 13M8 11h4" />`,
  "panel-text": svg`<rect x="3" y="4" width="14" height="12" rx="1.500" /><path d="M6 7.500h8M6 10h8M6 12.500h5" />`,
  typeface: svg`<path d="M2.500 15.500L7 4.500l4.500 11M4.200 11.500h5.600M13 15.500c-1.600 0-2-2.800 0-3.300 1.400-.400 3-.200 3-.200v-1.200c0-1.900-2.600-2-3.300-.900M16 12v3.500" />`,
  "panel-strips": svg`<rect x="3" y="4" width="14" height="12" rx="1.500" /><rect x="5.500" y="6.500" width="9" height="2.200" fill="currentColor" /><path d="M5.500 12h9" />`,
  "status-in_progress": svg`<circle cx="10" cy="10" r="6.500" /><path d="M10 3.500a6.500 6.500 0 010 13z" fill="currentColor" />`,
  "status-to_review": svg`<circle cx="10" cy="10" r="6.500" /><path d="M10 6.500v4.200M10 13.300v.200" stroke-width="2.200" />`,
  "status-done": svg`<path d="M4.500 10.500l3.500 3.500 7.500-8" stroke-width="2.600" />`,
  segment: svg`<path d="M3.500 5.500h13M3.500 10h13M3.500 14.500h8" /><path d="M13.500 14.500l1.300 1.500 2.700-3" />`,
  transcribe: svg`<path d="M4 5h7M7.500 5v10M12 15l4-9 .800 9M13 12.500h3.500" />`,
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
