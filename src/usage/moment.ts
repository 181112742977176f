import { AppError } from '../errors.ts'
import { dayNamed } from './periods.ts'

/** A day means all of it: its beginning where a list starts, its end where it stops. */
export function momentOf(field: 'from' | 'to', text: string | undefined, zone: string): Date | undefined {
  if (text === undefined) return undefined
  if (text.includes('T')) return storable(field, new Date(text))
  const day = dayNamed(text, zone)
  if (!day) throw new AppError('invalid_field', { field })
  return storable(field, field === 'from' ? day.start : day.end)
}

/** MySQL knows the years from 1000 to 9999. */
function storable(field: string, at: Date): Date {
  if (at.getUTCFullYear() < 1000 || at.getUTCFullYear() > 9999) throw new AppError('invalid_field', { field })
  return at
}
