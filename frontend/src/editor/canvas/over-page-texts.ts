/**
 * The texts of all lines, each set on its place, as one SVG that is moved as a whole.
 *
 * Text is never drawn on the canvas: only the browser's own text joins letters as their script asks.
 * A text is measured once, then pressed or stretched to the length of its line; while the page is
 * moved nothing is drawn or measured again.
 */
import { confidenceRuns, type ConfidenceRun } from "../model/confidence";
import { markedRuns, plainText, hasMarkup } from "../model/markup";
import { lineSpacing } from "../model/reading-order";
import { fitted, isJoined, runsLeft, type TextFrame, textFrame } from "../model/text-frame";
import type { Line, Points, Uid } from "../model/types";
import type { Session } from "../state/session";
import type { Change } from "../state/store";

const SVG = "http://www.w3.org/2000/svg";
/** The origin of type: on the baseline, below the topline, or on the line through the middle. */
const ORIGINS: Readonly<Record<string, string>> = { topline: "hanging", centerline: "central" };

interface Item {
  readonly group: SVGGElement;
  readonly text: SVGTextElement | null;
  readonly frame: TextFrame;
  readonly bent: boolean;
}

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

const pathData = (points: Points) => `M${points.map((point) => point.join(" ")).join("L")}`;

export class OverPageTexts {
  readonly svg: SVGSVGElement;
  private readonly items = new Map<Uid, Item>();
  private unfitted = new Set<Uid>();
  private frame = 0;
  private spacing = 0;
  private lit: Uid[] = [];
  private look = "";
  private readonly stops: (() => void)[];

  constructor(private readonly session: Session) {
    const { width, height } = session.page.part;
    this.svg = element("svg", { width, height, class: "over-page", "aria-hidden": "true" });
    this.drawAll();
    const fit = () => {
      for (const uid of this.items.keys()) this.unfitted.add(uid);
      this.planFit();
    };
    document.fonts.addEventListener("loadingdone", fit);
    this.stops = [
      session.store.observe((change) => this.draw(change)),
      session.selection.observe(() => this.light()),
      session.observe(() => this.onLook()),
      () => document.fonts.removeEventListener("loadingdone", fit),
    ];
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    for (const stop of this.stops) stop();
    this.svg.remove();
  }

  frameOf(uid: Uid): TextFrame | null {
    return this.items.get(uid)?.frame ?? null;
  }

  /** Hides the text of the line that is being typed in its place. */
  conceal(uid: Uid | null): void {
    for (const [key, { group }] of this.items) group.classList.toggle("typed", key === uid);
  }

  /** Measures what was drawn while nothing could be seen. */
  refit(): void {
    if (this.unfitted.size > 0) this.planFit();
  }

  private draw(change: Change): void {
    const { lines } = this.session.page;
    if (change === "all") {
      this.drawAll();
      return;
    }
    const changed = new Set([
      ...change.lines.map(({ uid }) => uid),
      ...change.texts.map(({ line }) => line),
    ]);
    for (const uid of changed) this.put(uid, lines.get(uid));
    this.light();
  }

  private drawAll(): void {
    const { page } = this.session;
    this.look = this.lookKey;
    this.spacing = lineSpacing(page.lines.values(), page.part.direction);
    for (const uid of [...this.items.keys()]) if (!page.lines.has(uid)) this.drop(uid);
    for (const line of page.lines.values()) this.put(line.uid, line);
    this.light();
  }

  /** What the preferences say about texts here; they are drawn again only when it changes. */
  private get lookKey(): string {
    const { preferences } = this.session;
    const size = preferences.get("editor.over_page_size");
    const { font, threshold, scale } = preferences.get("editor.text");
    return JSON.stringify([
      size,
      font,
      threshold,
      scale,
      preferences.get("editor.over_page_confidence"),
    ]);
  }

  private onLook(): void {
    if (this.look !== this.lookKey) this.drawAll();
  }

  private drop(uid: Uid): void {
    this.items.get(uid)?.group.remove();
    this.items.delete(uid);
    this.unfitted.delete(uid);
  }

  private put(uid: Uid, line: Line | undefined): void {
    const place = line && textFrame(line, this.spacing, this.session.page.part.direction);
    const before = this.items.get(uid);
    if (!line || !place) {
      this.drop(uid);
      return;
    }
    const factor = this.session.preferences.get("editor.over_page_size");
    const frame = { ...place, size: place.size * factor };
    const item = this.make(line, frame);
    if (before) before.group.replaceWith(item.group);
    else this.svg.append(item.group);
    this.items.set(uid, item);
    if (item.text) this.unfitted.add(uid);
    this.planFit();
  }

  private make(line: Line, frame: TextFrame): Item {
    const words = line.text?.text ?? "";
    const group = element("g", { "data-line": line.uid });
    const bent = frame.curve !== null && !isJoined(words) && !runsLeft(words);
    group.append(this.ground(frame, bent));
    if (words === "") {
      group.classList.add("empty");
      return { group, text: null, frame, bent };
    }
    const text = this.text(line, frame);
    if (bent) group.append(...this.alongCurve(line.uid, frame.curve, text));
    else group.append(text);
    return { group, text, frame, bent };
  }

