/** The benchmarks; each is run with `npm run bench`. */
export const benches = [];
