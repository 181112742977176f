/** How soon a server has to be useful after a kill, and how much of an answer the kill may cost, ms. */
export type Limits = { readyMs: number; lostMs: number }

/** What the product promises. */
export const PROMISED: Limits = { readyMs: 5_000, lostMs: 1_000 }

/** Tests say nothing about speed: they run beside others, on machines that have more to do. */
export const PATIENT: Limits = { readyMs: 30_000, lostMs: 5_000 }
