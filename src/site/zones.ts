/** The names of time zones to choose from (IANA). */
export const timeZones: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')]

const known = new Set(timeZones)

/** A zone by its name among these, whichever of its names is given: browsers call Asia/Calcutta also Asia/Kolkata. Null: there is none. */
export function zoneNamed(name: string): string | null {
  if (known.has(name)) return name
  try {
    const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
    return known.has(timeZone) ? timeZone : null
  } catch {
    return null
  }
}
