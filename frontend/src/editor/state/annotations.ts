/** The annotations of the page that is open, and what may be annotated. */
import { request } from "../../api/client";
import {
  type Annotation,
  codePoints,
  type ImageAnnotation,
  isOnImage,
  marksOfLine,
  type Mark,
  type Taxonomy,
  type TextAnnotation,
} from "../model/annotation";
import type { Points, Uid, Urls } from "../model/types";
import type { Store } from "./store";

export interface AnnotationServer {
  taxonomies(): Promise<readonly Taxonomy[]>;
  onImage(): Promise<readonly ImageAnnotation[]>;
  inText(layer: number): Promise<readonly TextAnnotation[]>;
  save(kind: "image" | "text", pk: number | null, body: object): Promise<Annotation>;
  remove(kind: "image" | "text", pk: number): Promise<unknown>;
}

interface Rows<T> {
  readonly results: readonly T[];
  readonly next: string | null;
}

/** All rows of a list that comes in pages. */
async function all<T>(url: string): Promise<T[]> {
  const rows: T[] = [];
  for (let next: string | null = url; next;) {
    const page: Rows<T> = await request<Rows<T>>("GET", next);
    rows.push(...page.results);
    next = page.next;
  }
  return rows;
}

/** The REST API of annotations at the addresses of a page. */
export function annotationServer(urls: Urls): AnnotationServer {
  const { annotations = "", taxonomies = "" } = urls;
  return {
    taxonomies: () => all<Taxonomy>(taxonomies),
    onImage: () => all<ImageAnnotation>(`${annotations}image/`),
    inText: (layer) => all<TextAnnotation>(`${annotations}text/?transcription=${layer}`),
    save: (kind, pk, body) =>
      pk === null
        ? request("POST", `${annotations}${kind}/`, body)
        : request("PATCH", `${annotations}${kind}/${pk}/`, body),
    remove: (kind, pk) => request("DELETE", `${annotations}${kind}/${pk}/`),
  };
}

/** What the form of an annotation gives. */
export interface Answers {
  readonly comments: readonly string[];
  readonly components: readonly { readonly component: number; readonly value: string }[];
}

const NO_ANSWERS: Answers = { comments: [], components: [] };

export class Annotations {
  taxonomies: readonly Taxonomy[] = [];
  /** The kind that is drawn or marked next. */
  chosen: Taxonomy | null = null;
  /** The annotation whose form is open. */
  open: Annotation | null = null;
  private image: readonly ImageAnnotation[] = [];
  private text: readonly TextAnnotation[] = [];
  private textLayer: number | null = null;
  private loading: Promise<void> | null = null;
  private readonly observers = new Set<() => void>();

  constructor(
    private readonly store: Store,
    private readonly server: AnnotationServer,
  ) {
    store.observe(() => {
      const isOther = this.loading !== null && store.page.layer !== this.textLayer;
      if (isOther) void this.reload().catch(() => undefined);
    });
  }

  get onImage(): readonly ImageAnnotation[] {
    return this.image;
  }

  get inText(): readonly TextAnnotation[] {
    return this.text;
  }

  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** Loads once; `reload` asks again, for example after another person's change. */
  load(): Promise<void> {
    this.loading ??= this.reload();
    return this.loading;
  }

  async reload(): Promise<void> {
    const { layer } = this.store.page;
    this.textLayer = layer;
    const [taxonomies, image, text] = await Promise.all([
      this.taxonomies.length > 0 ? this.taxonomies : this.server.taxonomies(),
      this.server.onImage(),
      layer === null ? [] : this.server.inText(layer),
    ]);
    if (layer !== this.store.page.layer) return;
    [this.taxonomies, this.image, this.text] = [taxonomies, image, text];
    this.tell();
  }

  taxonomyOf(annotation: { readonly taxonomy: number }): Taxonomy | undefined {
    return this.taxonomies.find(({ pk }) => pk === annotation.taxonomy);
  }

  /** The marked pieces of a line's text in the layer that is shown. */
  marks(uid: Uid): Mark[] {
    if (this.inText.length === 0) return [];
    const { page } = this.store;
    return marksOfLine(this.inText, page.order, uid, page.lines.get(uid)?.text?.text ?? "");
  }

  choose(taxonomy: Taxonomy | null): void {
    this.chosen = taxonomy;
    this.tell();
  }

  show(annotation: Annotation | null): void {
    this.open = annotation;
    this.tell();
  }

  async markImage(coordinates: Points): Promise<void> {
    if (!this.chosen) return;
    const body = { ...NO_ANSWERS, taxonomy: this.chosen.pk, coordinates };
    this.keep(await this.server.save("image", null, body));
  }

  /** Marks words of one line, from one UTF-16 unit to another. */
  async markWords(taxonomy: Taxonomy, line: Uid, from: number, to: number): Promise<void> {
    const { layer, lines } = this.store.page;
    const text = lines.get(line)?.text?.text ?? "";
    const place = {
      transcription: layer,
      start_uid: line,
      start_offset: codePoints(text, from),
      end_uid: line,
      end_offset: codePoints(text, to),
    };
    const body = { ...NO_ANSWERS, taxonomy: taxonomy.pk, ...place };
    this.keep(await this.server.save("text", null, body));
  }

  async answer(annotation: Annotation, answers: Answers): Promise<void> {
    const kind = isOnImage(annotation) ? "image" : "text";
    this.keep(await this.server.save(kind, annotation.pk, answers));
  }

  async remove(annotation: Annotation): Promise<void> {
    await this.server.remove(isOnImage(annotation) ? "image" : "text", annotation.pk);
    this.image = this.image.filter(({ pk }) => pk !== annotation.pk);
    this.text = this.text.filter(({ pk }) => pk !== annotation.pk);
    this.show(null);
  }

  private keep(annotation: Annotation): void {
    const others = <T extends Annotation>(items: readonly T[]) =>
      items.filter(({ pk }) => pk !== annotation.pk);
    if (isOnImage(annotation)) this.image = [...others(this.image), annotation];
    else this.text = [...others(this.text), annotation];
    this.show(annotation);
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}
