/** The virtual keyboards that a person can use, and the one that is in use in this document. */
import { request } from "../../api/client";
import { type KeyboardFile, typedBy, type Press } from "../model/keyboard";
import { withOwn } from "./preferences";
import type { Session } from "./session";

/** A keyboard in the list. */
export interface KeyboardHead {
  /** `builtin/ipa`, or the number of a person's keyboard. */
  readonly id: string | number;
  readonly name: string;
  readonly builtin: boolean;
  readonly owner: string | null;
  readonly mine: boolean;
  readonly project: number | null;
  readonly project_name: string | null;
  readonly can_edit: boolean;
  readonly can_delete: boolean;
}

/** A keyboard with its keys. */
export interface Keyboard extends KeyboardHead {
  readonly keyboard: KeyboardFile;
  /** The names of the characters, for each text on a key. */
  readonly names: Readonly<Record<string, string>>;
}

export class Keyboards {
  private heads: readonly KeyboardHead[] = [];
  private current: Keyboard | null = null;
  private readonly observers = new Set<() => void>();

  constructor(
    private readonly session: Session,
    private readonly url: string,
  ) {}

  get list(): readonly KeyboardHead[] {
    return this.heads;
  }

  get active(): Keyboard | null {
    return this.current;
  }

  /** The id of the keyboard that was used last in this document. */
  get chosen(): string | null {
    const ids = this.session.preferences.get("editor.keyboards");
    return ids[String(this.session.page.document.id)] ?? null;
  }

  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  async readList(): Promise<void> {
    this.heads = await request<KeyboardHead[]>("GET", this.url);
    this.tell();
  }

  /** Takes the keyboard of this document in hand again, so that its keys work at once. */
  async resume(): Promise<void> {
    const { chosen } = this;
    if (!chosen || this.current || !this.url) return;
    try {
      await this.use(chosen);
    } catch {
      // It was deleted, or is shared no more: the sheet says so when it is opened.
    }
  }

  /** Types what the key press means on the keyboard in hand; false where it means nothing. */
  press(press: Press): boolean {
    const { session } = this;
    const works =
      session.sheet?.id === "keyboard" || session.preferences.get("editor.keyboard_keys");
    const text = works && this.current ? typedBy(press, this.current.keyboard.characters) : null;
    return text !== null && session.insertText(text);
  }

  /** Takes a keyboard in hand, here and whenever this document is opened. */
  async use(id: string): Promise<void> {
    this.take(await request<Keyboard>("GET", `${this.url}${id}/`));
  }

  fileUrl(keyboard: KeyboardHead): string {
    return `${this.url}${keyboard.id}/file/`;
  }

  /** Makes a keyboard of one's own and takes it in hand. */
  async add(keyboard: unknown): Promise<void> {
    this.take(await request<Keyboard>("POST", this.url, { keyboard }));
    await this.readList();
  }

  async change(id: string | number, body: Readonly<Record<string, unknown>>): Promise<void> {
    this.take(await request<Keyboard>("PATCH", `${this.url}${id}/`, body));
    await this.readList();
  }

  async remove(keyboard: KeyboardHead): Promise<void> {
    await request("DELETE", `${this.url}${keyboard.id}/`);
    this.current = null;
    await this.readList();
  }

  private take(keyboard: Keyboard): void {
    this.current = keyboard;
    const { preferences, page } = this.session;
    this.tell();
    if (this.chosen === String(keyboard.id)) return;
    const all = preferences.get("editor.keyboards");
    preferences.set("editor.keyboards", withOwn(all, page.document.id, String(keyboard.id)));
    this.tell();
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}
