/** A server for tests of saving: it behaves like the real one's contract, for texts and deleted lines. */
import { ApiError, NetworkError } from "../src/api/client";
import type { EditorData, Line } from "../src/editor/model/types";
import type { ChangeAnswer, ChangeSet } from "../src/editor/state/wire";
import { pageData } from "./page-data";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export class FakeServer {
  data = structuredClone(pageData()) as Mutable<EditorData> & { part: { revision: number } };
  online = true;
  loseAnswers = false;
  readonly received: ChangeSet[] = [];
  /** The lines whose texts were fetched alone. */
  readonly asked: (readonly string[])[] = [];
  private readonly answers = new Map<string, ChangeAnswer>();

  line(uid: string) {
    return this.data.lines.find((line) => line.uid === uid) as Mutable<Line> | undefined;
  }

  /** Another person writes. */
  write(uid: string, text: string): number {
    const line = this.line(uid);
    const version = (line?.text?.version ?? 0) + 1;
    if (line) line.text = { text, confidence: null, glyphs: null, version };
    this.data.part.revision += 1;
    return version;
  }

  readonly fetchPage = (): Promise<EditorData> => {
    if (!this.online) return Promise.reject(new NetworkError());
    return Promise.resolve(structuredClone(this.data));
  };

  readonly fetchTexts = (_layer: number, lines: readonly string[]) => {
    if (!this.online) return Promise.reject(new NetworkError());
    this.asked.push(lines);
    const found = lines.flatMap((uid) => {
      const text = this.line(uid)?.text;
      return text ? [[uid, structuredClone(text)] as const] : [];
    });
    return Promise.resolve(Object.fromEntries(found));
  };

  readonly post = (change: ChangeSet): Promise<ChangeAnswer> => {
    if (!this.online) return Promise.reject(new NetworkError());
    this.received.push(change);
    const known = this.answers.get(change.id);
    if (known) return Promise.resolve(known);
    const stale = this.staleness(change);
    if (stale) return Promise.reject(stale);
    const texts = change.texts.map(({ line, layer, text }) => {
      return { line, layer, version: this.write(line, text) };
    });
    this.data.lines = this.data.lines.filter((line) => !change.deleted.lines.includes(line.uid));
    this.data.part.revision += texts.length > 0 ? 1 - texts.length : 1;
    const answer = { revision: this.data.part.revision, texts };
    this.answers.set(change.id, answer);
    if (this.loseAnswers) return Promise.reject(new NetworkError());
    return Promise.resolve(answer);
  };

  private staleness(change: ChangeSet): ApiError | null {
    const texts = change.texts.flatMap(({ line, layer, base_version: base }) => {
      const now = this.line(line)?.text;
      const version = now?.version ?? 0;
      return version === base
        ? []
        : [{ line, layer, version, text: now?.text ?? "", author: "bob" }];
    });
    const { revision } = this.data.part;
    const layout = change.updated.lines.length > 0 || change.deleted.lines.length > 0;
    const old = layout && change.base_revision !== revision;
    if (texts.length === 0 && !old) return null;
    return new ApiError(409, "stale", "The page has changed.", { revision, texts });
  }
}
