/** Footnotes of an answer so far, by name. They are numbered as they are first mentioned, as in GFM. */
export type Notes = { numbers: Map<string, number>; referred: Set<string>; defined: Set<string> }

const MAX_NOTES = 500

export const noNotes = (): Notes => ({ numbers: new Map(), referred: new Set(), defined: new Set() })
export const copyOfNotes = ({ numbers, referred, defined }: Notes): Notes => ({
  numbers: new Map(numbers),
  referred: new Set(referred),
  defined: new Set(defined),
})

/** Undefined for one too many. */
export function numberOf({ numbers }: Notes, name: string): number | undefined {
  if (!numbers.has(name) && numbers.size < MAX_NOTES) numbers.set(name, numbers.size + 1)
  return numbers.get(name)
}

/** Whether this is the first in `names`, and so the one that links lead to. */
export function isFirst(names: Set<string>, name: string): boolean {
  const first = !names.has(name)
  names.add(name)
  return first
}
