/**
 * One sorted set per key and window holds the counted hits, scored by their time. All windows are looked at first, and only
 * when none refuses is the hit added to all. The caller's clock decides, but a key's time only goes forward.
 * KEYS: one set per window. ARGV: now, then limit and length of each window.
 * Answers `at`, then for each window: count, time of the newest hit, time of the hit that blocks (empty: none).
 */
const SLIDING_HIT = `
local function text(number) return string.format('%.17g', number) end
local at = tonumber(ARGV[1])
local newest = {}
for i, key in ipairs(KEYS) do
  newest[i] = redis.call('ZRANGE', key, -1, -1, 'WITHSCORES')[2] or ''
  if newest[i] ~= '' then at = math.max(at, tonumber(newest[i])) end
end
local reply = { text(at) }
local allowed = true
for i, key in ipairs(KEYS) do
  local limit, length = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local count = redis.call('ZCOUNT', key, '(' .. text(at - length), '+inf')
  local blocker = redis.call('ZRANGE', key, -limit, -limit, 'WITHSCORES')[2] or ''
  if count >= limit then allowed = false end
  reply[#reply + 1] = text(count)
  reply[#reply + 1] = newest[i]
  reply[#reply + 1] = blocker
end
if not allowed then return reply end
for i, key in ipairs(KEYS) do
  local length = tonumber(ARGV[2 * i + 1])
  redis.call('ZREMRANGEBYSCORE', key, '-inf', text(at - length))
  local sameTime = redis.call('ZCOUNT', key, text(at), text(at))
  redis.call('ZADD', key, text(at), text(at) .. ':' .. sameTime)
  redis.call('PEXPIRE', key, math.ceil(length))
end
return reply
`

const RENEW_LEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
`

const RELEASE_LEASE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`

/**
 * A sorted set holds who is inside, scored by until when, by the server's clock.
 * ARGV: owner, limit, ttl in ms.
 */
const ENTER = `
local clock = redis.call('TIME')
local at = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', at)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], at + ARGV[3], ARGV[1])
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')[2]
redis.call('PEXPIRE', KEYS[1], tonumber(last) - at)
return 1
`

export const scripts = {
  enter: { lua: ENTER, numberOfKeys: 1 },
  slidingHit: { lua: SLIDING_HIT },
  renewLease: { lua: RENEW_LEASE, numberOfKeys: 1 },
  releaseLease: { lua: RELEASE_LEASE, numberOfKeys: 1 },
}

/** The scripts as the client's methods. */
export type Scripts = {
  slidingHit(numberOfKeys: number, ...keysAndArguments: (string | number)[]): Promise<string[]>
  enter(key: string, owner: string, limit: number, ttlMs: number): Promise<number>
  renewLease(key: string, owner: string, ttlMs: number): Promise<number>
  releaseLease(key: string, owner: string): Promise<number>
}
