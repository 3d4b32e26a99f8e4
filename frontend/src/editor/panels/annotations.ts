/**
 * The sheet of annotations: a button for each kind, what is marked on this page, and its form.
 *
 * On the image a kind is chosen and then drawn; in the text the words are selected first.
 */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { base, buttons, fields } from "../../ui/styles";
import {
  type Annotation,
  type AnnotationQuestion,
  isOnImage,
  marksImage,
  type Taxonomy,
} from "../model/annotation";
import type { Annotations } from "../state/annotations";
import { annotationStyles } from "./annotations.styles";
import { Panel } from "./panel";

class AnnotationSheet extends Panel {
  static override styles = [base, buttons, fields, annotationStyles];
  private problem = "";
  private stop: () => void = () => undefined;

  private get annotations(): Annotations {
    return this.session.annotations;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.stop = this.annotations.observe(() => this.requestUpdate());
    void this.attempt(() => this.annotations.load());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop();
    this.annotations.choose(null);
  }

  protected override render(): TemplateResult {
    const { taxonomies } = this.annotations;
    if (taxonomies.length === 0) return this.empty();
    const onImage = taxonomies.filter(marksImage);
    const inText = taxonomies.filter((item) => !marksImage(item));
    const { canEdit } = this.session;
    return html`
      ${this.problem ? html`<p class="problem" role="alert">${this.problem}</p>` : nothing}
      ${canEdit && onImage.length > 0 ? this.kinds("Mark on the image", onImage) : nothing}
      ${canEdit && inText.length > 0 ? this.kinds("Mark the selected words", inText) : nothing}
      ${this.list("On the image", this.annotations.onImage)}
      ${this.list("In the text", this.annotations.inText)}
    `;
  }

  private empty(): TemplateResult {
    const { urls } = this.session.bootstrap;
    return html`<div>
      <p><strong>Nothing can be annotated in this document yet.</strong></p>
      <p>
        Decide what people mark on the image and in the text, for example initials or names.
        ${urls.taxonomies_page ? html`<a href=${urls.taxonomies_page}>Add a kind</a>` : nothing}
      </p>
    </div>`;
  }

  private kinds(head: string, items: readonly Taxonomy[]): TemplateResult {
    const { chosen } = this.annotations;
    return html`<section aria-label=${head}>
      <h3>${head}</h3>
      <div class="kinds">
        ${items.map(
          (item) =>
            html`<button
              type="button"
              title=${item.typology ? `${item.name}, ${item.typology.name}` : item.name}
              aria-pressed=${marksImage(item) ? String(chosen?.pk === item.pk) : nothing}
              @pointerdown=${(event: Event) => event.preventDefault()}
              @click=${() => this.use(item)}
            >
              ${this.swatch(item)} ${item.name}
              ${item.abbreviation ? html`<span class="quiet">${item.abbreviation}</span>` : nothing}
            </button>`,
        )}
      </div>
    </section>`;
  }

  private use(item: Taxonomy): void {
    if (!marksImage(item)) {
      void this.attempt(() => this.markWords(item));
      return;
    }
    this.annotations.choose(this.annotations.chosen?.pk === item.pk ? null : item);
    this.command("annotate").run();
  }

  private async markWords(item: Taxonomy): Promise<void> {
    const { session } = this;
    const words = session.writing.selected;
    if (!words) throw new Error("Select the words in the text of a line first.");
    await session.sync?.flush();
    await this.annotations.markWords(item, words.line, words.from, words.to);
  }

  private swatch(taxonomy: Taxonomy | undefined): TemplateResult {
    const color = taxonomy?.marker_detail ?? "transparent";
    return html`<span class="swatch" .style=${`background-color: ${color}`}></span>`;
  }

  private list(head: string, items: readonly Annotation[]): TemplateResult | typeof nothing {
    if (items.length === 0) return nothing;
    return html`<section aria-label=${head}>
      <h3>${head} <span class="quiet">${items.length}</span></h3>
      <ul>
        ${repeat(
          items,
          ({ pk }) => pk,
          (item) => html`<li>${this.row(item)}</li>`,
        )}
      </ul>
    </section>`;
  }

  private row(item: Annotation): TemplateResult {
    const taxonomy = this.annotations.taxonomyOf(item);
    const isOpen = this.annotations.open?.pk === item.pk;
    const gone = !isOnImage(item) && item.start_uid === null;
    return html`<button
        type="button"
        aria-expanded=${String(isOpen)}
        @click=${() => this.show(isOpen ? null : item)}
      >
        ${this.swatch(taxonomy)}
        <span>${taxonomy?.name}</span>
        ${isOnImage(item) ? nothing : html`<bdi class="words">${item.quote}</bdi>`}
        ${gone ? html`<span class="quiet">no longer in the text</span>` : nothing}
        ${item.comments?.[0] ? html`<bdi class="quiet">${item.comments[0]}</bdi>` : nothing}
      </button>
      ${isOpen && taxonomy ? this.form(item, taxonomy) : nothing}`;
  }

  private show(item: Annotation | null): void {
    this.annotations.show(item);
    if (item && !isOnImage(item) && item.start_uid) this.session.openLine(item.start_uid);
  }

  private form(item: Annotation, taxonomy: Taxonomy): TemplateResult {
    const locked = !this.session.canEdit;
    const comments = taxonomy.has_comments || (item.comments ?? []).length > 0;
    return html`<form @submit=${(event: SubmitEvent) => this.save(event, item)}>
      ${taxonomy.components.map((question) => this.question(question, item, locked))}
      ${
        comments
          ? html`<label
              >Comment<textarea
                name="comment"
                dir="auto"
                ?readonly=${locked}
                .value=${(item.comments ?? []).join("\n\n")}
              ></textarea>
            </label>`
          : nothing
      }
      ${locked ? nothing : this.foot(item, comments || taxonomy.components.length > 0)}
    </form>`;
  }

  private foot(item: Annotation, asks: boolean): TemplateResult {
    return html`<div class="foot">
      ${asks ? html`<button type="submit" class="primary">Save</button>` : nothing}
      <button type="button" @click=${() => void this.attempt(() => this.annotations.remove(item))}>
        Delete
      </button>
    </div>`;
  }

  private question(
    question: AnnotationQuestion,
    item: Annotation,
    locked: boolean,
  ): TemplateResult {
    const kept = item.components.find(({ component }) => component.pk === question.pk)?.value ?? "";
    const name = `question-${question.pk}`;
    const field = question.allowed_values
      ? html`<select name=${name} ?disabled=${locked}>
          <option value="">–</option>
          ${question.allowed_values.map(
            (value) => html`<option ?selected=${value === kept}>${value}</option>`,
          )}
        </select>`
      : html`<input name=${name} dir="auto" ?readonly=${locked} .value=${kept} />`;
    return html`<label>${question.name}${field}</label>`;
  }

  private save(event: SubmitEvent, item: Annotation): void {
    event.preventDefault();
    const form = new FormData(event.target as HTMLFormElement);
    const questions = this.annotations.taxonomyOf(item)?.components ?? [];
    const text = (name: string) => {
      const value = form.get(name);
      return typeof value === "string" ? value.trim() : "";
    };
    const components = questions
      .map(({ pk }) => ({ component: pk, value: text(`question-${pk}`) }))
      .filter(({ value }) => value !== "");
    const comments = text("comment") ? [text("comment")] : [];
    void this.attempt(async () => {
      await this.annotations.answer(item, { comments, components });
      this.annotations.show(null);
    });
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.requestUpdate();
  }
}

customElements.define("es-annotations", AnnotationSheet);
