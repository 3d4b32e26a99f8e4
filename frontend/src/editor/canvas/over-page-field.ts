/** A field on the line itself, to type its text where it stands on the page. */
import type { Coordinate } from "ol/coordinate";
import { caretAfterChange } from "../model/text-diff";
import type { TextFrame } from "../model/text-frame";
import type { Point, Uid } from "../model/types";
import type { Session } from "../state/session";

const LEAST_PX = 220;
const [SMALLEST_PX, LARGEST_PX] = [15, 34];

export interface FieldHost {
  /** Where the field belongs, on the page. */
  frameOf(uid: Uid): TextFrame | null;
  /** Panel pixels of a point of the page. */
  pixel(point: Point): Coordinate | null;
  /** Panel pixels for a pixel of the page. */
  scale(): number;
  /** Tells which line is typed in its place, or none any more. */
  typed(uid: Uid | null): void;
}

export class OverPageField {
  private uid: Uid | null = null;
  private composing = false;
  private readonly field = document.createElement("textarea");
  private readonly stops: (() => void)[];
  private release: () => void = () => undefined;

  constructor(
    private readonly parent: HTMLElement,
    private readonly session: Session,
    private readonly host: FieldHost,
  ) {
    const { field } = this;
    field.className = "over-page-field";
    field.rows = 1;
    field.dataset["lineText"] = "";
    field.autocomplete = "off";
    field.spellcheck = false;
    field.addEventListener("input", () => this.type());
    field.addEventListener("compositionstart", () => (this.composing = true));
    field.addEventListener("compositionend", () => {
      this.composing = false;
      this.type();
    });
    field.addEventListener("keydown", (event) => this.onKey(event));
    field.addEventListener("blur", () => this.close());
    this.stops = [session.store.observe(() => this.follow())];
  }

  get isOpen(): boolean {
    return this.uid !== null;
  }

  destroy(): void {
    this.close();
    for (const stop of this.stops) stop();
  }

  open(uid: Uid): void {
    const { session, field } = this;
    const line = session.page.lines.get(uid);
    if (!line || !this.host.frameOf(uid)) return;
    this.close();
    this.uid = uid;
    session.selection.selectLines([uid]);
    field.value = line.text?.text ?? "";
    field.dir = session.textDirection;
    field.readOnly = !session.canEdit || session.page.layer === null;
    field.ariaLabel = `Text of line ${session.page.order.indexOf(uid) + 1}`;
    this.parent.append(field);
    this.place();
    this.host.typed(uid);
    this.release = session.writing.use({ panel: "over-page", insert: (text) => this.insert(text) });
    field.focus({ preventScroll: true });
  }

  close(): void {
    if (this.uid === null) return;
    this.uid = null;
    this.release();
    this.host.typed(null);
    this.field.remove();
    void this.session.sync?.flush();
  }

  /** Lies on its line again, after the page moved. */
  place(): void {
    const frame = this.uid === null ? null : this.host.frameOf(this.uid);
    const at = frame && this.host.pixel(frame.start);
    const [x, y] = at ?? [];
    if (!frame || x === undefined || y === undefined) return;
    const scale = this.host.scale();
    const size = Math.min(Math.max(frame.size * scale, SMALLEST_PX), LARGEST_PX);
    const length = Math.max(frame.length * scale, LEAST_PX);
    const { style } = this.field;
    style.fontSize = `${size}px`;
    style.writingMode = frame.vertical ? this.session.page.part.direction : "";
    style.inlineSize = `${length + 16}px`;
    style.blockSize = `${size * 1.9}px`;
    const [left, top] = frame.vertical ? [x - size, y] : [x - 8, y - size * 1.45];
    const [width, height] = frame.vertical ? [size * 2, length] : [length, size * 2];
    this.moveTo(left, top, width + 24, height + 24);
  }

  /** Within the panel, even where the line is not. */
  private moveTo(left: number, top: number, width: number, height: number): void {
    const { clientWidth, clientHeight } = this.parent;
    const { style } = this.field;
    style.left = `${Math.max(4, Math.min(left, clientWidth - width))}px`;
    style.top = `${Math.max(4, Math.min(top, clientHeight - height))}px`;
  }

  private type(): void {
    const { value } = this.field;
    if (value.includes("\n")) this.field.value = value.replace(/\s*\n\s*/g, " ");
    if (!this.composing && this.uid) this.session.type(this.uid, this.field.value);
  }

  private insert(text: string): boolean {
    if (this.uid === null || this.field.readOnly) return false;
    this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
    this.type();
    return true;
  }

  /** The field follows the store only where they differ, so that the caret stays. */
  private follow(): void {
    if (this.uid === null || this.composing) return;
    const line = this.session.page.lines.get(this.uid);
    if (!line) {
      this.close();
      return;
    }
    const { field } = this;
    const text = line.text?.text ?? "";
    if (field.value === text) return;
    const caret = caretAfterChange(field.value, text);
    field.value = text;
    field.setSelectionRange(caret, caret);
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = STEPS[event.key];
    if (event.key === "Escape") {
      this.close();
      this.parent.focus();
    } else if (step !== undefined) {
      this.go(event.shiftKey && event.key === "Enter" ? -1 : step);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private go(step: number): void {
    const { order } = this.session.page;
    const uid = this.uid === null ? undefined : order[order.indexOf(this.uid) + step];
    if (uid) this.open(uid);
  }
}

const STEPS: Readonly<Record<string, number>> = { Enter: 1, ArrowDown: 1, ArrowUp: -1 };
