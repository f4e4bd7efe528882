import fc from "../../node_modules/fast-check/lib/fast-check.js";

// The same cases for every mutant, and no search for the shortest one that fails.
fc.configureGlobal({ seed: 1, endOnFailure: true });

export * from "../../node_modules/fast-check/lib/fast-check.js";
export default fc;
