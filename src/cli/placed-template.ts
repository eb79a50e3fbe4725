import type { PlannedTemplate } from '../dry-run/planned-template.ts';

/** A planned template, and where it stands in the input: `shop.yaml:12`. */
export interface PlacedTemplate extends PlannedTemplate {
  readonly where: string;
}
