import { bigint, customType, datetime } from 'drizzle-orm/mysql-core'

/**
 * Compared byte by byte, but for spaces at its end, whatever the server's default collation. Ids too are utf8mb4: an
 * `ascii` column compared with a character beyond ASCII is an error, and any may stand in a URL.
 */
export const exactText = customType<{ data: string; config: { length: number }; configRequired: true }>({
  dataType: ({ length }) => `varchar(${length}) character set utf8mb4 collate utf8mb4_bin`,
})

export const id = () => exactText({ length: 36 })

/** MariaDB gives its `json` back as text, so this is text for every server. */
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => 'longtext',
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => JSON.parse(value),
})

export const time = () => datetime({ mode: 'date', fsp: 3 })
export const big = () => bigint({ mode: 'number' })
