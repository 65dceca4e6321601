import { stableHash } from "../../shared/hash.ts";
import { generaliseShapes } from "./generalise.ts";
import { maskValues, showMasked } from "./mask.ts";
import { VALUE } from "./masker.ts";
import { maskSecrets } from "./secrets.ts";

/** A log template. `text` shows values as `<*>`. */
export interface LogTemplate {
  /** 16 hexadecimal characters: the hash of the text, or the id of the known template that it continues. */
  readonly id: string;
  readonly text: string;
}

/** Bounds of a {@link TemplateMiner}. */
export interface TemplateMinerOptions {
  /** Distinct masked texts kept apart (default 10,000); beyond, texts seen once are folded by their first words. */
  readonly maxShapes?: number;
  /** Templates of earlier runs, whose ids go on although the text became more or less general. */
  readonly known?: readonly LogTemplate[];
}

interface ShapeEntry {
  readonly slot: number;
  count: number;
}

/** Of a longer line only this much is looked at. */
const MAX_LINE = 16_384;

/**
 * Mines templates from log lines one by one. {@link add} masks secrets, then values, and gives the line's slot:
 * lines with equal masked text share one. {@link templates} decides which slots are one template from everything
 * seen so far; it may be called at any time, and later again, when a template may have become more general.
 * Memory is bounded by `maxShapes` texts of at most 2,000 characters and four bytes for each slot ever given.
 */
export class TemplateMiner {
  private readonly maxShapes: number;
  private readonly known: readonly LogTemplate[];
  private readonly shapes = new Map<string, ShapeEntry>();
  private readonly folded = new Map<string, ShapeEntry>();
  /** Where the lines of a slot are counted now; itself, unless it was folded. */
  private owners = new Int32Array(1_024);
  private slots = 0;

  constructor({ maxShapes = 10_000, known = [] }: TemplateMinerOptions = {}) {
    this.maxShapes = Math.max(1, maxShapes);
    this.known = known;
  }

  /** Counts one line and gives its slot, a number from 0. Never throws. */
  add(line: string): number {
    return this.addMasked(maskSecrets(line.length > MAX_LINE ? line.slice(0, MAX_LINE) : line));
  }

  /** {@link add} for a line whose secrets are masked already. */
  addMasked(line: string): number {
    const masked = maskValues(line);
    let entry = this.shapes.get(masked);
    if (!entry) {
      if (this.shapes.size >= this.maxShapes) this.foldRare();
      entry = this.open(this.shapes, masked);
    }
    entry.count++;
    return entry.slot;
  }

  /** The template of every slot given so far, by slot. */
  templates(): LogTemplate[] {
    const entries = [...this.shapes, ...this.folded].map(([masked, { slot, count }]) => ({
      masked,
      slot,
      count,
    }));
    const texts = generaliseShapes(entries);
    const bySlot: LogTemplate[] = [];
    const byText = new Map<string, LogTemplate>();
    for (const [index, { slot }] of entries.entries()) {
      const text = showMasked(texts[index] ?? "");
      const template = byText.get(text) ?? { id: this.idOf(text), text };
      byText.set(text, template);
      bySlot[slot] = template;
    }
    return Array.from({ length: this.slots }, (_, slot) => bySlot[this.owners[slot] ?? slot] ?? NOTHING);
  }

  private open(into: Map<string, ShapeEntry>, masked: string): ShapeEntry {
    const entry = { slot: this.slots++, count: 0 };
    if (entry.slot >= this.owners.length) {
      const larger = new Int32Array(this.owners.length * 2);
      larger.set(this.owners);
      this.owners = larger;
    }
    this.owners[entry.slot] = entry.slot;
    into.set(masked, entry);
    return entry;
  }

  /** Makes room: the rarer half goes to coarse templates of their first words, oldest first. */
  private foldRare(): void {
    const counts = [...this.shapes.values()].map(({ count }) => count).sort((a, b) => a - b);
    const median = counts[counts.length >> 1] ?? 1;
    let left = Math.ceil(this.shapes.size / 2);
    for (const [masked, { slot, count }] of this.shapes) {
      if (count > median || left-- <= 0) continue;
      this.shapes.delete(masked);
      const coarse = coarseText(masked);
      const known = this.folded.get(coarse);
      const full = this.folded.size >= this.maxShapes;
      const entry =
        known ?? (full ? this.folded.get(VALUE) : undefined) ?? this.open(this.folded, full ? VALUE : coarse);
      entry.count += count;
      this.owners[slot] = entry.slot;
    }
  }

  private idOf(text: string): string {
    const known =
      this.known.find((template) => template.text === text) ??
      this.known.find(
        (template) => coversTemplate(text, template.text) || coversTemplate(template.text, text),
      );
    return known?.id ?? stableHash(text);
  }
}

const NOTHING: LogTemplate = { id: stableHash(""), text: "" };

/** The first two words, cut short. */
function coarseText(masked: string): string {
  return `${masked.split(" ", 2).join(" ").slice(0, 60)} ${VALUE}`;
}

/** Whether every text of the special template is one of the general template, with at least half of its constants. */
function coversTemplate(general: string, special: string): boolean {
  const parts = general.split("<*>");
  const constants = parts.join("").length;
  if (parts.length < 2 || constants * 2 < special.replaceAll("<*>", "").length) return false;
  const last = parts.at(-1) ?? "";
  if (!special.startsWith(parts[0] ?? "") || !special.endsWith(last)) return false;
  let from = (parts[0] ?? "").length;
  for (const part of parts.slice(1, -1)) {
    const found = special.indexOf(part, from);
    if (found === -1) return false;
    from = found + part.length;
  }
  return from <= special.length - last.length;
}
