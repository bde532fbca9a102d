import fc from 'fast-check';

// The same values in every run, so that a failure means a change; SEED=2 npm test looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
