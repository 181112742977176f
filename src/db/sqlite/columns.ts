import { customType, integer, text } from 'drizzle-orm/sqlite-core'

export const id = () => text()
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'text',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => JSON.parse(value),
})
export const time = () => integer({ mode: 'timestamp_ms' })
export const boolean = () => integer({ mode: 'boolean' })
