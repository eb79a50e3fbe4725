import { z } from 'zod';
import type { Json } from '../../json/json.ts';

/** Any JSON value, as a rule writes it. */
export const jsonValue = z.json().transform((value) => value as Json);

/** Values by field name. */
export const jsonValues = z.record(z.string(), jsonValue);
