/** How a model's true counts compare with our estimate: learned from what its server counts, kept in this process. */
export interface Calibration {
  /** The model's tokens for each of ours; 1 while nothing is known. */
  ratioOf(model: string): number
  learn(model: string, tokens: { estimated: number; counted: number }): void
}

/** weight of the newest call: after ten calls of a new kind nine tenths of the way are gone */
const NEWEST = 0.2
const LEAST = 0.5
const MOST = 2
/** below it the words that a chat format adds are most of the count */
const FEWEST_TOKENS = 200
const MAX_MODELS = 500

const bounded = (ratio: number): number => Math.min(MOST, Math.max(LEAST, ratio))

export function createCalibration(): Calibration {
  const ratios = new Map<string, number>()
  return {
    ratioOf: (model) => ratios.get(model) ?? 1,
    learn(model, { estimated, counted }) {
      if (estimated < FEWEST_TOKENS || counted <= 0) return
      const known = ratios.get(model) ?? 1
      if (ratios.size >= MAX_MODELS && !ratios.has(model)) ratios.clear()
      ratios.set(model, known + NEWEST * (bounded(counted / estimated) - known))
    },
  }
}