  /** What is seen through to the page, and pressed: the strip that the text stands on. */
  private ground(frame: TextFrame, bent: boolean): SVGElement {
    const { size, length, vertical } = frame;
    if (bent && frame.curve) {
      return element("path", {
        class: "ground bent",
        d: pathData(frame.curve),
        "stroke-width": size * 1.25,
        transform: `translate(0 ${-size * 0.3})`,
      });
    }
    const box = vertical
      ? { x: -size * 0.62, y: 0, width: size * 1.24, height: length }
      : { x: 0, y: -size * this.above, width: length, height: size * 1.25 };
    return element("rect", { class: "ground", ...box, transform: placed(frame) });
  }

  /** How much of the type is above the line that the page's baselines mean. */
  private get above(): number {
    const { line_offset: offset } = this.session.page.part;
    return offset === "topline" ? 0.15 : offset === "centerline" ? 0.62 : 0.93;
  }

  private text(line: Line, { size, vertical }: TextFrame): SVGTextElement {
    const words = line.text?.text ?? "";
    const text = element("text", { "font-size": size.toFixed(1), class: vertical ? "down" : "" });
    const left = this.session.textDirection === "rtl" || runsLeft(plainText(words));
    if (!vertical && left) text.setAttribute("direction", "rtl");
    const origin = vertical ? "central" : ORIGINS[this.session.page.part.line_offset];
    if (origin) text.setAttribute("dominant-baseline", origin);
    text.append(...this.runs(line));
    return text;
  }

  private runs(line: Line): (SVGTSpanElement | string)[] {
    const { text } = line;
    if (!text) return [];
    if (hasMarkup(text.text)) {
      return markedRuns(text.text).map((run) => {
        if (run.tags.length === 0) return run.text;
        const span = element("tspan", { class: run.tags.join(" ") });
        span.textContent = run.text;
        return span;
      });
    }
    const colours = this.session.preferences.get("editor.over_page_confidence");
    if (!colours) return [text.text];
    const { threshold, scale } = this.session.preferences.get("editor.text");
    return confidenceRuns(text, { threshold, scale, colours: true }).map(doubted);
  }

  private alongCurve(uid: Uid, curve: Points, text: SVGTextElement): SVGElement[] {
    const id = `curve-${uid}`;
    const along = element("textPath", { href: `#${id}` });
    along.append(...text.childNodes);
    text.append(along);
    return [element("path", { id, d: pathData(curve), class: "curve" }), text];
  }

  private planFit(): void {
    if (this.frame === 0) {
      this.frame = requestAnimationFrame(() => {
        this.frame = 0;
        this.fitAll();
      });
    }
  }

  /** Measures first and changes then: the browser lays out once. */
  private fitAll(): void {
    for (const uid of this.unfitted) {
      const { text } = this.items.get(uid) ?? {};
      if (text) text.style.letterSpacing = "";
    }
    const measured = [...this.unfitted].flatMap((uid) => {
      const item = this.items.get(uid);
      const natural = item?.text?.getComputedTextLength() ?? 0;
      return item?.text && natural > 0 ? [{ uid, item, text: item.text, natural }] : [];
    });
    for (const { uid, item, text, natural } of measured) {
      if (item.bent) fitCurve(text, natural, item.frame);
      else fitStraight(text, natural, item.frame);
      this.unfitted.delete(uid);
    }
  }

  private light(): void {
    const { selection } = this.session;
    const { current, hover, lines } = selection;
    const now = [...new Set([...lines, ...(current ? [current] : []), ...(hover ? [hover] : [])])];
    for (const uid of new Set([...this.lit, ...now])) {
      const classes = this.items.get(uid)?.group.classList;
      classes?.toggle("current", uid === current);
      classes?.toggle("chosen", lines.has(uid));
      classes?.toggle("hover", uid === hover);
    }
    this.lit = now;
  }
}

function doubted({ text, low, level }: ConfidenceRun): SVGTSpanElement | string {
  if (!low && level === null) return text;
  const span = element("tspan", {
    class: `${low ? "low" : ""} ${level === null ? "" : `level-${level}`}`.trim(),
  });
  span.textContent = text;
  return span;
}

function placed({ start: [x, y], angle }: TextFrame): string {
  return `translate(${x} ${y}) rotate(${angle.toFixed(3)})`;
}

function fitStraight(text: SVGTextElement, natural: number, frame: TextFrame): void {
  const words = text.textContent;
  const { along, across, spacing } = fitted(natural, frame, words.length, isJoined(words));
  const [sx, sy] = frame.vertical ? [across, along] : [along, across];
  if (text.getAttribute("direction") === "rtl") {
    text.setAttribute("x", (frame.length / sx).toFixed(1));
  }
  text.style.letterSpacing = spacing > 0 ? `${spacing.toFixed(2)}px` : "";
  text.setAttribute("transform", `${placed(frame)} scale(${sx.toFixed(4)} ${sy.toFixed(4)})`);
}

/** Along a bend letters keep their shape: they move apart, or the type gets smaller. */
function fitCurve(text: SVGTextElement, natural: number, { length, size }: TextFrame): void {
  const share = length / natural;
  if (share < 1) text.setAttribute("font-size", (size * share * 0.99).toFixed(1));
  else {
    const apart = (length - natural) / Math.max(1, text.textContent.length);
    text.style.letterSpacing = `${Math.min(apart, size * 0.45).toFixed(2)}px`;
  }
}
