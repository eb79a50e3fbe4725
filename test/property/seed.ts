import fc from 'fast-check';

/**
 * The same objects in every run, so that a change alone can make a test fail; `KARMORPH_PROPERTY_SEED` looks at others.
 * Import this module before any property is checked.
 */
fc.configureGlobal({ seed: Number(process.env['KARMORPH_PROPERTY_SEED'] ?? 20_261) });
