/** The pages of the document as small pictures; those far away are asked for when they are wanted. */
import type { Film, FilmFrame } from "../model/types";

const STRETCH = 50;

export class FilmPages {
  readonly count: number;
  private readonly frames = new Map<number, FilmFrame>();
  private readonly asked = new Set<number>();
  private readonly observers = new Set<() => void>();

  constructor(
    film: Film,
    private readonly load?: (start: number, count: number) => Promise<Film>,
  ) {
    this.count = film.count;
    this.keep(film);
  }

  /** Calls the observer when more pages are known. */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  at(place: number): FilmFrame | null {
    return this.frames.get(place) ?? null;
  }

  /** Makes sure that the pages from one place to another are known, or will be. */
  want(from: number, to: number): void {
    const last = Math.min(to, this.count - 1);
    for (let place = Math.max(from, 0); place <= last; place += 1) {
      if (!this.frames.has(place)) void this.ask(Math.floor(place / STRETCH) * STRETCH);
    }
  }

  /** A stretch that could not be had is asked for again when it is wanted again. */
  private async ask(start: number): Promise<void> {
    if (!this.load || this.asked.has(start)) return;
    this.asked.add(start);
    try {
      this.keep(await this.load(start, STRETCH));
      for (const observer of this.observers) observer();
    } catch {
      this.asked.delete(start);
    }
  }

  private keep({ start, frames }: Film): void {
    frames.forEach((frame, index) => this.frames.set(start + index, frame));
  }
}
